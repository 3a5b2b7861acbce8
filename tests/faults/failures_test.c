/* Every n-th operation fails once, or from then on until it is mended, for every n of a whole
 * story.
 *
 * A turn that met a fault answers internal failures and has not happened; told again when the fault
 * is gone it succeeds; the file holds exactly that, after a restart too. A store that cannot be
 * opened says why in one line, and can be opened when the fault is gone. */
#include <limits.h>
#include <stdio.h>

#include "tests/faults/walks.h"

/* Times that a step is told at most: ticks may meet a pause of the engine after a failure. */
#define PATIENCE 50

static void open_somehow(struct world *world)
{
    char error[256];
    const char *path = walk_file();
    if (world_open(world, path, error))
        return;
    assert_true(strlen(error) > 0);
    assert_null(strchr(error, '\n'));
    fault_pause(true);
    if (!world_open(world, path, error))
        fail_msg("after the fault: %s", error);
    fault_pause(false);
}

/* Tells the story past one fault; true when it came true. */
static bool tell_past(struct fault fault)
{
    struct world world;
    struct arena arena = {0};
    bool fired = false;
    fault_plan(fault);
    open_somehow(&world);
    for (int step = 0; step < STEPS; step++)
        for (int i = 0; !scenario_step(&world, step); i++) {
            assert_true(i < PATIENCE);
            if (i == 2)
                fired = fault_drop() || fired; /* mended */
            world.clock.manual_ms += i > 2 ? 100 : 0;
            if (step != 10) /* a move that nobody asked about may be done */
                assert_string_equal(scenario_content(&world, &arena), walk_content(step));
            arena_reset(&arena);
        }
    fired = fault_drop() || fired;
    assert_string_equal(scenario_content(&world, &arena), walk_content(STEPS));
    world_close(&world);
    arena_release(&arena);
    walk_verify_file(STEPS, STEPS);
    return fired;
}

/* Every n, until the story passes without meeting the fault. */
static void walk(enum fault_kind kind, bool full, int length, int stride)
{
    int n = 0, faults = 0;
    while (tell_past((struct fault){.kind = kind, .after = n, .length = length, .full = full})) {
        faults++;
        n += stride;
    }
    printf("%s %s: %d faults, every %d of %d\n", fault_names[kind],
           length == 1 ? "once" : (full ? "no space" : "lasting"), faults, stride, n);
    assert_true(faults > 0);
}

static void a_verb_fails(void **state)
{
    (void)state;
    walk(FAULT_VERB, false, 1, walk_stride(6, 1));
}

static void a_write_fails(void **state)
{
    (void)state;
    walk(FAULT_WRITE, false, 1, walk_stride(6, 1));
}

static void writes_go_on_failing(void **state)
{
    (void)state;
    walk(FAULT_WRITE, false, INT_MAX, walk_stride(6, 1));
}

static void no_space_is_left(void **state)
{
    (void)state;
    walk(FAULT_WRITE, true, INT_MAX, walk_stride(6, 1));
}

static void a_sync_fails(void **state)
{
    (void)state;
    walk(FAULT_SYNC, false, 1, 1);
    world_durability_full(true);
    walk(FAULT_SYNC, false, 1, 1);
    walk(FAULT_SYNC, false, INT_MAX, 1);
    world_durability_full(false);
}

static void a_read_fails(void **state)
{
    (void)state;
    walk(FAULT_READ, false, 1, 1);
}

static void a_file_cannot_be_opened(void **state)
{
    (void)state;
    walk(FAULT_OPEN, false, 1, 1);
}

static void shared_memory_fails(void **state)
{
    (void)state;
    walk(FAULT_SHARED, false, 1, walk_stride(6, 1));
}

static void memory_runs_out(void **state)
{
    (void)state;
    walk(FAULT_ALLOCATION, false, 1, walk_stride(100, 10));
}

int test_failures(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_fails),
        cmocka_unit_test(a_write_fails),
        cmocka_unit_test(writes_go_on_failing),
        cmocka_unit_test(no_space_is_left),
        cmocka_unit_test(a_sync_fails),
        cmocka_unit_test(a_read_fails),
        cmocka_unit_test(a_file_cannot_be_opened),
        cmocka_unit_test(shared_memory_fails),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests_name("failures", tests, walk_prepare, NULL);
}
