/* What happens next, and running to it. */
#include "src/engine/control.h"
#include "tests/unit/src/engine/fixture.h"

#define ALL SLICE_NONE

static const char *const none[] = {NULL};
static const char *const fifo[] = {"FifoQueue", "true", NULL};
static const char *const delayed[] = {"DelaySeconds", "5", NULL};

static struct engine_deadlines next(struct fixture *f, struct slice account)
{
    struct engine_deadlines found;
    assert_true(engine_deadlines(f->engine, account, &f->arena, &found));
    return found;
}

/* Runs to the next deadline, which must be the only one. */
static void run_to(struct fixture *f, enum engine_deadline_kind kind, int64_t in_ms)
{
    struct engine_deadlines found;
    assert_int_equal(engine_clock_next(f->engine, ALL, &f->arena, &found), CLOCK_MOVED);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].kind, kind);
    assert_int_equal(found.items[0].in_ms, in_ms);
    pass(f, 0);
}

static void nothing_happens(void **state)
{
    struct fixture *f = *state;
    struct engine_deadlines found;
    create(f, "q", none);
    assert_int_equal(engine_clock_next(f->engine, ALL, &f->arena, &found), CLOCK_STANDS);
    assert_int_equal(found.count, 0);
    assert_int_equal(engine_clock_read(f->engine, ALL).now_ms, START_MS);
}

static void delay_visibility_and_retention(void **state)
{
    struct fixture *f = *state;
    create(f, "q", delayed);
    send(f, "q", "a", NULL, NULL);
    run_to(f, DEADLINE_VISIBLE, 5000);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
    run_to(f, DEADLINE_VISIBLE, 30000);
    run_to(f, DEADLINE_RETENTION, 4 * INT64_C(86400000) - 35000);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 0);
}

static void waits_and_windows(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    struct asked *first = receive(f, "q.fifo", 1, 0);
    struct asked *waiting = receive(f, "q.fifo", 1, 20);
    run_to(f, DEADLINE_WAIT, 20000);
    assert_int_equal(waiting->done, 1);
    struct delete_message_request request = {.queue_url = SLICE("q.fifo"),
                                             .receipt_handle = received(first, 0)->receipt_handle};
    assert_succeeds(run(f, ACTION_DELETE_MESSAGE, "q.fifo", &request));
    run_to(f, DEADLINE_WINDOW, 280000);
    assert_int_equal(next(f, ALL).count, 0);
}

static void all_that_come_together(void **state)
{
    struct fixture *f = *state;
    create(f, "q", delayed);
    create(f, "r", delayed);
    send(f, "q", "a", NULL, NULL);
    send(f, "r", "a", NULL, NULL);
    struct engine_deadlines found = next(f, ALL);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].in_ms, 5000);
    assert_slice(found.items[0].queue.name, "q");
    assert_slice(found.items[1].queue.name, "r");
}

static void of_one_account(void **state)
{
    struct fixture *f = *state;
    create(f, "q", delayed);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(next(f, SLICE("111111111111")).count, 0);
    assert_int_equal(next(f, SLICE("000000000000")).count, 1);
    /* Ahead of the others: its deadlines come sooner for it alone. */
    engine_clock_advance(f->engine, SLICE("000000000000"), 1000);
    assert_int_equal(next(f, ALL).items[0].in_ms, 4000);
}

static void frozen_time_is_run_too(void **state)
{
    struct fixture *f = *state;
    create(f, "q", delayed);
    send(f, "q", "a", NULL, NULL);
    engine_clock_freeze(f->engine, ALL, true);
    pass(f, 1234);
    run_to(f, DEADLINE_VISIBLE, 5000);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(nothing_happens),   engine_test(delay_visibility_and_retention),
        engine_test(waits_and_windows), engine_test(all_that_come_together),
        engine_test(of_one_account),    engine_test(frozen_time_is_run_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
