/* Queue attributes: the values that they accept (attributes.md section 1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "api/model/attributes.h"

static bool accepts(enum queue_attribute_id id, const char *value, const char *stored)
{
    struct slice ret = SLICE_NONE;
    bool accepted = queue_attribute_accept(&queue_attributes_all[id], slice_of(value), &ret);
    if (accepted && stored)
        assert_true(slice_is(ret, stored));
    return accepted;
}

static void test_integers(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", " 5", "5 ", "1.5", "x", "-1", "901", "1e1", "+5"};
    assert_true(accepts(QUEUE_ATTRIBUTE_DELAY_SECONDS, "0", "0"));
    assert_true(accepts(QUEUE_ATTRIBUTE_DELAY_SECONDS, "900", "900"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(accepts(QUEUE_ATTRIBUTE_DELAY_SECONDS, wrong[i], NULL));
    assert_false(accepts(QUEUE_ATTRIBUTE_DELAY_SECONDS, NULL, NULL));
}

static void test_every_range_has_its_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++) {
        const struct queue_attribute *row = &queue_attributes_all[i];
        if (row->kind != ATTRIBUTE_INTEGER || !row->settable)
            continue;
        const int64_t values[] = {row->min - 1, row->min, row->max, row->max + 1};
        for (size_t n = 0; n < 4; n++) {
            char text[32];
            struct slice ret;
            snprintf(text, sizeof text, "%lld", (long long)values[n]);
            assert_int_equal(queue_attribute_accept(row, slice_of(text), &ret), n == 1 || n == 2);
        }
    }
}

static void test_booleans_of_any_case(void **state)
{
    (void)state;
    assert_true(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "true", "true"));
    assert_true(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "True", "true"));
    assert_true(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "FALSE", "false"));
    assert_false(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "1", NULL));
    assert_false(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "", NULL));
    assert_false(accepts(QUEUE_ATTRIBUTE_FIFO_QUEUE, "truex", NULL));
}

static void test_choices(void **state)
{
    (void)state;
    assert_true(accepts(QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE, "messageGroup", "messageGroup"));
    assert_true(accepts(QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE, "queue", "queue"));
    assert_false(accepts(QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE, "Queue", NULL));
    assert_false(accepts(QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE, "perQueue", NULL));
    assert_true(accepts(QUEUE_ATTRIBUTE_FIFO_THROUGHPUT_LIMIT, "perMessageGroupId", NULL));
    assert_false(accepts(QUEUE_ATTRIBUTE_FIFO_THROUGHPUT_LIMIT, "messageGroup", NULL));
}

static void test_texts_are_left_alone(void **state)
{
    (void)state;
    assert_true(accepts(QUEUE_ATTRIBUTE_POLICY, "", ""));
    assert_true(accepts(QUEUE_ATTRIBUTE_POLICY, "{ }", "{ }"));
    assert_true(accepts(QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID, "alias/aws/sqs", "alias/aws/sqs"));
}

static void test_every_default_is_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++) {
        const struct queue_attribute *row = &queue_attributes_all[i];
        if (row->fallback)
            assert_true(accepts((enum queue_attribute_id)i, row->fallback, row->fallback));
        if (row->kind == ATTRIBUTE_CHOICE)
            assert_non_null(row->fallback);
    }
}

/* AWS writes them so (wire-recorded.md), and the engine walks the rows. */
static void test_rows_are_in_alphabetical_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < QUEUE_ATTRIBUTE_COUNT; i++)
        assert_true(strcmp(queue_attributes_all[i - 1].name, queue_attributes_all[i].name) < 0);
}

static void test_finding(void **state)
{
    (void)state;
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++)
        assert_int_equal(queue_attribute_find(slice_of(queue_attributes_all[i].name)), i);
    for (int i = 0; i < SYSTEM_ATTRIBUTE_COUNT; i++)
        assert_int_equal(system_attribute_find(slice_of(system_attribute_names[i])), i);
    assert_int_equal(queue_attribute_find(SLICE("delaySeconds")), -1);
    assert_int_equal(queue_attribute_find(SLICE("")), -1);
    assert_int_equal(queue_attribute_find(SLICE_NONE), -1);
    assert_int_equal(queue_attribute_find(SLICE("All")), -1);
    assert_int_equal(system_attribute_find(SLICE("All")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_every_range_has_its_ends),
        cmocka_unit_test(test_booleans_of_any_case),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_texts_are_left_alone),
        cmocka_unit_test(test_every_default_is_accepted),
        cmocka_unit_test(test_rows_are_in_alphabetical_order),
        cmocka_unit_test(test_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
