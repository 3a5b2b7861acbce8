/* Opening: what makes a file acceptable, and the line for the user when it is not. */
#include "tests/storage/sqlite/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/sqlite/open.h"

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(file_path(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static size_t read_file(const char *name, char *out, size_t size)
{
    FILE *file = fopen(file_path(name), "r");
    assert_non_null(file);
    size = fread(out, 1, size, file);
    fclose(file);
    return size;
}

static void run_sql(const char *name, const char *sql)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(file_path(name), &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void assert_refused(const char *name, const char *reason)
{
    char expected[512];
    snprintf(expected, sizeof expected, "cannot open %s: %s", file_path(name), reason);
    struct store *store = file_open(name);
    assert_null(store);
    assert_string_equal(file_error, expected);
}

static void assert_opens(const char *name)
{
    struct store *store = file_open(name);
    if (!store)
        fail_msg("%s", file_error);
    store_close(store);
}

static void a_new_file_and_an_old_one(void **state)
{
    (void)state;
    assert_opens("store");
    assert_true(file_size("store") > 0);
    assert_opens("store");
    write_file("empty", "");
    assert_opens("empty");
}

static void not_a_database(void **state)
{
    (void)state;
    write_file("text", "This is a text, long enough to have something where a header should be, "
                       "and then some more, since a header takes one hundred bytes of the file.");
    assert_refused("text", "it is not a database");
}

static void a_database_of_others(void **state)
{
    (void)state;
    run_sql("other", "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    assert_refused("other", "it is a database, but not one of Ropeline");
    run_sql("numbered", "PRAGMA user_version = 1");
    assert_refused("numbered", "it is a database, but not one of Ropeline");
}

static void a_newer_schema(void **state)
{
    char reason[128];
    (void)state;
    assert_opens("store");
    run_sql("store", "PRAGMA user_version = 1000");
    snprintf(reason, sizeof reason,
             "it was written by a newer version of Ropeline (its format is 1000, this version "
             "reads up to %d)",
             schema_migrations.count);
    assert_refused("store", reason);
}

/* The journal mode stands in the header: a refusal must come before it is chosen. */
static void what_is_refused_is_not_touched(void **state)
{
    char before[8192], after[8192];
    (void)state;
    run_sql("other", "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    size_t size = read_file("other", before, sizeof before);
    assert_refused("other", "it is a database, but not one of Ropeline");
    assert_int_equal(read_file("other", after, sizeof after), size);
    assert_memory_equal(before, after, size);
}

static void a_file_that_was_cut(void **state)
{
    (void)state;
    assert_opens("store");
    assert_int_equal(truncate(file_path("store"), 3 * 4096), 0);
    assert_refused("store", "the file is damaged");
    assert_int_equal(truncate(file_path("store"), 50), 0);
    assert_refused("store", "the file is damaged");
}

static void no_file_can_be_there(void **state)
{
    (void)state;
    assert_refused("missing/store", "No such file or directory");
    assert_int_equal(mkdir(file_path("folder"), 0777), 0);
    assert_refused("folder", "Is a directory");
}

static void no_permission(void **state)
{
    (void)state;
    assert_opens("store");
    assert_int_equal(chmod(file_path("store"), 0444), 0);
    if (access(file_path("store"), W_OK) == 0)
        return; /* root may write everything */
    assert_refused("store", "Permission denied");
}

static void only_one_at_a_time(void **state)
{
    (void)state;
    struct store *first = file_open("store");
    assert_non_null(first);
    assert_refused("store", "another process is using it");
    store_close(first);
    assert_opens("store");
}

/* Opens the store in a process of its own, which then waits to be killed. */
static pid_t hold_in_child(void)
{
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        byte = file_open("store") != NULL;
        if (write(ready[1], &byte, 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void a_killed_process_lets_go(void **state)
{
    (void)state;
    pid_t child = hold_in_child();
    assert_refused("store", "another process is using it");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_opens("store");
}

static void names_are_not_interpreted(void **state)
{
    (void)state;
    int back = open(".", O_RDONLY | O_DIRECTORY);
    assert_int_equal(chdir(file_path("")), 0);
    static const char *const names[] = {":memory:", "file:x?mode=memory", "-a"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct sqlite_store_options options = {names[i], SQLITE_DURABILITY_FULL};
        store_close(sqlite_store_open(&options, file_error, sizeof file_error));
        assert_true(file_size(names[i]) > 0);
    }
    assert_int_equal(fchdir(back), 0);
    close(back);
}

int test_open(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_new_file_and_an_old_one),
        FILE_TEST(not_a_database),
        FILE_TEST(a_database_of_others),
        FILE_TEST(a_newer_schema),
        FILE_TEST(what_is_refused_is_not_touched),
        FILE_TEST(a_file_that_was_cut),
        FILE_TEST(no_file_can_be_there),
        FILE_TEST(no_permission),
        FILE_TEST(only_one_at_a_time),
        FILE_TEST(a_killed_process_lets_go),
        FILE_TEST(names_are_not_interpreted),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
