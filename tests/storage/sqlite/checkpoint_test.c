/* The log stays bounded behind a writer that never rests. */
#include "tests/storage/sqlite/file.h"

static void the_log_stays_bounded(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t largest = 0;
    for (int turn = 0; turn < 2500; turn++) {
        for (int i = 0; i < 20; i++)
            send(f, queue, .body = "a body that is not as short as most others are in these tests");
        for (int i = 0; i < 10; i++)
            receive(f, queue, 1, 1000);
        pass(f, 1);
        int64_t size = file_size("store-wal");
        largest = size > largest ? size : largest;
        arena_reset(&f->arena);
    }
    assert_true(file_size("store") > 4 * 1024 * 1024);
    assert_in_range(largest, 4 * 1024 * 1024, 64 * 1024 * 1024);
    assert_true(reopen(f));
    assert_counts(f, queue, "40010/9990/0");
}

int test_checkpoint(void)
{
    const struct CMUnitTest tests[] = {TEST(the_log_stays_bounded)};
    return cmocka_run_group_tests_name("checkpoints", tests, NULL, NULL);
}
