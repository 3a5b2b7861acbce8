/* Writes the sample into the file that is named: how a file of a released format is made. See
 * released/make. */
#include "tests/storage/sqlite/sample.h"

#include <stdio.h>

#include "storage/sqlite/sqlite_store.h"

static const char *path;

static void sample_is_written(void **state)
{
    char error[256] = "";
    struct sqlite_store_options options = {path, SQLITE_DURABILITY_NORMAL};
    struct fixture f = {.store = sqlite_store_open(&options, error, sizeof error),
                        .retention_ms = 4 * DAY_MS};
    (void)state;
    if (!f.store)
        fail_msg("%s", error);
    f.ops = f.store->ops;
    assert_ok(f.ops->turn_begin(f.store));
    sample_fill(&f);
    assert_ok(f.ops->turn_commit(f.store));
    store_close(f.store);
    arena_release(&f.arena);
}

const struct suite_store suite_store = {.name = "sample"};

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sample_is_written)};
    if (argc != 2) {
        fprintf(stderr, "usage: storage_sqlite_sample FILE\n");
        return 2;
    }
    path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
