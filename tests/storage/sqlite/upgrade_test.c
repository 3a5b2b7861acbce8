/* Files of released formats: each is brought up to the latest one in place, whole or not at all. */
#include "tests/storage/sqlite/file.h"

#include <sqlite3.h>
#include <stdio.h>

#include "storage/sqlite/open.h"
#include "tests/storage/sqlite/sample.h"

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, folder_make, folder_remove)

#define TABLES "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"

static char text[1 << 20];

/* RELEASED is the folder released/: N.sql is a file of format N, as text. */
static void write_released(int format)
{
    char path[512];
    sqlite3 *handle;
    snprintf(path, sizeof path, RELEASED "/%d.sql", format);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("there is no %s: see released/make", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(sqlite3_open(file_path("store"), &handle), SQLITE_OK);
    if (sqlite3_exec(handle, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", path, sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

static struct fixture fixture_on(const char *name)
{
    struct fixture f = {.store = file_open(name), .retention_ms = 4 * DAY_MS};
    if (!f.store)
        fail_msg("%s", file_error);
    f.ops = f.store->ops;
    assert_ok(f.ops->turn_begin(f.store));
    return f;
}

static void finish(struct fixture *f)
{
    assert_ok(f->ops->turn_commit(f->store));
    store_close(f->store);
    arena_release(&f->arena);
}

/* Everything that a query answers, one value after the other. */
static const char *ask(const char *name, const char *sql)
{
    sqlite3 *handle;
    sqlite3_stmt *statement;
    size_t used = 0;
    assert_int_equal(sqlite3_open(file_path(name), &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    text[0] = '\0';
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const unsigned char *value = sqlite3_column_text(statement, i);
            used += (size_t)snprintf(text + used, sizeof text - used, "%s\n",
                                     value ? (const char *)value : "");
        }
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    assert_true(used < sizeof text);
    return text;
}

static void assert_format(int format)
{
    char expected[16];
    snprintf(expected, sizeof expected, "%d\n", format);
    assert_string_equal(ask("store", "PRAGMA user_version"), expected);
}

static void the_sample_is_whole(void **state)
{
    (void)state;
    struct fixture f = fixture_on("store");
    sample_fill(&f);
    finish(&f);
    f = fixture_on("store");
    sample_check(&f);
    finish(&f);
}

static void each_format_is_upgraded(void **state)
{
    char schema[1 << 15];
    (void)state;
    store_close(file_open("new"));
    snprintf(schema, sizeof schema, "%s", ask("new", TABLES));
    for (int format = 1; format <= schema_migrations.count; format++) {
        write_released(format);
        assert_format(format);
        struct fixture f = fixture_on("store");
        sample_check(&f);
        finish(&f);
        f = fixture_on("store");
        finish(&f);
        assert_format(schema_migrations.count);
        assert_string_equal(ask("store", "PRAGMA integrity_check"), "ok\n");
        assert_string_equal(ask("store", TABLES), schema);
        assert_int_equal(remove(file_path("store")), 0);
    }
}

/* Two steps, of which the second stops half-way. */
static void an_upgrade_that_fails_leaves_the_file(void **state)
{
    static const char *const steps[] = {
        "CREATE TABLE a (x); INSERT INTO a VALUES (1)", "ALTER TABLE a ADD COLUMN y",
        "UPDATE a SET y = 2; CREATE TABLE b (x); INSERT INTO missing VALUES (1)"};
    struct database database = {0};
    (void)state;
    assert_int_equal(sqlite3_open(file_path("store"), &database.handle), SQLITE_OK);
    assert_true(schema_upgrade(&database, &(struct migrations){steps, 1}, 0));
    assert_false(schema_upgrade(&database, &(struct migrations){steps, 3}, 1));
    assert_non_null(strstr(database.error, "missing"));
    assert_format(1);
    assert_string_equal(ask("store", "SELECT sql FROM sqlite_schema"), "CREATE TABLE a (x)\n");
    database.failed = false;
    assert_true(schema_upgrade(&database, &(struct migrations){steps, 2}, 1));
    assert_format(2);
    assert_string_equal(ask("store", "SELECT x, y FROM a"), "1\n\n");
    database_close(&database);
}

int test_upgrade(void)
{
    const struct CMUnitTest tests[] = {FILE_TEST(the_sample_is_whole),
                                       FILE_TEST(each_format_is_upgraded),
                                       FILE_TEST(an_upgrade_that_fails_leaves_the_file)};
    return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
