/* FIFO queues through the engine: deduplication, handles, attempts. fifo.md sections 2, 4 and 5. */
#include "tests/unit/src/engine/fixture.h"

static const char *const fifo[] = {"FifoQueue", "true", "VisibilityTimeout", "10", NULL};

static void a_duplicate_is_swallowed_for_five_minutes(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    send(f, "q.fifo", "b", "h", "1");
    assert_int_equal(received_count(receive(f, "q.fifo", 10, 0)), 1);
    pass(f, 299999);
    send(f, "q.fifo", "c", "h", "1");
    pass(f, 1);
    send(f, "q.fifo", "d", "h", "1");
    struct asked *asked = receive(f, "q.fifo", 10, 0);
    assert_int_equal(received_count(asked), 2);
    assert_slice(received(asked, 1)->body, "d");
}

static void scope_is_the_one_at_creation(void **state)
{
    static const char *const per_group[] = {"FifoQueue", "true", "DeduplicationScope",
                                            "messageGroup", NULL};
    struct fixture *f = *state;
    struct pair scope = {SLICE("DeduplicationScope"), SLICE("queue")};
    struct set_queue_attributes_request request = {.queue_url = SLICE("q.fifo"),
                                                   .attributes = {true, 1, &scope}};
    create(f, "q.fifo", per_group);
    assert_succeeds(run(f, ACTION_SET_QUEUE_ATTRIBUTES, "q.fifo", &request));
    send(f, "q.fifo", "a", "g", "1");
    send(f, "q.fifo", "b", "h", "1");
    assert_int_equal(received_count(receive(f, "q.fifo", 10, 0)), 2);
}

static void a_handle_expires_with_its_window(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    struct asked *asked = receive(f, "q.fifo", 1, 0);
    struct delete_message_request request = {.queue_url = SLICE("q.fifo"),
                                             .receipt_handle = received(asked, 0)->receipt_handle};
    pass(f, 10000);
    assert_fails(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request), TEXT_HANDLE_EXPIRED);
    asked = receive(f, "q.fifo", 1, 0);
    assert_fails(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request), TEXT_HANDLE_EXPIRED);
    request.receipt_handle = received(asked, 0)->receipt_handle;
    assert_succeeds(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request));
    assert_succeeds(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request));
}

static struct asked *attempt(struct fixture *f)
{
    static const struct receive_message_request request = {
        .queue_url = SLICE_INIT("q.fifo"),
        .receive_request_attempt_id = SLICE_INIT("attempt"),
    };
    return run(f, ACTION_RECEIVE_MESSAGE, "q.fifo", &request);
}

static void an_attempt_is_repeated(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    assert_int_equal(received_count(attempt(f)), 0); /* nothing is remembered of nothing */
    send(f, "q.fifo", "a", "g", "1");
    struct asked *first = attempt(f);
    pass(f, 8000);
    struct asked *again = attempt(f);
    assert_true(
        slice_equal(received(first, 0)->receipt_handle, received(again, 0)->receipt_handle));
    pass(f, 8000); /* the repetition has started the window anew */
    assert_int_equal(received_count(attempt(f)), 1);
    pass(f, 10000);
    assert_fails(attempt(f), TEXT_ATTEMPT_NOT_RETRYABLE);
}

static void the_dead_letter_frees_its_group(void **state)
{
    static const char *const source[] = {
        "FifoQueue",
        "true",
        "VisibilityTimeout",
        "0",
        "RedrivePolicy",
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:d.fifo\","
        "\"maxReceiveCount\":\"1\"}",
        NULL};
    struct fixture *f = *state;
    create(f, "d.fifo", fifo);
    create(f, "q.fifo", source);
    send(f, "q.fifo", "a", "g", "1");
    send(f, "q.fifo", "b", "g", "2");
    assert_slice(received(receive(f, "q.fifo", 1, 0), 0)->body, "a");
    assert_slice(received(receive(f, "q.fifo", 1, 0), 0)->body, "b");
    struct asked *dead = receive(f, "d.fifo", 10, 0);
    assert_int_equal(received_count(dead), 1);
    assert_slice(received(dead, 0)->body, "a");
}

static void set_delay(struct fixture *f, const char *seconds)
{
    struct pair delay = {SLICE("DelaySeconds"), slice_of(seconds)};
    struct set_queue_attributes_request request = {.queue_url = SLICE("q.fifo"),
                                                   .attributes = {true, 1, &delay}};
    assert_succeeds(run(f, ACTION_SET_QUEUE_ATTRIBUTES, "q.fifo", &request));
}

static void a_new_delay_acts_on_what_was_sent(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    pass(f, 5000);
    set_delay(f, "60");
    assert_int_equal(received_count(receive(f, "q.fifo", 1, 0)), 0);
    set_delay(f, "20");
    struct asked *waiting = receive(f, "q.fifo", 1, 20);
    pass(f, 14999);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 1);
    set_delay(f, "900"); /* what was received is not delayed again */
    pass(f, 10000);
    assert_int_equal(received_count(receive(f, "q.fifo", 1, 0)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(a_duplicate_is_swallowed_for_five_minutes),
        engine_test(scope_is_the_one_at_creation),
        engine_test(a_handle_expires_with_its_window),
        engine_test(an_attempt_is_repeated),
        engine_test(the_dead_letter_frees_its_group),
        engine_test(a_new_delay_acts_on_what_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
