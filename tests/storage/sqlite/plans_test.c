/* Every statement finds its rows by a key: none walks through a table that grows. */
#include "tests/storage/sqlite/file.h"

#include <stdio.h>

#include "storage/sqlite/inside.h"

struct text {
    const char *name;
    const char *sql;
};

static const struct text texts[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "storage/sqlite/statements.def"
#undef STATEMENT
};

/* Small tables, the one row that is asked for, and what only the laboratory asks. */
static bool may_scan(const char *name)
{
    static const char *const names[] = {"TASK_ACTIVE",   "GARBAGE_FIRST",   "FORGET_DELETED",
                                        "FORGET_TASKS",  "REMEMBERED_NEXT", "SNAPSHOT_SIZE",
                                        "BUCKETS_PASS",  "BUCKETS_ARRIVED", "SEQUENCES",
                                        "SEQUENCE_KEEP", "SETTINGS"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void assert_plan(sqlite3 *handle, const struct text *text)
{
    char explain[2048];
    sqlite3_stmt *statement = NULL;
    snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", text->sql);
    if (sqlite3_prepare_v2(handle, explain, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text->name, sqlite3_errmsg(handle));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(statement, 3);
        bool scans = strncmp(line, "SCAN", 4) == 0 && strcmp(line, "SCAN CONSTANT ROW") != 0;
        bool sorts = strncmp(line, "USE TEMP B-TREE", 15) == 0;
        if ((scans || sorts) && !may_scan(text->name))
            fail_msg("%s: %s", text->name, line);
    }
    sqlite3_finalize(statement);
}

static void no_statement_scans(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strncmp(texts[i].sql, "PRAGMA", 6) != 0)
            assert_plan(sqlite_store_of(f->store)->database.handle, &texts[i]);
}

int test_plans(void)
{
    const struct CMUnitTest tests[] = {TEST(no_statement_scans)};
    return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
