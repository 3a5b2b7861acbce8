/* A turn is one transaction: opened before the first verb, committed with the counters of the
 * buckets that it changed. */
#include "storage/sqlite/inside.h"

#include <assert.h>

static void roll_back(struct sqlite_store *store)
{
    /* SQLite rolls back by itself when the disk is full or memory runs out. */
    if (!sqlite3_get_autocommit(store->database.handle))
        sqlite3_exec(store->database.handle, "ROLLBACK", NULL, NULL, NULL);
}

enum store_status sqlite_turn_begin(struct store *base)
{
    struct sqlite_store *store = sqlite_store_of(base);
    assert(!store->in_turn);
    store->database.failed = false;
    roll_back(store); /* only if that was not possible when the turn was abandoned */
    /* Deferred: a turn that only reads takes no lock for writing. */
    if (!database_run(&store->database, SQL_BEGIN, NULL, 0))
        return STORE_ERROR;
    store->in_turn = true;
    return STORE_OK;
}

enum store_status sqlite_turn_commit(struct store *base)
{
    struct sqlite_store *store = sqlite_store_of(base);
    assert(store->in_turn);
    if (!buckets_flush(store) || !database_run(&store->database, SQL_COMMIT, NULL, 0)) {
        sqlite_turn_abandon(base);
        return STORE_ERROR;
    }
    store->in_turn = false;
    if (store->vacuum_due) {
        store->vacuum_due = false;
        /* Cannot run in a transaction. Where it fails, the file stays as large as it is. */
        sqlite3_exec(store->database.handle, "VACUUM", NULL, NULL, NULL);
    }
    return STORE_OK;
}

void sqlite_turn_abandon(struct store *base)
{
    struct sqlite_store *store = sqlite_store_of(base);
    buckets_drop(store);
    windows_drop(store);
    roll_back(store);
    store->vacuum_due = false;
    store->in_turn = false;
}
