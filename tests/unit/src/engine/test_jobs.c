/* Jobs: calls are held back until everything has changed, and then run. */
#include "src/engine/control.h"
#include "tests/unit/src/engine/fixture.h"

static const char *const none[] = {NULL};

/* A job and how often it was answered. */
struct asking {
    struct engine_job job;
    int done;
};

static void on_done(struct engine_job *job)
{
    ((struct asking *)job)->done++;
}

static struct asking begin(void)
{
    return (struct asking){.job.done = on_done};
}

static void calls_wait_for_the_end(void **state)
{
    struct fixture *f = *state;
    struct asking taking = begin();
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(engine_snapshot_take(f->engine, SLICE("s"), &taking.job), SNAPSHOT_BEGUN);
    assert_true(engine_busy(f->engine));
    struct asked *held = receive(f, "q", 1, 0);
    assert_true(held->call.held);
    assert_int_equal(held->done, 0);
    pass(f, 0);
    assert_int_equal(taking.done, 1);
    assert_int_equal(taking.job.result.outcome, JOB_DONE);
    assert_int_equal(taking.job.result.messages, 1);
    assert_false(engine_busy(f->engine));
    assert_int_equal(received_count(held), 1);
}

static void who_left_is_not_run(void **state)
{
    struct fixture *f = *state;
    struct asking taking = begin();
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    engine_snapshot_take(f->engine, SLICE("s"), &taking.job);
    struct asked *gone = receive(f, "q", 1, 0);
    engine_cancel(f->engine, &gone->call);
    engine_job_cancel(f->engine, &taking.job);
    pass(f, 0);
    assert_int_equal(gone->done, 0);
    assert_int_equal(taking.done, 0);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
}

static void one_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct asking first = begin(), second = begin();
    assert_int_equal(engine_snapshot_take(f->engine, SLICE("s"), &first.job), SNAPSHOT_BEGUN);
    assert_int_equal(engine_snapshot_take(f->engine, SLICE("t"), &second.job), SNAPSHOT_BUSY);
    assert_false(engine_reset(f->engine, SLICE_NONE, false, &second.job));
    pass(f, 0);
    assert_int_equal(first.done, 1);
    assert_int_equal(second.done, 0);
    assert_true(engine_reset(f->engine, SLICE_NONE, false, &second.job));
    assert_int_equal(engine_snapshot_restore(f->engine, SLICE("s"), &first.job), SNAPSHOT_BUSY);
    pass(f, 0);
    assert_int_equal(second.done, 1);
}

/* A job whose answer begins the next one. */
struct chain {
    struct asking first;
    struct asking second;
    struct engine *engine;
};

static void on_first_done(struct engine_job *job)
{
    struct chain *chain = (struct chain *)job;
    on_done(job);
    assert_true(engine_reset(chain->engine, SLICE_NONE, false, &chain->second.job));
}

static void calls_wait_for_the_end_of_a_job_that_follows(void **state)
{
    struct fixture *f = *state;
    struct chain chain = {.first.job.done = on_first_done, .second = begin(), .engine = f->engine};
    create(f, "q", none);
    engine_snapshot_take(f->engine, SLICE("s"), &chain.first.job);
    struct asked *held = receive(f, "q", 1, 0);
    for (int i = 0; i < 10 && chain.second.done == 0; i++)
        engine_tick(f->engine);
    assert_int_equal(chain.first.done, 1);
    assert_int_equal(chain.second.done, 1);
    assert_int_equal(held->done, 1);
    assert_int_equal(held->call.error.text, TEXT_NO_SUCH_QUEUE);
}

/* The engine is stopped in the middle: everybody is answered. */
static void a_stop_ends_it(void **state)
{
    struct fixture *f = *state;
    struct asking restoring = begin(), taking = begin();
    create(f, "q", none);
    engine_snapshot_take(f->engine, SLICE("s"), &taking.job);
    pass(f, 0);
    engine_snapshot_restore(f->engine, SLICE("s"), &restoring.job);
    struct asked *held = receive(f, "q", 1, 20);
    engine_stop(f->engine);
    assert_int_equal(restoring.done, 1);
    assert_int_equal(restoring.job.result.outcome, JOB_FAILED);
    assert_fails(held, TEXT_INTERNAL_FAILURE); /* and not an answer from half a state */
}

static void a_restored_poll_waits_on(void **state)
{
    struct fixture *f = *state;
    struct asking asking = begin();
    create(f, "q", none);
    engine_snapshot_take(f->engine, SLICE("s"), &asking.job);
    pass(f, 0);
    create(f, "later", none);
    struct asked *stays = receive(f, "q", 1, 20), *ends = receive(f, "later", 1, 20);
    engine_snapshot_restore(f->engine, SLICE("s"), &asking.job);
    pass(f, 0);
    assert_int_equal(stays->done, 0);
    assert_fails(ends, TEXT_NO_SUCH_QUEUE);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(received_count(stays), 1);
}

static void names(void **state)
{
    struct fixture *f = *state;
    struct asking asking = begin();
    struct engine_job_result result;
    struct slice name = SLICE("");
    char text[ENGINE_SNAPSHOT_NAME_MAX + 1];
    memset(text, 'x', sizeof text);
    assert_int_equal(engine_snapshot_take(f->engine, slice_make(text, sizeof text), &asking.job),
                     SNAPSHOT_BAD_NAME);
    assert_int_equal(engine_snapshot_take(f->engine, SLICE(""), &asking.job), SNAPSHOT_BAD_NAME);
    assert_int_equal(engine_snapshot_restore(f->engine, SLICE("b"), &asking.job), SNAPSHOT_UNKNOWN);
    static const char *const order[] = {"b", "a", "b"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(engine_snapshot_take(f->engine, slice_of(order[i]), &asking.job),
                         SNAPSHOT_BEGUN);
        pass(f, 0);
    }
    assert_true(engine_snapshot_next(f->engine, &name, &result));
    assert_slice(name, "a");
    assert_int_equal(result.taken_ms, START_MS);
    assert_true(engine_snapshot_next(f->engine, &name, &result));
    assert_slice(name, "b");
    assert_false(engine_snapshot_next(f->engine, &name, &result));
    assert_int_equal(engine_snapshot_drop(f->engine, SLICE("a")), SNAPSHOT_BEGUN);
    assert_int_equal(engine_snapshot_drop(f->engine, SLICE("a")), SNAPSHOT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(calls_wait_for_the_end),
        engine_test(who_left_is_not_run),
        engine_test(calls_wait_for_the_end_of_a_job_that_follows),
        engine_test(one_at_a_time),
        engine_test(a_stop_ends_it),
        engine_test(a_restored_poll_waits_on),
        engine_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
