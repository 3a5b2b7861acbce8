/* What is remembered for a time: the deduplication window and receive attempts of FIFO queues.
 *
 * Almost every lookup is for a key that is not there, and keys come in no order, so a table keyed
 * by them costs a scattered page per send. Here rows are appended in the order of arrival, and
 * memory holds an index from a 64-bit hash to the row, read when it is first needed. The row's key
 * is compared: of two keys with one hash the later wins and the earlier is forgotten.
 *
 * A purge gives the queue a new memory number, which is part of the hash, so its old rows are never
 * found again and go when their windows close. */
#include "storage/sqlite/inside.h"

/* Attempts and dedup entries share the table. */
enum window { WINDOW_DEDUPLICATION = 1, WINDOW_ATTEMPT = 2 };

/* Closed windows that are removed in one go. */
#define SWEEP_MAX 256

/* FNV-1a and a final mix. It is stored, so it must be the same in every process. */
static uint64_t key_hash(int64_t memory, enum window window, struct slice key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    hash ^= ((uint64_t)memory * 4 + window) * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (uint8_t)key.at[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return hash != 0 ? hash : 1;
}

/* Reads rows into the index, at most `limit`; false when there are more (or on error). */
static bool index_load(struct sqlite_store *store, size_t limit)
{
    struct query query =
        query_open(&store->database, SQL_REMEMBERED_AFTER, INTS(store->hashes_loaded));
    bool row = true;
    for (size_t i = 0; i < limit && (row = query_next(&query)); i++) {
        struct hashes_entry entry = {.number = row_int(&query)};
        entry.hash = (uint64_t)row_int(&query);
        entry.expires_ms = row_int(&query);
        if (entry.hash == 0) { /* never written */
            database_fail_text(&store->database, "a damaged row");
            break;
        }
        hashes_put(&store->hashes, entry);
        store->hashes_loaded = entry.number;
    }
    query_close(&query);
    if (!row)
        store->hashes_complete = !store->database.failed;
    return store->hashes_complete;
}

static bool index_ready(struct sqlite_store *store)
{
    return store->hashes_complete || index_load(store, SIZE_MAX);
}

void windows_drop(struct sqlite_store *store)
{
    hashes_release(&store->hashes);
    store->hashes_loaded = 0;
    store->hashes_complete = false;
}

/* The record that is remembered for the key while now < expires; absent when there is none. */
static struct slice window_find(struct sqlite_store *store, const struct bucket *bucket,
                                enum window window, struct slice key, int64_t now_ms,
                                struct arena *arena)
{
    uint64_t hash = key_hash(bucket->memory, window, key);
    struct slice record = SLICE_NONE;
    if (!index_ready(store))
        return SLICE_NONE;
    const struct hashes_entry *entry = hashes_find(&store->hashes, hash);
    if (!entry || entry->expires_ms <= now_ms)
        return SLICE_NONE;
    struct query query = query_open(&store->database, SQL_REMEMBERED_GET, INTS(entry->number));
    if (query_next(&query)) {
        int64_t memory = row_int(&query);
        int64_t kind = row_int(&query);
        if (memory == bucket->memory && kind == (int64_t)window &&
            slice_equal(row_slice(&query), key))
            record = row_copy(&query, arena);
    }
    query_close(&query);
    return record;
}

static bool window_put(struct sqlite_store *store, const struct bucket *bucket, enum window window,
                       struct slice key, int64_t expires_ms, struct slice record)
{
    struct hashes_entry entry = {.hash = key_hash(bucket->memory, window, key),
                                 .expires_ms = expires_ms};
    if (!index_ready(store))
        return false;
    const struct hashes_entry *old = hashes_find(&store->hashes, entry.hash);
    if (old && !database_run(&store->database, SQL_REMEMBERED_REMOVE, INTS(old->number)))
        return false;
    struct query query = query_open(&store->database, SQL_REMEMBERED_INSERT,
                                    INTS((int64_t)entry.hash, expires_ms, bucket->memory, window));
    query_text(&query, slice_present(key) ? key : SLICE(""));
    query_blob(&query, slice_present(record) ? record.at : "", record.len);
    if (!query_run(&query))
        return false;
    entry.number = sqlite3_last_insert_rowid(store->database.handle);
    store->hashes_loaded = entry.number;
    hashes_put(&store->hashes, entry);
    return true;
}

bool windows_collect(struct sqlite_store *store, int64_t now_ms, size_t *budget)
{
    struct hashes_entry closed[SWEEP_MAX];
    if (!store->hashes_complete && !index_load(store, *budget)) {
        *budget = 0;
        return !store->database.failed;
    }
    size_t limit = *budget < SWEEP_MAX ? *budget : SWEEP_MAX;
    size_t count = hashes_sweep(&store->hashes, now_ms, closed, limit);
    for (size_t i = 0; i < count; i++) {
        if (!database_run(&store->database, SQL_REMEMBERED_REMOVE, INTS(closed[i].number)))
            return false;
        hashes_remove(&store->hashes, closed[i].hash);
    }
    *budget = count == limit ? 0 : *budget - count;
    return true;
}

/* ---- the verbs ---- */

/* A dedup entry's record: the message's id, then its sequence number. */
struct entry_record {
    struct uuid message_id;
    int64_t sequence;
};

enum store_status sqlite_deduplication_find(struct store *base, int64_t queue, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    const struct bucket *bucket = bucket_get(store, queue);
    struct entry_record record;
    struct arena arena = {0};
    if (!bucket)
        return store_missing(store);
    struct slice found = window_find(store, bucket, WINDOW_DEDUPLICATION, key, now_ms, &arena);
    bool whole = found.len == sizeof(record);
    if (whole) {
        memcpy(&record, found.at, sizeof(record));
        ret->message_id = record.message_id;
        ret->sequence = record.sequence;
    }
    arena_release(&arena);
    return whole ? store_answer(store) : store_missing(store);
}

enum store_status sqlite_deduplication_put(struct store *base, int64_t queue, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry)
{
    struct sqlite_store *store = sqlite_store_of(base);
    const struct bucket *bucket = bucket_get(store, queue);
    struct entry_record record = {entry->message_id, entry->sequence};
    if (!bucket)
        return store_missing(store);
    return window_put(store, bucket, WINDOW_DEDUPLICATION, key, expires_ms,
                      slice_make(&record, sizeof(record)))
               ? STORE_OK
               : STORE_ERROR;
}

enum store_status sqlite_attempt_find(struct store *base, int64_t queue, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    const struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    struct slice found = window_find(store, bucket, WINDOW_ATTEMPT, attempt_id, now_ms, arena);
    if (!slice_present(found))
        return store_missing(store);
    *ret = found;
    return store_answer(store);
}

enum store_status sqlite_attempt_put(struct store *base, int64_t queue, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record)
{
    struct sqlite_store *store = sqlite_store_of(base);
    const struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    return window_put(store, bucket, WINDOW_ATTEMPT, attempt_id, expires_ms, record) ? STORE_OK
                                                                                     : STORE_ERROR;
}
