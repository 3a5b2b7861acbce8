/* Emulated time: advanced, set, frozen, resumed, for all accounts and for one, over restarts. */
#include "src/engine/control.h"
#include "tests/unit/src/engine/fixture.h"

#define ALL SLICE_NONE
#define A   SLICE("000000000000")
#define B   SLICE("111111111111")

static int64_t now(struct fixture *f, struct slice account)
{
    return engine_clock_read(f->engine, account).now_ms - START_MS;
}

static void advance(struct fixture *f, struct slice account, int64_t ms)
{
    assert_int_equal(engine_clock_advance(f->engine, account, ms), CLOCK_MOVED);
}

static void freeze(struct fixture *f, struct slice account, bool frozen)
{
    assert_int_equal(engine_clock_freeze(f->engine, account, frozen), CLOCK_MOVED);
}

static void restart(struct fixture *f)
{
    static const struct engine_options options = {0};
    engine_stop(f->engine);
    engine_destroy(f->engine);
    f->engine = engine_create(&options, f->store, &f->clock);
    assert_non_null(f->engine);
}

static void advances_add_up(void **state)
{
    struct fixture *f = *state;
    advance(f, ALL, 1000);
    advance(f, A, 200);
    assert_int_equal(now(f, ALL), 1000);
    assert_int_equal(now(f, A), 1200);
    assert_int_equal(now(f, B), 1000);
    restart(f);
    f->clock.manual_ms += 5;
    assert_int_equal(now(f, A), 1205);
    assert_int_equal(engine_clock_read(f->engine, A).offset_ms, 1200);
}

static void it_is_set_forward_only(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(engine_clock_set(f->engine, A, START_MS + 70), CLOCK_MOVED);
    assert_int_equal(now(f, A), 70);
    assert_int_equal(now(f, ALL), 0);
    assert_int_equal(engine_clock_set(f->engine, A, START_MS + 69), CLOCK_BACKWARDS);
    assert_int_equal(engine_clock_set(f->engine, ALL, START_MS - 1), CLOCK_BACKWARDS);
    assert_int_equal(engine_clock_set(f->engine, ALL, INT64_MAX), CLOCK_TOO_FAR);
    assert_int_equal(engine_clock_advance(f->engine, ALL, INT64_MAX), CLOCK_TOO_FAR);
    assert_int_equal(engine_clock_advance(f->engine, ALL, -1), CLOCK_BACKWARDS);
    assert_int_equal(now(f, A), 70);
}

static void frozen_time_moves_when_told(void **state)
{
    struct fixture *f = *state;
    freeze(f, ALL, true);
    freeze(f, ALL, true);
    f->clock.manual_ms += 500;
    assert_int_equal(now(f, ALL), 0);
    assert_true(engine_clock_read(f->engine, A).frozen);
    advance(f, ALL, 30);
    assert_int_equal(now(f, A), 30);
    restart(f);
    f->clock.manual_ms += 500;
    assert_int_equal(now(f, A), 30);
    freeze(f, ALL, false);
    assert_int_equal(now(f, A), 30);
    assert_int_equal(engine_clock_read(f->engine, A).offset_ms, 30 - 1000);
    f->clock.manual_ms += 7;
    assert_int_equal(now(f, A), 37);
    restart(f);
    assert_int_equal(now(f, A), 37);
}

/* Whatever is frozen and resumed in whichever order, no time jumps. */
static void freezes_of_all_and_one_nest(void **state)
{
    struct fixture *f = *state;
    freeze(f, A, true);
    f->clock.manual_ms += 10;
    freeze(f, ALL, true);
    f->clock.manual_ms += 100;
    assert_int_equal(now(f, A), 0);
    assert_int_equal(now(f, B), 10);
    advance(f, ALL, 1000);
    assert_int_equal(now(f, A), 1000);
    freeze(f, ALL, false);
    f->clock.manual_ms += 5;
    assert_int_equal(now(f, A), 1000);
    assert_int_equal(now(f, B), 1015);
    freeze(f, ALL, true);
    freeze(f, A, false);
    f->clock.manual_ms += 50;
    assert_int_equal(now(f, A), 1000);
    assert_int_equal(now(f, B), 1015);
    freeze(f, ALL, false);
    f->clock.manual_ms += 1;
    assert_int_equal(now(f, A), 1001);
    assert_int_equal(now(f, B), 1016);
}

static const char *const none[] = {NULL};

static void a_frozen_poll_waits(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    freeze(f, A, true);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 60000);
    assert_int_equal(waiting->done, 0);
    advance(f, A, 19999);
    pass(f, 0);
    assert_int_equal(waiting->done, 0);
    advance(f, A, 1);
    pass(f, 0);
    assert_int_equal(waiting->done, 1);
}

/* A freeze while a message is in flight; the poll on it is answered after the resumption. */
static void visibility_stands_while_frozen(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1); /* for 30 s */
    pass(f, 29000);
    freeze(f, ALL, true);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 50000);
    assert_int_equal(waiting->done, 0);
    freeze(f, ALL, false);
    pass(f, 999);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 1);
}

static const char *const fifo[] = {"FifoQueue", "true", NULL};

/* Idle work goes by the earliest account, also by one that nobody has asked about since a start. */
static void windows_of_a_frozen_account_stay(void **state)
{
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    freeze(f, A, true);
    restart(f);
    for (int i = 0; i < 5; i++)
        pass(f, 200000);
    send(f, "q.fifo", "a", "g", "1");
    assert_int_equal(received_count(receive(f, "q.fifo", 10, 0)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        engine_test(advances_add_up),
        engine_test(it_is_set_forward_only),
        engine_test(frozen_time_moves_when_told),
        engine_test(freezes_of_all_and_one_nest),
        engine_test(a_frozen_poll_waits),
        engine_test(visibility_stands_while_frozen),
        engine_test(windows_of_a_frozen_account_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
