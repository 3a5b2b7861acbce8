/* Message move tasks: src/engine/move_tasks.c and its three actions. standard.md section 8. */
#include "tests/unit/src/engine/fixture.h"

#define DEAD_ARN "arn:aws:sqs:us-east-1:000000000000:dead"

/* Queue "q" with dead-letter queue "dead" that holds `count` messages from it. */
static void fill(struct fixture *f, int count)
{
    static const char *const none[] = {NULL};
    static const char *const source[] = {
        "VisibilityTimeout", "0", "RedrivePolicy",
        "{\"deadLetterTargetArn\":\"" DEAD_ARN "\",\"maxReceiveCount\":1}", NULL};
    create(f, "dead", none);
    create(f, "q", source);
    for (int i = 0; i < count; i++)
        send(f, "q", "a", NULL, NULL);
    for (int i = 0; i < count; i++)
        receive(f, "q", 10, 0);
}

static struct asked *start(struct fixture *f, int rate)
{
    struct start_message_move_task_request *request = arena_zalloc(&f->arena, sizeof *request);
    request->source_arn = SLICE(DEAD_ARN);
    request->max_number_of_messages_per_second = (struct opt_int){rate > 0, rate};
    return run(f, ACTION_START_MESSAGE_MOVE_TASK, NULL, request);
}

static const struct list_message_move_tasks_result_entry *newest(struct fixture *f)
{
    struct list_message_move_tasks_request request = {.source_arn = SLICE(DEAD_ARN)};
    struct asked *asked = run(f, ACTION_LIST_MESSAGE_MOVE_TASKS, NULL, &request);
    assert_succeeds(asked);
    const struct list_message_move_tasks_result *result = asked->call.result;
    assert_int_equal(result->results.count, 1);
    return result->results.items;
}

static void moves_everything_back(void **state)
{
    struct fixture *f = *state;
    fill(f, 120);
    assert_succeeds(start(f, 0));
    assert_slice(newest(f)->status, "RUNNING");
    pass(f, 0);
    assert_slice(newest(f)->status, "COMPLETED");
    assert_false(slice_present(newest(f)->task_handle));
    assert_int_equal(newest(f)->approximate_number_of_messages_moved.value, 120);
    assert_int_equal(received_count(receive(f, "dead", 10, 0)), 0);
    assert_int_equal(received_count(receive(f, "q", 10, 0)), 10);
}

static void keeps_the_rate(void **state)
{
    struct fixture *f = *state;
    fill(f, 5);
    assert_succeeds(start(f, 1));
    pass(f, 0);
    assert_int_equal(newest(f)->approximate_number_of_messages_moved.value, 1);
    pass(f, 999);
    assert_int_equal(newest(f)->approximate_number_of_messages_moved.value, 1);
    pass(f, 1);
    assert_int_equal(newest(f)->approximate_number_of_messages_moved.value, 2);
    pass(f, 3000);
    assert_int_equal(newest(f)->approximate_number_of_messages_moved.value, 5);
    assert_slice(newest(f)->status, "COMPLETED");
}

static void is_cancelled(void **state)
{
    struct fixture *f = *state;
    fill(f, 5);
    struct asked *started = start(f, 1);
    pass(f, 0);
    struct cancel_message_move_task_request request = {
        .task_handle =
            ((const struct start_message_move_task_result *)started->call.result)->task_handle};
    struct asked *cancelled = run(f, ACTION_CANCEL_MESSAGE_MOVE_TASK, NULL, &request);
    assert_succeeds(cancelled);
    const struct cancel_message_move_task_result *result = cancelled->call.result;
    assert_int_equal(result->approximate_number_of_messages_moved.value, 1);
    pass(f, 0);
    assert_slice(newest(f)->status, "CANCELLED");
    assert_fails(run(f, ACTION_CANCEL_MESSAGE_MOVE_TASK, NULL, &request), TEXT_TASK_NOT_ACTIVE);
}

static void one_at_a_time(void **state)
{
    struct fixture *f = *state;
    fill(f, 2);
    assert_succeeds(start(f, 1));
    assert_fails(start(f, 1), TEXT_TASK_RUNNING);
}

static void needs_a_source_that_is_known(void **state)
{
    static const char *const none[] = {NULL};
    struct fixture *f = *state;
    fill(f, 0);
    struct send_message_request request = {.queue_url = SLICE("dead"), .message_body = SLICE("x")};
    assert_succeeds(run(f, ACTION_SEND_MESSAGE, "dead", &request));
    create(f, "other", none);
    assert_succeeds(start(f, 0));
    pass(f, 0);
    assert_slice(newest(f)->status, "FAILED");
    assert_slice(newest(f)->failure_reason, "CouldNotDetermineMessageSource");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(moves_everything_back),
        engine_test(keeps_the_rate),
        engine_test(is_cancelled),
        engine_test(one_at_a_time),
        engine_test(needs_a_source_that_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
