/* ARNs: src/engine/arn.c */
#include "src/engine/arn.h"

#include "tests/unit/src/engine/fixture.h"

static void splits_six_parts(void **state)
{
    struct queue_ref ref;
    struct slice service;
    (void)state;
    assert_true(arn_parse(SLICE("arn:aws:sqs:eu-west-1:123456789012:q.fifo"), &ref, &service));
    assert_slice(ref.region, "eu-west-1");
    assert_slice(ref.account, "123456789012");
    assert_slice(ref.name, "q.fifo");
    assert_slice(service, "sqs");
}

static void refuses_other_texts(void **state)
{
    static const char *const texts[] = {"",
                                        "q",
                                        "arn:aws:sqs:r:a",
                                        "arn:aws:sqs:r:a:",
                                        "x:aws:sqs:r:a:q",
                                        "arn::sqs:r:a:q",
                                        "arn:aws::r:a:q"};
    struct queue_ref ref;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(arn_parse(slice_of(texts[i]), &ref, NULL));
}

static void is_what_it_parses(void **state)
{
    struct arena arena = {0};
    const struct queue_ref ref = {SLICE("us-east-1"), SLICE("000000000000"), SLICE("q")};
    (void)state;
    assert_slice(arn_of(&arena, &ref), "arn:aws:sqs:us-east-1:000000000000:q");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_six_parts),
        cmocka_unit_test(refuses_other_texts),
        cmocka_unit_test(is_what_it_parses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
