/* Checks from the rows: required fields, ranges, alphabets, and their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/model/check.h"
#include "api/model/shapes.h"

/* NULL when all is well, else the error's text. */
static const char *failure_of(struct arena *arena, const struct shape *shape, const void *object)
{
    struct api_error error;
    if (shape_check(shape, object, arena, &error))
        return NULL;
    return arena_copy(arena, api_error_text(arena, &error, false)).at;
}

static void test_required_fields(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct send_message_request request = {.queue_url = SLICE("q")};
    const struct shape *shape = &shape_send_message_request;
    static const char missing[] = "The request must contain the parameter MessageBody.";
    assert_string_equal(failure_of(&arena, shape, &request), missing);
    request.message_body = SLICE("");
    assert_string_equal(failure_of(&arena, shape, &request), missing);
    request.message_body = SLICE("x");
    assert_null(failure_of(&arena, shape, &request));
    request.queue_url = SLICE_NONE;
    assert_string_equal(failure_of(&arena, shape, &request),
                        "The request must contain the parameter QueueUrl.");
    arena_release(&arena);
}

static void test_required_lists(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tag_queue_request request = {.queue_url = SLICE("q"), .tags = {.present = true}};
    assert_string_equal(failure_of(&arena, &shape_tag_queue_request, &request),
                        "The request must contain the parameter Tags.");
    arena_release(&arena);
}

static void test_ranges(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct receive_message_request request = {.queue_url = SLICE("q")};
    const struct shape *shape = &shape_receive_message_request;
    request.max_number_of_messages = (struct opt_int){true, 11};
    assert_string_equal(failure_of(&arena, shape, &request),
                        "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be "
                        "between 1 and 10, if provided.");
    request.max_number_of_messages.value = 0;
    assert_non_null(failure_of(&arena, shape, &request));
    request.max_number_of_messages.present = false;
    assert_null(failure_of(&arena, shape, &request));
    request.wait_time_seconds = (struct opt_int){true, -1};
    assert_string_equal(failure_of(&arena, shape, &request),
                        "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 "
                        "and <= 20, if provided.");
    request.wait_time_seconds.value = 20;
    assert_null(failure_of(&arena, shape, &request));
    arena_release(&arena);
}

static void test_ends_of_every_range(void **state)
{
    (void)state;
    for (int i = CHECK_NONE + 1; i < CHECK_COUNT; i++) {
        const struct check *check = &checks_all[i];
        struct arena arena = {0};
        struct api_error error;
        if (check->kind == CHECK_KIND_RANGE) {
            enum check_id id = (enum check_id)i;
            assert_true(check_integer(id, check->min, &arena, &error));
            assert_true(check_integer(id, check->max, &arena, &error));
            assert_false(check_integer(id, check->min - 1, &arena, &error));
            assert_false(check_integer(id, check->max + 1, &arena, &error));
            assert_int_equal(error.text, check->text);
        }
        arena_release(&arena);
    }
}

static void test_punctuated_ids(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct send_message_request request = {.queue_url = SLICE("q"), .message_body = SLICE("x")};
    const struct shape *shape = &shape_send_message_request;
    char id[LIMIT_PUNCTUATED_ID_LENGTH + 1];
    memset(id, '~', sizeof id);
    static const char words[] =
        " for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include "
        "alphanumeric and punctuation characters. 1 to 128 in length.";
    request.message_group_id = slice_make(id, LIMIT_PUNCTUATED_ID_LENGTH);
    assert_null(failure_of(&arena, shape, &request));
    request.message_group_id = SLICE("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~azAZ09");
    assert_null(failure_of(&arena, shape, &request));
    request.message_group_id = slice_make(id, sizeof id);
    assert_non_null(strstr(failure_of(&arena, shape, &request), words));
    static const struct slice wrong[] = {
        SLICE_INIT(""),      SLICE_INIT("a b"),  SLICE_INIT("\xc3\xa9"),
        SLICE_INIT("a\x7f"), SLICE_INIT("a\0b"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        request.message_group_id = wrong[i];
        assert_non_null(failure_of(&arena, shape, &request));
    }
    arena_release(&arena);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(text_is_name(SLICE("aZ0-_"), 80));
    assert_true(text_is_name(SLICE("abc"), 3));
    assert_false(text_is_name(SLICE("abcd"), 3));
    assert_false(text_is_name(SLICE(""), 80));
    assert_false(text_is_name(SLICE_NONE, 80));
    assert_false(text_is_name(SLICE("a.b"), 80));
    assert_false(text_is_name(SLICE("a b"), 80));
}

/* Rows are checked in their order, whatever else is wrong. */
static void test_first_failure_wins(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct send_message_request request = {
        .queue_url = SLICE("q"),
        .delay_seconds = {true, 901},
        .message_group_id = SLICE(" "),
    };
    assert_non_null(
        strstr(failure_of(&arena, &shape_send_message_request, &request), "MessageBody"));
    struct send_message_request later = request;
    later.message_body = SLICE("x");
    assert_non_null(
        strstr(failure_of(&arena, &shape_send_message_request, &later), "DelaySeconds"));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_required_fields),
        cmocka_unit_test(test_required_lists),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_ends_of_every_range),
        cmocka_unit_test(test_punctuated_ids),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_first_failure_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
