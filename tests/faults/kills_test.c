/* The process is killed at every n-th verb, and at every n-th write, which is then half done, of a
 * whole story: what was acknowledged is there, and of the turn at hand all or nothing. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/walks.h"

/* In the child: tells the story, and after each step says so. */
static void tell_to(int pipe, const char *path)
{
    struct world world;
    char error[256];
    if (!world_open(&world, path, error))
        _exit(2);
    for (int step = 0; step < STEPS; step++)
        if (!scenario_step(&world, step) || write(pipe, "", 1) != 1)
            _exit(3);
    _exit(fault_drop() ? 4 : 0);
}

/* The number of steps that were acknowledged; *ret_killed: before the story's end. */
static int tell_in_child(struct fault fault, bool *ret_killed)
{
    int pipes[2], status, steps = 0;
    char byte;
    const char *path = walk_file();
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        fault_plan(fault);
        tell_to(pipes[1], path);
    }
    close(pipes[1]);
    while (read(pipes[0], &byte, 1) == 1)
        steps++;
    close(pipes[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    *ret_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!*ret_killed)
        assert_int_equal(status, 0);
    return steps;
}

static void walk(enum fault_kind kind, int stride)
{
    int n = 0, kills = 0;
    bool killed = true;
    while (killed) {
        struct fault fault = {.kind = kind, .after = n, .length = 1, .kill = true};
        int steps = tell_in_child(fault, &killed);
        walk_verify_file(steps, steps < STEPS ? steps + 1 : STEPS);
        kills += killed;
        n += stride;
    }
    printf("killed at a %s: %d times, every %d of %d\n", fault_names[kind], kills, stride, n);
    assert_true(kills > 0);
}

static void killed_at_a_verb(void **state)
{
    (void)state;
    walk(FAULT_VERB, walk_stride(6, 1));
}

static void killed_at_a_write(void **state)
{
    (void)state;
    walk(FAULT_WRITE, walk_stride(6, 1));
}

static void killed_at_a_sync(void **state)
{
    (void)state;
    walk(FAULT_SYNC, 1);
    world_durability_full(true);
    walk(FAULT_SYNC, 1);
    world_durability_full(false);
}

int test_kills(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed_at_a_verb),
                                       cmocka_unit_test(killed_at_a_write),
                                       cmocka_unit_test(killed_at_a_sync)};
    return cmocka_run_group_tests_name("kills", tests, walk_prepare, NULL);
}
