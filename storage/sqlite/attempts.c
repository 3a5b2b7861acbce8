/* Receive attempts: what a repeated receive should answer again. Keyed as deduplication.c. */
#include "storage/sqlite/inside.h"

enum store_status sqlite_attempt_find(struct store *base, int64_t queue, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    struct query query =
        query_open(&store->database, SQL_ATTEMPT_GET, INTS(key_hash(bucket->memory, attempt_id)));
    if (!query_next(&query))
        return store_missing(store);
    int64_t memory = row_int(&query);
    bool same = slice_equal(row_slice(&query), attempt_id) && memory == bucket->memory;
    bool open = row_int(&query) > now_ms;
    if (same && open)
        *ret = row_copy(&query, arena);
    query_close(&query);
    return same && open ? store_answer(store) : store_missing(store);
}

enum store_status sqlite_attempt_put(struct store *base, int64_t queue, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    struct query query =
        query_open(&store->database, SQL_ATTEMPT_PUT,
                   INTS(key_hash(bucket->memory, attempt_id), bucket->memory, expires_ms));
    query_text(&query, slice_present(attempt_id) ? attempt_id : SLICE(""));
    query_blob(&query, slice_present(record) ? record.at : "", record.len);
    return query_run(&query) ? STORE_OK : STORE_ERROR;
}
