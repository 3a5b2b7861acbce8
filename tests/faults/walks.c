/* See walks.h. */
#include "tests/faults/walks.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/faults/vfs.h"

static char folder[128];

int walk_stride(int at_short_level, int at_full_level)
{
    const char *level = getenv("ROPELINE_TEST_LEVEL");
    if (level && strcmp(level, "long") == 0)
        return 1;
    return level && strcmp(level, "full") == 0 ? at_full_level : at_short_level;
}

const char *walk_file(void)
{
    static char path[160];
    static const char *const suffixes[] = {"-wal", "-shm", ""};
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/q.db%s", folder, suffixes[i]);
        unlink(path);
    }
    return path;
}

static struct world tell(int steps)
{
    struct world world;
    char error[256];
    if (!world_open(&world, walk_file(), error))
        fail_msg("%s", error);
    for (int i = 0; i < steps; i++)
        if (!scenario_step(&world, i))
            fail_msg("step %d", i);
    return world;
}

const char *walk_content(int steps)
{
    static struct arena arena;
    static const char *contents[STEPS + 1];
    if (!contents[steps]) {
        struct world world = tell(steps);
        contents[steps] = scenario_content(&world, &arena);
        world_close(&world);
    }
    return contents[steps];
}

const char *walk_keep(int steps)
{
    static char path[160];
    struct world world = tell(steps);
    world_close(&world);
    snprintf(path, sizeof path, "%s/q.db", folder);
    return path;
}

static void check_integrity(void)
{
    char path[160];
    sqlite3 *handle;
    sqlite3_stmt *statement;
    snprintf(path, sizeof path, "%s/q.db", folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
    sqlite3_finalize(statement);
    sqlite3_close(handle);
}

void walk_verify_file(int least, int most)
{
    struct world world;
    struct arena arena = {0};
    char path[160], error[256];
    snprintf(path, sizeof path, "%s/q.db", folder);
    if (!world_open(&world, path, error))
        fail_msg("%s", error);
    const char *content = scenario_content(&world, &arena);
    if (strcmp(content, walk_content(most)) != 0)
        assert_string_equal(content, walk_content(least));
    scenario_still_works(&world);
    world_close(&world);
    arena_release(&arena);
    check_integrity();
}

int walk_prepare(void **state)
{
    (void)state;
    for (int i = 0; i <= STEPS; i++)
        walk_content(i);
    return 0;
}

int main(int argc, char **argv)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.100s/ropeline-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    faults_install();
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    int failed = test_failures() + test_kills() + test_damage() + test_upgrades() + test_restores();
    walk_file();
    rmdir(folder);
    return failed;
}
