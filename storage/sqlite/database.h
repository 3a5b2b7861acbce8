/* A connection to SQLite with its prepared statements. The lowest floor of the store: it knows
 * SQL's mechanics and nothing of queues.
 *
 * The first error makes the connection `failed`: from then on every query answers "no row" and
 * every run answers false, until the turn is abandoned. So callers may ask once, at the end. */
#ifndef ROPELINE_STORAGE_SQLITE_DATABASE_H
#define ROPELINE_STORAGE_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "src/base/arena.h"

enum statement {
#define STATEMENT(name, sql) SQL_##name,
#include "storage/sqlite/statements.def"
#undef STATEMENT
    STATEMENT_COUNT
};

struct database {
    sqlite3 *handle;
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared at first use, for life */
    bool failed;
    char error[256]; /* of the latest failure */
};

/* A path is never an URI or a special name to SQLite when it starts with a dot or a slash: the path
 * so written, to be freed. */
char *database_path(const char *path);

/* Finalises the statements and closes. A database that was never opened is fine. */
void database_close(struct database *database);

/* Remembers SQLite's latest error and marks the connection failed; always false. */
bool database_fail(struct database *database);

/* As database_fail, for what SQLite itself does not call an error. */
bool database_fail_text(struct database *database, const char *text);

/* Runs SQL text without parameters or results. */
bool database_execute(struct database *database, const char *sql);

/* Integers to bind, as one argument: INTS(a, b) stands for the array and its length. */
#define INTS(...)                                                                                  \
    (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)

/* A statement in use: parameters are bound and columns are read one after the other. A query must
 * be closed before the same statement is used again; it closes itself when it has no more rows. */
struct query {
    struct database *database;
    sqlite3_stmt *statement;
    int parameter;
    int column;
};

/* Starts using a statement; the first parameters may be given as INTS. */
struct query query_open(struct database *database, enum statement which, const int64_t *values,
                        size_t count);

/* Binds the next parameter. Bytes are not copied: they must live until the query is closed. An
 * absent slice is NULL. */
void query_int(struct query *query, int64_t value);
void query_text(struct query *query, struct slice text);
void query_blob(struct query *query, const void *at, size_t len);

/* Moves to the next row; false when there is none (then the query is closed). */
bool query_next(struct query *query);

void query_close(struct query *query);

/* Runs to the end, for statements without rows; false when the connection failed. */
bool query_run(struct query *query);

/* Opens with the integers, runs, closes. */
bool database_run(struct database *database, enum statement which, const int64_t *values,
                  size_t count);

/* Opens with the integers, reads one integer of the first row; false when there is no row. */
bool database_int(struct database *database, enum statement which, const int64_t *values,
                  size_t count, int64_t *ret);

/* Rows that the latest run changed. */
int database_changes(const struct database *database);

/* The next column of the row. Slices live until the query moves; NULL is absent. */
int64_t row_int(struct query *query);
struct slice row_slice(struct query *query);
struct slice row_copy(struct query *query, struct arena *arena);

/* Room for one more item in an array of rows that grows in the arena: the array, moved when it was
 * full. `items` is what the last call returned, NULL at first. */
void *rows_room(struct arena *arena, void *items, size_t count, size_t size);

/* A BLOB of exactly `len` bytes; anything else (a damaged file) fails the connection. */
void row_bytes(struct query *query, void *out, size_t len);

#endif
