/* Snapshots: a database in memory beside the file, copied page by page by SQLite's own backup,
 * there and back.
 *
 * Back, the pages are written in one transaction of the store's connection, so a process that dies
 * before the last slice leaves the file as it was. What must not go back - settings, and the
 * numbers that were given out - is written into the snapshot before it is copied. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/sqlite/inside.h"

/* Of every file: nobody asks SQLite for another size. */
#define PAGE_BYTES 4096

/* One slice copies no more pages, whatever is asked for. */
#define PAGES_MAX 100000

/* Arrival numbers that are passed over by each restore: messages that were sent to a bucket which
 * is gone by then cannot be asked how many they were. */
#define ARRIVALS_PASSED (INT64_C(1) << 20)

struct snapshot {
    struct store_snapshot head;
    struct database copy;
    sqlite3_backup *backup; /* NULL: no copying is going on */
};

static struct snapshot *snapshot_of(struct store_snapshot *snapshot)
{
    return (struct snapshot *)snapshot;
}

/* Copies some pages; *ret_more when there are more. False: it failed and has ended. */
static bool copy_pages(struct snapshot *snapshot, size_t limit, bool *ret_more)
{
    int pages = limit < PAGES_MAX ? (int)limit : PAGES_MAX; /* one counts as one message */
    int code = sqlite3_backup_step(snapshot->backup, pages > 0 ? pages : 1);
    *ret_more = code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED;
    if (*ret_more)
        return true;
    sqlite3_backup *backup = snapshot->backup;
    snapshot->backup = NULL;
    return sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
}

static size_t bytes_of(const struct snapshot *snapshot)
{
    return (size_t)sqlite3_backup_pagecount(snapshot->backup) * PAGE_BYTES;
}

/* ---- taking ---- */

static bool begin_taking(struct sqlite_store *store, struct snapshot *snapshot)
{
    if (sqlite3_open_v2(":memory:", &snapshot->copy.handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return false;
    snapshot->backup =
        sqlite3_backup_init(snapshot->copy.handle, "main", store->database.handle, "main");
    return snapshot->backup != NULL;
}

static void describe(struct snapshot *snapshot)
{
    struct query query = query_open(&snapshot->copy, SQL_SNAPSHOT_SIZE, NULL, 0);
    if (query_next(&query)) {
        snapshot->head.queues = row_int(&query);
        snapshot->head.messages = row_int(&query);
        snapshot->head.bytes = (size_t)row_int(&query);
    }
    query_close(&query);
}

enum store_status sqlite_snapshot_take(struct store *base, size_t limit, size_t max_bytes,
                                       struct store_snapshot **snapshot, bool *ret_more)
{
    struct snapshot *taken = snapshot_of(*snapshot);
    bool good = true;
    *ret_more = false;
    if (!taken) {
        taken = memory_zalloc(sizeof(*taken));
        good = begin_taking(sqlite_store_of(base), taken);
    }
    *snapshot = &taken->head;
    good = good && copy_pages(taken, limit, ret_more);
    bool full = good && *ret_more && bytes_of(taken) > max_bytes;
    if (good && !*ret_more) {
        describe(taken);
        good = !taken->copy.failed;
        full = taken->head.bytes > max_bytes;
    }
    if (good && !full)
        return STORE_OK;
    sqlite_snapshot_free(base, *snapshot);
    *snapshot = NULL;
    *ret_more = false;
    return full ? STORE_FULL : STORE_ERROR;
}

/* ---- restoring ---- */

/* Runs `write` on the snapshot for each row of two columns that `read` finds in the store; numbers
 * go as texts. */
static bool carry(struct sqlite_store *store, struct snapshot *snapshot, enum statement read,
                  enum statement write)
{
    struct query rows = query_open(&store->database, read, NULL, 0);
    while (query_next(&rows)) {
        struct query query = query_open(&snapshot->copy, write, NULL, 0);
        query_text(&query, row_slice(&rows));
        query_text(&query, row_slice(&rows));
        if (!query_run(&query))
            break;
    }
    query_close(&rows);
    return !store->database.failed && !snapshot->copy.failed;
}

/* The store's sequences take the place of the snapshot's: they are never behind, and SQLite keeps
 * none of a table that was always empty. */
static bool begin_restoring(struct sqlite_store *store, struct snapshot *snapshot)
{
    struct database *copy = &snapshot->copy;
    copy->failed = false; /* in an attempt before */
    bool done = database_execute(copy, "BEGIN") &&
                database_run(copy, SQL_BUCKETS_PASS, INTS(ARRIVALS_PASSED, ARRIVAL_MAX)) &&
                carry(store, snapshot, SQL_BUCKETS_ARRIVED, SQL_BUCKET_KEEP) &&
                database_execute(copy, "DELETE FROM sqlite_sequence") &&
                carry(store, snapshot, SQL_SEQUENCES, SQL_SEQUENCE_PUT) &&
                database_execute(copy, "DELETE FROM setting") &&
                carry(store, snapshot, SQL_SETTINGS, SQL_SETTING_PUT) &&
                database_execute(copy, "COMMIT");
    if (!done) {
        sqlite3_exec(copy->handle, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    snapshot->backup = sqlite3_backup_init(store->database.handle, "main", copy->handle, "main");
    return snapshot->backup != NULL;
}

enum store_status sqlite_snapshot_restore(struct store *base, size_t limit,
                                          struct store_snapshot *snapshot, bool *ret_more)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct snapshot *taken = snapshot_of(snapshot);
    *ret_more = false;
    store->database.failed = false;
    if (!taken->backup && !begin_restoring(store, taken))
        return STORE_ERROR;
    if (!copy_pages(taken, limit, ret_more))
        return STORE_ERROR;
    if (!*ret_more) {
        buckets_drop(store);
        windows_drop(store);
    }
    return STORE_OK;
}

void sqlite_snapshot_free(struct store *base, struct store_snapshot *snapshot)
{
    struct snapshot *taken = snapshot_of(snapshot);
    (void)base;
    if (!taken)
        return;
    if (taken->backup)
        sqlite3_backup_finish(taken->backup);
    database_close(&taken->copy);
    free(taken);
}
