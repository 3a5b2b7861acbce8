/* Parked receives: src/engine/waiters.c. standard.md section 5. */
#include "src/engine/control.h"
#include "tests/unit/src/engine/fixture.h"

static const char *const none[] = {NULL};
static const char *const fifo[] = {"FifoQueue", "true", NULL};

static void a_send_wakes_one_waiter(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *first = receive(f, "q", 10, 20);
    struct asked *second = receive(f, "q", 10, 20);
    assert_int_equal(engine_parked(f->engine), 2);
    assert_int_equal(first->done, 0);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(received_count(first), 1);
    assert_int_equal(second->done, 0);
    assert_int_equal(engine_parked(f->engine), 1);
}

static void a_wait_ends_empty_at_its_time(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *waiting = receive(f, "q", 1, 5);
    pass(f, 4999);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 0);
    assert_int_equal(engine_parked(f->engine), 0);
}

static void a_delay_that_ends_wakes(void **state)
{
    static const char *const delayed[] = {"DelaySeconds", "3", NULL};
    struct fixture *f = *state;
    create(f, "q", delayed);
    send(f, "q", "a", NULL, NULL);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 2999);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 1);
}

static void visibility_that_ends_wakes(void **state)
{
    static const char *const short_one[] = {"VisibilityTimeout", "2", NULL};
    struct fixture *f = *state;
    create(f, "q", short_one);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 2000);
    assert_int_equal(received_count(waiting), 1);
}

static void a_free_group_wakes(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    send(f, "q.fifo", "b", "g", "2");
    struct asked *first = receive(f, "q.fifo", 1, 0);
    struct asked *waiting = receive(f, "q.fifo", 1, 20);
    assert_int_equal(waiting->done, 0);
    struct delete_message_request request = {.queue_url = SLICE("q.fifo"),
                                             .receipt_handle = received(first, 0)->receipt_handle};
    assert_succeeds(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request));
    assert_slice(received(waiting, 0)->body, "b");
}

static void the_moved_clock_ends_waits(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *waiting = receive(f, "q", 1, 20);
    assert_int_equal(engine_clock_advance(f->engine, SLICE("000000000000"), 20000), CLOCK_MOVED);
    pass(f, 0);
    assert_int_equal(received_count(waiting), 0);
}

static void another_account_keeps_its_time(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *waiting = receive(f, "q", 1, 20);
    assert_int_equal(engine_clock_advance(f->engine, SLICE("111111111111"), 20000), CLOCK_MOVED);
    pass(f, 0);
    assert_int_equal(waiting->done, 0);
}

static void who_left_takes_no_message(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *gone = receive(f, "q", 1, 20);
    engine_cancel(f->engine, &gone->call);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(gone->done, 0);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
}

static void a_deleted_queue_ends_waits_with_the_error(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *waiting = receive(f, "q", 1, 20);
    struct queue_request request = {.queue_url = SLICE("q")};
    assert_succeeds(run(f, ACTION_DELETE_QUEUE, "q", &request));
    assert_fails(waiting, TEXT_NO_SUCH_QUEUE);
}

static void stopping_ends_all_waits(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    create(f, "r", none);
    struct asked *first = receive(f, "q", 1, 20);
    struct asked *second = receive(f, "r", 1, 20);
    engine_stop(f->engine);
    assert_int_equal(received_count(first), 0);
    assert_int_equal(received_count(second), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(a_send_wakes_one_waiter),
        engine_test(a_wait_ends_empty_at_its_time),
        engine_test(a_delay_that_ends_wakes),
        engine_test(visibility_that_ends_wakes),
        engine_test(a_free_group_wakes),
        engine_test(the_moved_clock_ends_waits),
        engine_test(another_account_keeps_its_time),
        engine_test(who_left_takes_no_message),
        engine_test(a_deleted_queue_ends_waits_with_the_error),
        engine_test(stopping_ends_all_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
