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

/* The retained_ms of the first message that is kept, INT64_MAX if there is none. All but the elders
 * arrived in this order, so a crowd of messages that are gone is halved, not walked. */
static int64_t first_retained(struct sqlite_store *store, const struct bucket *bucket,
                              int64_t oldest_ms)
{
    int64_t first_ms = INT64_MAX;
    int64_t gone = bucket_base(bucket);
    int64_t kept = gone + bucket->arrived + 1; /* whatever is there or later is kept */
    while (kept - gone > 1) {
        int64_t middle = gone + (kept - gone) / 2;
        struct query query = query_open(&store->database, SQL_RETAINED_FROM, INTS(middle, kept));
        int64_t id = middle;
        int64_t retained_ms = INT64_MAX;
        if (query_next(&query)) {
            id = row_int(&query);
            retained_ms = row_int(&query);
        }
        query_close(&query);
        if (retained_ms <= oldest_ms) {
            gone = id;
            continue;
        }
        kept = middle;
        first_ms = retained_ms < first_ms ? retained_ms : first_ms;
    }
    return first_ms;
}

/* With elders among them, which are in no order, messages are walked. */
static void retained_next(struct sqlite_store *store, const struct bucket *bucket,
                          int64_t oldest_ms, int64_t *ret)
{
    if (bucket->newest_retained_ms <= oldest_ms)
        return;
    if (bucket->elders == 0)
        *ret = first_retained(store, bucket, oldest_ms);
    else
        earlier(store, SQL_RETAINED_FIRST, INTS(bucket_base(bucket), bucket_end(bucket), oldest_ms),
                ret);
    earlier(store, SQL_ELDER_NEXT, INTS(bucket->number, oldest_ms), ret);
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
        retained_next(store, bucket, time.oldest_ms, &ret->retained_ms);
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
