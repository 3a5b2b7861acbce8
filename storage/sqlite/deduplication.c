/* The deduplication window of FIFO queues.
 *
 * Rows are keyed by a 64-bit hash of the queue's memory number and the key, since a table keyed by
 * text costs several times as much. The full key is compared on reading: of two keys with the same
 * hash the later one wins, and the earlier is forgotten. A purge gives the queue a new memory
 * number, so the old rows are never found again and run out with their windows. */
#include "storage/sqlite/inside.h"

int64_t key_hash(int64_t memory, struct slice key)
{
    /* FNV-1a, then a final mix (constants: the usual ones of both). */
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)memory * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (uint8_t)key.at[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return (int64_t)(hash >> 1);
}

enum store_status sqlite_deduplication_find(struct store *base, int64_t queue, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    struct query query =
        query_open(&store->database, SQL_DEDUPLICATION_GET, INTS(key_hash(bucket->memory, key)));
    if (!query_next(&query))
        return store_missing(store);
    int64_t memory = row_int(&query);
    bool same = slice_equal(row_slice(&query), key) && memory == bucket->memory;
    bool open = row_int(&query) > now_ms;
    if (same && open) {
        ret->sequence = row_int(&query);
        row_bytes(&query, ret->message_id.bytes, sizeof(ret->message_id.bytes));
    }
    query_close(&query);
    return same && open ? store_answer(store) : store_missing(store);
}

enum store_status sqlite_deduplication_put(struct store *base, int64_t queue, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    struct query query = query_open(
        &store->database, SQL_DEDUPLICATION_PUT,
        INTS(key_hash(bucket->memory, key), bucket->memory, expires_ms, entry->sequence));
    query_blob(&query, entry->message_id.bytes, sizeof(entry->message_id.bytes));
    query_text(&query, slice_present(key) ? key : SLICE(""));
    return query_run(&query) ? STORE_OK : STORE_ERROR;
}
