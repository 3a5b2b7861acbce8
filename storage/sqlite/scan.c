/* Walking over what there is: all queues, all messages of one, the next deadlines. */
#include "storage/sqlite/inside.h"

/* SQLite's LIMIT is signed. */
static int64_t as_limit(size_t limit)
{
    return limit < INT64_MAX ? (int64_t)limit : INT64_MAX;
}

enum store_status sqlite_queue_scan(struct store *base, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_QUEUE_SCAN, NULL, 0);
    query_text(&query, account);
    query_int(&query, after);
    query_int(&query, as_limit(limit));
    *ret = NULL;
    *ret_count = 0;
    while (query_next(&query)) {
        *ret = rows_room(arena, *ret, *ret_count, sizeof(**ret));
        queue_decode(store, &query, arena, &(*ret)[(*ret_count)++]);
    }
    return store_answer(store);
}

static bool forget(struct sqlite_store *store, enum statement which, struct slice account)
{
    struct query query = query_open(&store->database, which, NULL, 0);
    query_text(&query, account);
    return query_run(&query);
}

enum store_status sqlite_account_forget(struct store *base, struct slice account)
{
    struct sqlite_store *store = sqlite_store_of(base);
    if (forget(store, SQL_FORGET_DELETED, account))
        forget(store, SQL_FORGET_TASKS, account);
    return store_answer(store);
}

/* The smaller of *ret and what the statement answers. */
static void earlier(struct sqlite_store *store, enum statement which, const int64_t *values,
                    size_t count, int64_t *ret)
{
    int64_t ms = 0; /* also the answer of min() over no rows */
    if (database_int(&store->database, which, values, count, &ms) && ms != 0 && ms < *ret)
        *ret = ms;
}

enum store_status sqlite_deadlines(struct store *base, int64_t queue, struct store_time time,
                                   struct store_deadlines *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    *ret = (struct store_deadlines){INT64_MAX, INT64_MAX, INT64_MAX};
    if (!bucket)
        return store_missing(store);
    if (bucket->total > 0) {
        earlier(store, SQL_READY_NEXT, INTS(bucket_base(bucket), time.now_ms, time.oldest_ms),
                &ret->visible_ms);
        earlier(store, SQL_DUE_NEXT, INTS(bucket->number, time.now_ms, time.oldest_ms),
                &ret->visible_ms);
        if (bucket->newest_retained_ms > time.oldest_ms) /* else it would look at every message */
            earlier(store, SQL_RETAINED_FIRST,
                    INTS(bucket_base(bucket), bucket_end(bucket), time.oldest_ms),
                    &ret->retained_ms);
        earlier(store, SQL_ELDER_NEXT, INTS(bucket->number, time.oldest_ms), &ret->retained_ms);
    }
    if (bucket->fifo)
        earlier(store, SQL_REMEMBERED_NEXT, INTS(bucket->memory, time.now_ms), &ret->window_ms);
    return store_answer(store);
}

enum store_status sqlite_message_scan(struct store *base, int64_t queue, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    *ret = NULL;
    *ret_count = 0;
    if (!bucket)
        return store_missing(store);
    int64_t from = after > bucket_base(bucket) ? after : bucket_base(bucket);
    struct query query =
        query_open(&store->database, bucket->fifo ? SQL_FIFO_SCAN : SQL_STANDARD_SCAN,
                   INTS(from, bucket_end(bucket), time.oldest_ms, as_limit(limit)));
    while (query_next(&query)) {
        *ret = rows_room(arena, *ret, *ret_count, sizeof(**ret));
        message_decode(store, &query, bucket->fifo, arena, &(*ret)[(*ret_count)++]);
    }
    return store_answer(store);
}
