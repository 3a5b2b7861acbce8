/* A snapshot that is put back meets a fault, or the end of the process, at any write: the file
 * holds what it held before or what the snapshot holds, whole. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/verbs.h"
#include "tests/faults/walks.h"

#define SLICE_MESSAGES 3 /* several slices */

/* The whole story, a snapshot of it, and then other content. */
static struct store_snapshot *tell_on(struct world *world, const char *path)
{
    char error[256];
    struct store_snapshot *snapshot = NULL;
    bool more = true;
    assert_true(world_open(world, path, error));
    for (int step = 0; step < STEPS; step++)
        assert_true(scenario_step(world, step));
    struct store *store = verbs_inner(world->store);
    while (more)
        assert_int_equal(
            store->ops->snapshot_take(store, SLICE_MESSAGES, 1 << 20, &snapshot, &more), STORE_OK);
    scenario_prod(world);
    return snapshot;
}

static enum store_status restore(struct world *world, struct store_snapshot *snapshot)
{
    struct store *store = verbs_inner(world->store);
    enum store_status status = STORE_OK;
    bool more = true;
    while (status == STORE_OK && more)
        status = store->ops->snapshot_restore(store, SLICE_MESSAGES, snapshot, &more);
    return status;
}

static void end(struct world *world, struct store_snapshot *snapshot)
{
    struct store *store = verbs_inner(world->store);
    store->ops->snapshot_free(store, snapshot);
    world_close(world);
}

/* What the file holds; in `arena`. */
static const char *content_of(const char *path, struct arena *arena)
{
    struct world world;
    char error[256];
    assert_true(world_open(&world, path, error));
    const char *content = scenario_content(&world, arena);
    world_close(&world);
    return content;
}

/* True when the fault came true. */
static bool restore_past(struct fault fault)
{
    struct world world;
    struct arena arena = {0};
    struct store_snapshot *snapshot = tell_on(&world, walk_file());
    const char *before = scenario_content(&world, &arena);
    fault_plan(fault);
    enum store_status status = restore(&world, snapshot);
    bool fired = fault_drop();
    if (status != STORE_OK) {
        assert_int_equal(status, STORE_ERROR);
        assert_string_equal(scenario_content(&world, &arena), before);
        assert_int_equal(restore(&world, snapshot), STORE_OK);
    }
    assert_string_equal(scenario_content(&world, &arena), walk_content(STEPS));
    end(&world, snapshot);
    arena_release(&arena);
    return fired;
}

/* True when the process was killed. */
static bool restore_to_death(struct fault fault, const char *before)
{
    struct arena arena = {0};
    int status;
    const char *path = walk_file();
    pid_t child = fork();
    if (child == 0) {
        struct world world;
        struct store_snapshot *snapshot = tell_on(&world, path);
        fault_plan(fault);
        _exit(restore(&world, snapshot) == STORE_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    const char *after = content_of(path, &arena);
    if (strcmp(after, before) != 0)
        assert_string_equal(after, walk_content(STEPS));
    arena_release(&arena);
    if (!WIFSIGNALED(status))
        assert_int_equal(status, 0);
    return WIFSIGNALED(status);
}

static void writes_fail_during_a_restore(void **state)
{
    int n = 0;
    (void)state;
    while (restore_past((struct fault){.kind = FAULT_WRITE, .after = n, .length = 1}))
        n += walk_stride(3, 1);
    printf("restore, write once: every %d of %d\n", walk_stride(3, 1), n);
    assert_true(n > 0);
}

static void killed_during_a_restore(void **state)
{
    struct world world;
    struct arena arena = {0};
    int n = 0;
    (void)state;
    struct store_snapshot *snapshot = tell_on(&world, walk_file());
    const char *before = scenario_content(&world, &arena);
    end(&world, snapshot);
    while (restore_to_death(
        (struct fault){.kind = FAULT_WRITE, .after = n, .length = 1, .kill = true}, before))
        n += walk_stride(3, 1);
    arena_release(&arena);
    printf("restore, killed at a write: every %d of %d\n", walk_stride(3, 1), n);
    assert_true(n > 0);
}

int test_restores(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(writes_fail_during_a_restore),
                                       cmocka_unit_test(killed_during_a_restore)};
    return cmocka_run_group_tests_name("restores", tests, walk_prepare, NULL);
}
