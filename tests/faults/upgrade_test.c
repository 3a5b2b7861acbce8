/* An upgrade of the file that meets a fault, or the end of the process, at any point: the file is
 * of its old format or of the new one, whole, and can be opened. */
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/sqlite/open.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/faults/walks.h"

static char text[1 << 20];

/* A file of format 1; RELEASED is tests/storage/sqlite/released. */
static const char *write_first_format(void)
{
    const char *path = walk_file();
    sqlite3 *handle;
    FILE *file = fopen(RELEASED "/1.sql", "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
    return path;
}

static int ask(const char *path, const char *sql)
{
    sqlite3 *handle;
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int answer = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return answer;
}

/* Opens as main does; false, and one line. */
static bool open_and_close(const char *path)
{
    char error[256] = "";
    const struct sqlite_store_options options = {path, SQLITE_DURABILITY_NORMAL};
    struct store *store = sqlite_store_open(&options, error, sizeof error);
    store_close(store);
    assert_true(store || (strlen(error) > 0 && !strchr(error, '\n')));
    return store != NULL;
}

static void verify(const char *path, int messages)
{
    int format = ask(path, "PRAGMA user_version");
    assert_true(format == 1 || format == schema_migrations.count);
    assert_true(open_and_close(path));
    assert_int_equal(ask(path, "PRAGMA user_version"), schema_migrations.count);
    assert_int_equal(ask(path, "SELECT count(*) FROM message"), messages);
    assert_int_equal(ask(path, "SELECT count(*) FROM pragma_integrity_check"
                               " WHERE integrity_check = 'ok'"),
                     1);
}

/* True when the fault came true. */
static bool upgrade_past(struct fault fault)
{
    const char *path = write_first_format();
    int messages = ask(path, "SELECT count(*) FROM message");
    fault_plan(fault);
    open_and_close(path);
    bool fired = fault_drop();
    verify(path, messages);
    return fired;
}

/* True when the process was killed. */
static bool upgrade_to_death(struct fault fault)
{
    const char *path = write_first_format();
    int messages = ask(path, "SELECT count(*) FROM message"), status;
    pid_t child = fork();
    if (child == 0) {
        fault_plan(fault);
        _exit(open_and_close(path) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    verify(path, messages);
    if (!WIFSIGNALED(status))
        assert_int_equal(status, 0);
    return WIFSIGNALED(status);
}

static void faults_during_an_upgrade(void **state)
{
    (void)state;
    for (enum fault_kind kind = FAULT_WRITE; kind < FAULT_KINDS; kind++) {
        int stride = kind == FAULT_ALLOCATION ? walk_stride(100, 10) : 1, n = 0;
        while (upgrade_past((struct fault){.kind = kind, .after = n, .length = 1}))
            n += stride;
        printf("upgrade, %s once: every %d of %d\n", fault_names[kind], stride, n);
        assert_true(n > 0);
    }
}

static void no_space_during_an_upgrade(void **state)
{
    int n = 0;
    (void)state;
    while (upgrade_past(
        (struct fault){.kind = FAULT_WRITE, .after = n, .length = INT_MAX, .full = true}))
        n++;
    assert_true(n > 0);
}

static void killed_during_an_upgrade(void **state)
{
    int n = 0;
    (void)state;
    while (upgrade_to_death(
        (struct fault){.kind = FAULT_WRITE, .after = n, .length = 1, .kill = true}))
        n++;
    printf("upgrade, killed at each of %d writes\n", n);
    assert_true(n > 0);
}

int test_upgrades(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(faults_during_an_upgrade),
                                       cmocka_unit_test(no_space_during_an_upgrade),
                                       cmocka_unit_test(killed_during_an_upgrade)};
    return cmocka_run_group_tests_name("upgrades", tests, NULL, NULL);
}
