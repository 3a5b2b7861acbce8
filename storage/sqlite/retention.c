/* Retention: messages that are too old are gone, whatever they are doing.
 *
 * Messages arrive in the order of their retention, so the oldest is the first of the bucket; those
 * that a dead-letter queue takes over with an older time are listed in `elder`. What is gone is
 * removed in slices; until then every reader passes over it by its retained_ms. */
#include "storage/sqlite/inside.h"

/* From this many on, a bucket whose messages are all gone is replaced whole. */
#define REPLACED_WHOLE 1000

/* Bytes of a body that cost about as much to remove as a row does. */
#define BYTES_PER_ROW 4096

bool retention_add(struct sqlite_store *store, struct bucket *bucket,
                   const struct store_message *message)
{
    if (bucket->total == 1 || message->retained_ms < bucket->oldest_retained_ms)
        bucket->oldest_retained_ms = message->retained_ms;
    if (message->retained_ms >= bucket->newest_retained_ms) {
        bucket->newest_retained_ms = message->retained_ms;
        return true;
    }
    bucket->elders++;
    return database_run(&store->database, SQL_ELDER_INSERT,
                        INTS(bucket->number, message->retained_ms, message->id));
}

bool retention_remove(struct sqlite_store *store, struct bucket *bucket,
                      const struct store_message *message)
{
    if (bucket->elders == 0)
        return true;
    if (!database_run(&store->database, SQL_ELDER_REMOVE,
                      INTS(bucket->number, message->retained_ms, message->id)))
        return false;
    bucket->elders -= database_changes(&store->database);
    return true;
}

struct oldest {
    int64_t id;
    int64_t retained_ms;
    size_t cost;
};

/* The message that retention takes next; false when there is none. */
static bool oldest_find(struct sqlite_store *store, struct bucket *bucket, struct oldest *ret)
{
    struct query query = query_open(&store->database, SQL_MESSAGE_FIRST,
                                    INTS(bucket_base(bucket), bucket_end(bucket)));
    if (!query_next(&query))
        return false;
    ret->id = row_int(&query);
    ret->retained_ms = row_int(&query);
    ret->cost = 1 + (size_t)row_int(&query) / BYTES_PER_ROW;
    query_close(&query);
    if (bucket->elders == 0)
        return true;
    query = query_open(&store->database, SQL_ELDER_FIRST, INTS(bucket->number));
    if (query_next(&query)) {
        int64_t id = row_int(&query);
        int64_t retained_ms = row_int(&query);
        if (retained_ms < ret->retained_ms)
            *ret = (struct oldest){.id = id, .retained_ms = retained_ms, .cost = 1};
    }
    query_close(&query);
    return !store->database.failed;
}

static bool remove_by_id(struct sqlite_store *store, struct bucket *bucket, int64_t id)
{
    struct store_message message;
    bool found = false;
    if (!message_read(store, bucket, id, NULL, &message) ||
        !message_remove(store, bucket, &message, &found))
        return false;
    return found || database_fail_text(&store->database, "a message has no place in the order");
}

/* FIFO: a message that is gone must not lock its group, however many others are gone. */
static bool unlock_gone(struct sqlite_store *store, struct bucket *bucket, struct store_time time)
{
    int64_t from_ms = time.now_ms + 1;
    for (;;) {
        struct query query = query_open(&store->database, SQL_DUE_GONE,
                                        INTS(bucket->number, from_ms, time.oldest_ms));
        if (!query_next(&query))
            return !store->database.failed;
        from_ms = row_int(&query);
        int64_t id = row_int(&query);
        query_close(&query);
        if (!remove_by_id(store, bucket, id))
            return false;
    }
}

static bool remove_gone(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                        size_t budget, bool *ret_more)
{
    struct oldest oldest;
    while (oldest_find(store, bucket, &oldest)) {
        if (oldest.retained_ms > time.oldest_ms) {
            bucket->oldest_retained_ms = oldest.retained_ms;
            return true;
        }
        if (budget == 0) {
            *ret_more = true;
            return !bucket->fifo || unlock_gone(store, bucket, time);
        }
        if (!remove_by_id(store, bucket, oldest.id))
            return false;
        budget -= oldest.cost < budget ? oldest.cost : budget;
    }
    return !store->database.failed;
}

bool retention_apply(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                     size_t budget, bool *ret_more)
{
    *ret_more = false;
    if (bucket->total == 0 || time.oldest_ms < bucket->oldest_retained_ms)
        return true;
    if (bucket->total >= REPLACED_WHOLE && bucket->newest_retained_ms <= time.oldest_ms)
        return bucket_replace(store, bucket, false);
    return remove_gone(store, bucket, time, budget, ret_more);
}

enum store_status sqlite_expire(struct store *base, int64_t queue, struct store_time time,
                                size_t limit, bool *ret_more)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    return retention_apply(store, bucket, time, limit, ret_more) ? STORE_OK : STORE_ERROR;
}
