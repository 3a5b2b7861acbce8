/* Allocation that never returns NULL. */
#include "tests/unit/unit.h"

#include "src/base/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void zero_bytes_are_a_pointer(void **state)
{
    (void)state;
    void *none = memory_alloc(0);
    assert_non_null(none);
    none = memory_realloc(none, 0);
    assert_non_null(none);
    free(none);
}

static void zalloc_zeroes(void **state)
{
    (void)state;
    unsigned char *bytes = memory_zalloc(1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
}

static void arrays_grow_and_keep_their_items(void **state)
{
    (void)state;
    int *items = memory_array(NULL, 2, sizeof *items);
    items[0] = 1;
    items[1] = 2;
    items = memory_array(items, 2000, sizeof *items);
    assert_int_equal(items[0] + items[1], 3);
    free(items);
}

/* count * size wraps to a small number: the process must end, not go on with too little. */
static void an_overflowing_array_aborts(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        (void)!freopen("/dev/null", "w", stderr);
        memory_array(NULL, SIZE_MAX / 2 + 2, 2);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_MAIN(UNIT(zero_bytes_are_a_pointer), UNIT(zalloc_zeroes),
          UNIT(arrays_grow_and_keep_their_items), UNIT(an_overflowing_array_aborts))
