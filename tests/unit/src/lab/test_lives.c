/* Deadlines of living messages: src/lab/lives.c, lab.c. */
#include "tests/unit/src/lab/fixture.h"

static void visibility_and_retention_run_out_at_their_time(void **state)
{
    static const char *const brief[] = {"MessageRetentionPeriod", "60", "VisibilityTimeout", "20",
                                        NULL};
    struct bench *b = *state;
    create(&b->f, "q", brief);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    elapse(b, 19999);
    assert_string_equal(happened(b, "q"), "sent delivered");
    elapse(b, 100);
    assert_string_equal(happened(b, "q"), "sent delivered expired");
    assert_int_equal(last_number(b, "ms"), START_MS + 20000);
    elapse(b, 40000);
    assert_string_equal(happened(b, "q"), "sent delivered expired retention_expired");
    assert_int_equal(last_number(b, "ms"), START_MS + 60000);
    elapse(b, 1000000);
    assert_string_equal(happened(b, "q"), "sent delivered expired retention_expired");
}

static void the_next_turn_is_told(void **state)
{
    static const char *const brief[] = {"MessageRetentionPeriod", "60", NULL};
    struct bench *b = *state;
    assert_int_equal(lab_turn(b->lab), -1);
    create(&b->f, "q", brief);
    send(&b->f, "q", "a", NULL, NULL);
    assert_int_equal(lab_turn(b->lab), 60000);
    receive(&b->f, "q", 1, 0);
    assert_int_equal(lab_turn(b->lab), 30000);
}

static void what_is_deleted_does_not_run_out(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    struct asked *asked = receive(&b->f, "q", 1, 0);
    delete_received(b, "q", asked, 0);
    elapse(b, INT64_C(86400000) * 30);
    assert_string_equal(happened(b, "q"), "sent delivered deleted");
    assert_int_equal(lab_turn(b->lab), -1);
}

static void another_retention_moves_the_end(void **state)
{
    struct bench *b = *state;
    struct pair pair = {SLICE("MessageRetentionPeriod"), SLICE("60")};
    struct set_queue_attributes_request request = {.queue_url = SLICE("q"),
                                                   .attributes = {true, 1, &pair}};
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    assert_succeeds(run(&b->f, ACTION_SET_QUEUE_ATTRIBUTES, "q", &request));
    elapse(b, 60000);
    assert_string_equal(happened(b, "q"), "sent retention_expired");
}

static void forgotten_lives_do_not_run_out(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    lab_forget(b->lab, SLICE("111111111111"));
    assert_int_equal(lab_turn(b->lab), 30000);
    lab_forget(b->lab, SLICE("000000000000"));
    assert_int_equal(lab_turn(b->lab), -1);
    elapse(b, 30000);
    assert_string_equal(happened(b, "q"), "sent delivered");
    receive(&b->f, "q", 1, 0); /* known again */
    elapse(b, 30000);
    assert_string_equal(happened(b, "q"), "sent delivered delivered expired");
}

static void a_move_takes_the_life_along(void **state)
{
    static const char *const source[] = {"VisibilityTimeout", "0", "RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:dead\",\"maxReceiveCount\":1}",
                                         NULL};
    static const char *const brief[] = {"MessageRetentionPeriod", "60", NULL};
    struct bench *b = *state;
    create(&b->f, "dead", brief);
    create(&b->f, "q", source);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    receive(&b->f, "q", 1, 0);
    assert_string_equal(happened(b, "q"), "sent delivered moved empty_receive");
    elapse(b, 60000);
    assert_string_equal(happened(b, "dead"), "retention_expired");
}

static void a_reset_forgets_the_account(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut"), .account = SLICE("000000000000")});
    lab_reset(b->lab, SLICE("111111111111"));
    assert_string_equal(happened(b, "q"), "sent");
    lab_reset(b->lab, SLICE("000000000000"));
    assert_string_equal(happened(b, "q"), "");
    assert_int_equal(lab_turn(b->lab), -1);
    assert_int_equal(lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(visibility_and_retention_run_out_at_their_time),
        lab_test(the_next_turn_is_told),
        lab_test(what_is_deleted_does_not_run_out),
        lab_test(another_retention_moves_the_end),
        lab_test(forgotten_lives_do_not_run_out),
        lab_test(a_move_takes_the_life_along),
        lab_test(a_reset_forgets_the_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
