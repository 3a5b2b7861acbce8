/* What the decoders and encoders take for granted about the rows of shapes.def. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/model/actions.h"

/* The room that encoders have for a shape's order. */
#define FIELDS_MAX 16

static void test_names_are_distinct(void **state)
{
    (void)state;
    for (size_t i = 0; i < shapes_count; i++) {
        const struct shape *shape = shapes_all[i];
        assert_in_range(shape->count, 0, FIELDS_MAX);
        for (size_t a = 0; a < shape->count; a++)
            for (size_t b = 0; b < a; b++) {
                assert_string_not_equal(shape->fields[a].json_name, shape->fields[b].json_name);
                assert_string_not_equal(shape->fields[a].query_name, shape->fields[b].query_name);
            }
    }
}

static void test_json_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < shapes_count; i++) {
        unsigned char order[FIELDS_MAX];
        const struct shape *shape = shapes_all[i];
        shape_json_order(shape, order);
        for (size_t n = 1; n < shape->count; n++)
            assert_true(strcmp(shape->fields[order[n - 1]].json_name,
                               shape->fields[order[n]].json_name) < 0);
    }
}

static void test_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < shapes_count; i++)
        for (size_t n = 0; n < shapes_all[i]->count; n++) {
            const struct field *field = &shapes_all[i]->fields[n];
            assert_true(slice_is(field_json_name(field), field->json_name));
            assert_true(slice_starts(field->json_key, SLICE("\"")));
            assert_true(slice_ends(field->json_key, SLICE("\":")));
        }
}

/* Lists of structs have an element; a map's element begins with its key. */
static void test_elements(void **state)
{
    (void)state;
    for (size_t i = 0; i < shapes_count; i++)
        for (size_t n = 0; n < shapes_all[i]->count; n++) {
            const struct field *field = &shapes_all[i]->fields[n];
            bool nested = field->kind == FIELD_STRUCTS || field->kind == FIELD_MAP;
            assert_int_equal(nested, field->element != NULL);
            if (field->kind != FIELD_MAP)
                continue;
            assert_int_equal(field->element->fields[0].kind, FIELD_TEXT);
            assert_int_equal(field->element->fields[0].offset, 0);
        }
}

static void test_checks_fit_their_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < shapes_count; i++)
        for (size_t n = 0; n < shapes_all[i]->count; n++) {
            const struct field *field = &shapes_all[i]->fields[n];
            if (field->check == CHECK_NONE)
                continue;
            bool range = checks_all[field->check].kind == CHECK_KIND_RANGE;
            assert_int_equal(field->kind, range ? FIELD_INTEGER : FIELD_TEXT);
        }
}

/* The queue is resolved from the first member; other actions name no queue. */
static void test_queue_actions_begin_with_the_queue(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const struct action *action = &actions_all[i];
        const struct field *first = &action->request->fields[0];
        bool named = action->request->count > 0 && strcmp(first->json_name, "QueueUrl") == 0;
        assert_int_equal(named, action->scope == SCOPE_QUEUE);
        if (named)
            assert_int_equal(first->kind, FIELD_TEXT);
    }
}

/* The decoders make nothing of these kinds. */
static void test_requests_hold_no_result_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        for (size_t n = 0; n < actions_all[i].request->count; n++) {
            enum field_kind kind = actions_all[i].request->fields[n].kind;
            assert_true(kind != FIELD_QUEUE && kind != FIELD_QUEUES && kind != FIELD_BOOLEAN);
        }
}

static void test_finding_actions(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        assert_ptr_equal(action_find(slice_of(actions_all[i].name)), &actions_all[i]);
        assert_int_equal(actions_all[i].id, i);
    }
    assert_null(action_find(SLICE("sendMessage")));
    assert_null(action_find(SLICE("SendMessag")));
    assert_null(action_find(SLICE("SendMessages")));
    assert_null(action_find(SLICE("")));
    assert_null(action_find(SLICE_NONE));
}

static void test_presence(void **state)
{
    (void)state;
    struct send_message_batch_request batch = {.queue_url = SLICE("")};
    const struct field *fields = shape_send_message_batch_request.fields;
    assert_true(field_present(&fields[0], &batch));
    batch.queue_url = SLICE_NONE;
    assert_false(field_present(&fields[0], &batch));
    batch.entries.present = true;
    assert_false(field_present(&fields[1], &batch));
    batch.entries.count = 1;
    assert_true(field_present(&fields[1], &batch));
    const struct change_message_visibility_request change = {.visibility_timeout = {true, 0}};
    assert_true(field_present(&shape_change_message_visibility_request.fields[2], &change));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_distinct),
        cmocka_unit_test(test_json_order),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_elements),
        cmocka_unit_test(test_checks_fit_their_fields),
        cmocka_unit_test(test_queue_actions_begin_with_the_queue),
        cmocka_unit_test(test_requests_hold_no_result_kinds),
        cmocka_unit_test(test_finding_actions),
        cmocka_unit_test(test_presence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
