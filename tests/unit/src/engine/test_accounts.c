/* Accounts are kept only while something is of them: clients may name as many as they like. */
#include "src/engine/control.h"
#include "src/engine/observer.h"
#include "src/engine/state.h"
#include "tests/unit/src/engine/fixture.h"

#define MANY 1000

static struct slice account_number(struct fixture *f, int number)
{
    return arena_printf(&f->arena, "%012d", number);
}

static void who_only_asks_is_not_kept(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < MANY; i++) {
        struct slice account = account_number(f, i);
        assert_int_equal(engine_clock_read(f->engine, account).now_ms, START_MS);
        assert_int_equal(engine_account_now(f->engine, account), START_MS);
        assert_int_equal(engine_account_clock_ms(f->engine, account, START_MS + 1), START_MS + 1);
        assert_int_equal(engine_clock_set(f->engine, account, START_MS), CLOCK_MOVED);
        assert_int_equal(engine_clock_set(f->engine, account, 0), CLOCK_BACKWARDS);
    }
    assert_int_equal(f->engine->accounts.count, 0);
}

static void delete_queue_of(struct fixture *f, const char *queue)
{
    assert_succeeds(run(f, ACTION_DELETE_QUEUE, queue, NULL));
}

static void an_account_goes_with_its_last_queue(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        create(f, "a", NULL);
        create(f, "b", NULL);
        send(f, "a", "x", NULL, NULL);
        send(f, "b", "x", NULL, NULL);
        assert_int_equal(f->engine->accounts.count, 1);
        delete_queue_of(f, "a");
        assert_int_equal(f->engine->accounts.count, 1);
        delete_queue_of(f, "b");
        assert_int_equal(f->engine->accounts.count, 0);
    }
}

static void restart(struct fixture *f)
{
    static const struct engine_options options = {0};
    engine_destroy(f->engine);
    f->engine = engine_create(&options, f->store, &f->clock);
    assert_non_null(f->engine);
}

static void on_done(struct engine_job *job)
{
    assert_int_equal(job->result.outcome, JOB_DONE);
}

static void a_time_of_its_own_is_kept_until_it_is_reset(void **state)
{
    struct fixture *f = *state;
    struct slice account = account_number(f, 7);
    struct engine_job job = {.done = on_done};
    assert_int_equal(engine_clock_advance(f->engine, account, 5), CLOCK_MOVED);
    create(f, "q", NULL);
    send(f, "q", "x", NULL, NULL);
    assert_int_equal(f->engine->accounts.count, 2);
    restart(f);
    assert_int_equal(f->engine->accounts.count, 1);
    assert_int_equal(engine_account_now(f->engine, account), START_MS + 5);
    assert_true(engine_reset(f->engine, account, true, &job));
    pass(f, 0);
    assert_int_equal(f->engine->accounts.count, 0);
    assert_int_equal(engine_account_now(f->engine, account), START_MS);
    restart(f);
    assert_int_equal(f->engine->accounts.count, 0);
    assert_int_equal(engine_account_now(f->engine, account), START_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(who_only_asks_is_not_kept),
        engine_test(an_account_goes_with_its_last_queue),
        engine_test(a_time_of_its_own_is_kept_until_it_is_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
