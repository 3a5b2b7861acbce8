/* The whole suite, in the order of store.h. */
#include "tests/storage/suite.h"

#include <stdio.h>

#include "tests/storage/fixture.h"

int suite_run(void)
{
    int (*const parts[])(void) = {
        test_turns,     test_queues,   test_lists,         test_counts,     test_messages,
        test_standard,  test_fairness, test_fifo,          test_recordings, test_wakeups,
        test_expiry,    test_moves,    test_deduplication, test_attempts,   test_tasks,
        test_settings,  test_purge,    test_collect,       test_deadlines,  test_scans,
        test_snapshots,
    };
    int failures = 0;
    printf("storage suite on %s\n", suite_store.name);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        failures += parts[i]();
    return failures == 0 ? 0 : 1;
}
