/* Prepared statements, binding and stepping: everything that calls SQLite while the store works. */
#include "storage/sqlite/database.h"

#include <assert.h>
#include <stdio.h>

#include "src/base/memory.h"

static const char *const statement_sql[STATEMENT_COUNT] = {
#define STATEMENT(name, sql) [SQL_##name] = (sql),
#include "storage/sqlite/statements.def"
#undef STATEMENT
};

char *database_path(const char *path)
{
    size_t size = strlen(path) + 3;
    char *plain = memory_alloc(size);
    snprintf(plain, size, "%s%s", path[0] == '/' ? "" : "./", path);
    return plain;
}

void database_close(struct database *database)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->handle);
    memset(database, 0, sizeof(*database));
}

bool database_fail(struct database *database)
{
    if (!database->failed)
        snprintf(database->error, sizeof(database->error), "%s (%d)",
                 sqlite3_errmsg(database->handle), sqlite3_extended_errcode(database->handle));
    database->failed = true;
    return false;
}

bool database_fail_text(struct database *database, const char *text)
{
    if (!database->failed)
        snprintf(database->error, sizeof(database->error), "%s", text);
    database->failed = true;
    return false;
}

bool database_execute(struct database *database, const char *sql)
{
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return database_fail(database);
    return true;
}

static sqlite3_stmt *statement_get(struct database *database, enum statement which)
{
    sqlite3_stmt *statement = database->statements[which];
    if (statement)
        return statement;
    if (sqlite3_prepare_v3(database->handle, statement_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                           &statement, NULL) != SQLITE_OK)
        database_fail(database);
    database->statements[which] = statement;
    return statement;
}

struct query query_open(struct database *database, enum statement which, const int64_t *values,
                        size_t count)
{
    struct query query = {.database = database};
    if (!database->failed)
        query.statement = statement_get(database, which);
    assert(!query.statement || !sqlite3_stmt_busy(query.statement));
    for (size_t i = 0; i < count; i++)
        query_int(&query, values[i]);
    return query;
}

static void query_check(struct query *query, int code)
{
    if (code == SQLITE_OK)
        return;
    database_fail(query->database);
    query_close(query);
}

void query_int(struct query *query, int64_t value)
{
    if (query->statement)
        query_check(query, sqlite3_bind_int64(query->statement, ++query->parameter, value));
}

void query_text(struct query *query, struct slice text)
{
    if (!query->statement)
        return;
    query_check(query, sqlite3_bind_text64(query->statement, ++query->parameter, text.at, text.len,
                                           SQLITE_STATIC, SQLITE_UTF8));
}

void query_blob(struct query *query, const void *at, size_t len)
{
    if (query->statement)
        query_check(query, sqlite3_bind_blob64(query->statement, ++query->parameter, at, len,
                                               SQLITE_STATIC));
}

bool query_next(struct query *query)
{
    if (!query->statement)
        return false;
    query->column = 0;
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_fail(query->database);
    query_close(query);
    return false;
}

void query_close(struct query *query)
{
    if (query->statement)
        sqlite3_reset(query->statement);
    query->statement = NULL;
}

bool query_run(struct query *query)
{
    bool row = query_next(query);
    assert(!row);
    (void)row;
    return !query->database->failed;
}

bool database_run(struct database *database, enum statement which, const int64_t *values,
                  size_t count)
{
    struct query query = query_open(database, which, values, count);
    return query_run(&query);
}

bool database_int(struct database *database, enum statement which, const int64_t *values,
                  size_t count, int64_t *ret)
{
    struct query query = query_open(database, which, values, count);
    bool found = query_next(&query);
    if (found)
        *ret = row_int(&query);
    query_close(&query);
    return found;
}

int database_changes(const struct database *database)
{
    return sqlite3_changes(database->handle);
}

int64_t row_int(struct query *query)
{
    return sqlite3_column_int64(query->statement, query->column++);
}

struct slice row_slice(struct query *query)
{
    int column = query->column++;
    if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
        return SLICE_NONE;
    const void *at = sqlite3_column_blob(query->statement, column);
    int len = sqlite3_column_bytes(query->statement, column);
    if (len == 0)
        return SLICE("");
    if (at == NULL) { /* out of memory: an empty text would be a lie */
        database_fail(query->database);
        return SLICE("");
    }
    return slice_make(at, (size_t)len);
}

struct slice row_copy(struct query *query, struct arena *arena)
{
    return arena_copy(arena, row_slice(query));
}

void *rows_room(struct arena *arena, void *items, size_t count, size_t size)
{
    bool power_of_two = (count & (count - 1)) == 0;
    if (count != 0 && (count < 16 || !power_of_two))
        return items;
    void *larger = arena_array(arena, count == 0 ? 16 : 2 * count, size);
    if (count != 0)
        memcpy(larger, items, count * size);
    return larger;
}

void row_bytes(struct query *query, void *out, size_t len)
{
    struct slice bytes = row_slice(query);
    if (bytes.len == len) {
        memcpy(out, bytes.at, len);
        return;
    }
    memset(out, 0, len);
    database_fail_text(query->database, "a damaged row");
}
