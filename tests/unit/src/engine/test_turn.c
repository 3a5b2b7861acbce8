/* Turns: src/engine/turn.c and engine.c, on a store whose commits can be made to fail. */
#include "src/base/memory.h"
#include "src/engine/control.h"
#include "tests/unit/src/engine/fixture.h"

/* Wraps the memory store: commits fail while `failing`, and then nothing of the turn may count.
 * Since the memory store cannot undo, a test lets only turns fail that would change nothing it
 * looks at. */
static bool failing;
static const struct store_ops *real;

static enum store_status commit(struct store *store)
{
    return failing ? STORE_ERROR : real->turn_commit(store);
}

static int setup(void **state)
{
    static struct store_ops wrapped;
    if (fixture_setup(state) != 0)
        return -1;
    struct fixture *f = *state;
    real = f->store->ops;
    wrapped = *real;
    wrapped.turn_commit = commit;
    f->store->ops = &wrapped;
    failing = false;
    return 0;
}

static int teardown(void **state)
{
    failing = false;
    return fixture_teardown(state);
}

static void a_failed_commit_is_everybodys_error(void **state)
{
    struct fixture *f = *state;
    struct list_queues_request request = {0};
    struct asked *first = ask(f, ACTION_LIST_QUEUES, NULL, &request);
    struct asked *second = ask(f, ACTION_LIST_QUEUES, NULL, &request);
    failing = true;
    engine_flush(f->engine);
    assert_fails(first, TEXT_INTERNAL_FAILURE);
    assert_fails(second, TEXT_INTERNAL_FAILURE);
    failing = false;
    assert_succeeds(run(f, ACTION_LIST_QUEUES, NULL, &request));
}

static void a_woken_waiter_waits_on_when_the_commit_fails(void **state)
{
    static const char *const none[] = {NULL};
    struct fixture *f = *state;
    create(f, "q", none);
    struct asked *waiting = receive(f, "q", 1, 20);
    struct send_message_request request = {.queue_url = SLICE("q"), .message_body = SLICE("a")};
    struct asked *sent = ask(f, ACTION_SEND_MESSAGE, "q", &request);
    failing = true;
    engine_flush(f->engine);
    assert_fails(sent, TEXT_INTERNAL_FAILURE);
    assert_int_equal(waiting->done, 0);
    assert_int_equal(engine_parked(f->engine), 1);
    failing = false;
    send(f, "q", "b", NULL, NULL);
    assert_int_equal(received_count(waiting), 1);
}

static void calls_of_a_turn_are_completed_in_order(void **state)
{
    struct fixture *f = *state;
    struct list_queues_request request = {0};
    struct asked *asked[3];
    for (int i = 0; i < 3; i++)
        asked[i] = ask(f, ACTION_LIST_QUEUES, NULL, &request);
    engine_flush(f->engine);
    for (int i = 0; i < 3; i++)
        assert_succeeds(asked[i]);
    engine_flush(f->engine);
    assert_int_equal(asked[0]->done, 1);
}

static void note_end(struct engine_job *job)
{
    (void)job;
}

static int64_t now_of(struct fixture *f)
{
    return engine_clock_read(f->engine, SLICE_NONE).now_ms;
}

static void a_reset_that_is_lost_moves_no_clock(void **state)
{
    struct fixture *f = *state;
    struct engine_job job = {.done = note_end};
    assert_int_equal(engine_clock_advance(f->engine, SLICE_NONE, 5000), CLOCK_MOVED);
    failing = true;
    assert_true(engine_reset(f->engine, SLICE_NONE, true, &job));
    engine_tick(f->engine);
    assert_int_equal(job.result.outcome, JOB_FAILED);
    assert_int_equal(now_of(f), START_MS + 5000);
    failing = false;
    assert_true(engine_reset(f->engine, SLICE_NONE, true, &job));
    engine_tick(f->engine);
    assert_int_equal(job.result.outcome, JOB_DONE);
    assert_int_equal(now_of(f), START_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_failed_commit_is_everybodys_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_woken_waiter_waits_on_when_the_commit_fails, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(calls_of_a_turn_are_completed_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reset_that_is_lost_moves_no_clock, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
