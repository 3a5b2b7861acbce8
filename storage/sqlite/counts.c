/* Counts: exact numbers without counting.
 *
 * Whether a message is visible follows from the clock, so nothing happens to it when its time
 * comes. Its bucket therefore counts as of a watermark: a message with visible_ms after the
 * watermark is hidden (not visible or delayed), all others are visible. Moving the watermark to
 * `now` means to look at the rows with visible_ms between the two, each once, and next_due_ms tells
 * when there is none. */
#include "storage/sqlite/inside.h"

/* Rows that one queue_counts removes at most before it counts around the rest. */
#define REMOVED_BY_COUNTS 1000

/* The counter that a message belongs to beside the total, or NULL. */
static int64_t *hidden_counter(struct bucket *bucket, const struct store_message *message)
{
    if (message->visible_ms <= bucket->watermark_ms)
        return NULL;
    return message->receive_count > 0 ? &bucket->not_visible : &bucket->delayed;
}

void count_add(struct sqlite_store *store, struct bucket *bucket,
               const struct store_message *message)
{
    int64_t *hidden = hidden_counter(bucket, message);
    if (hidden) {
        bool first = bucket->not_visible + bucket->delayed == 0;
        if (first || message->visible_ms < bucket->next_due_ms)
            bucket->next_due_ms = message->visible_ms;
        (*hidden)++;
    }
    bucket->total++;
    bucket_touch(store, bucket);
}

void count_remove(struct sqlite_store *store, struct bucket *bucket,
                  const struct store_message *message)
{
    int64_t *hidden = hidden_counter(bucket, message);
    if (hidden)
        (*hidden)--;
    bucket->total--;
    bucket_touch(store, bucket);
}

/* Takes the messages that became visible until `now_ms` out of the hidden ones. */
static bool reveal(struct sqlite_store *store, struct bucket *bucket, enum statement which,
                   int64_t key, int64_t now_ms)
{
    struct query query =
        query_open(&store->database, which, INTS(key, bucket->watermark_ms, now_ms));
    if (query_next(&query)) {
        int64_t count = row_int(&query);
        int64_t received = row_int(&query);
        bucket->not_visible -= received;
        bucket->delayed -= count - received;
    }
    query_close(&query);
    return !store->database.failed;
}

static int64_t next_due(struct sqlite_store *store, struct bucket *bucket, int64_t after_ms)
{
    int64_t first = INT64_MAX;
    int64_t other = INT64_MAX;
    if (bucket->not_visible + bucket->delayed == 0)
        return INT64_MAX;
    if (!bucket->fifo)
        database_int(&store->database, SQL_READY_NEXT,
                     INTS(bucket_base(bucket), after_ms, UNKNOWN_MS), &first);
    if (bucket->fifo || bucket->groups > 0)
        database_int(&store->database, SQL_DUE_NEXT, INTS(bucket->number, after_ms, UNKNOWN_MS),
                     &other);
    return first < other ? first : other;
}

bool count_advance(struct sqlite_store *store, struct bucket *bucket, int64_t now_ms)
{
    if (now_ms <= bucket->watermark_ms)
        return true;
    if (bucket->not_visible + bucket->delayed > 0 && bucket->next_due_ms <= now_ms) {
        if (!bucket->fifo && !reveal(store, bucket, SQL_READY_BETWEEN, bucket_base(bucket), now_ms))
            return false;
        if ((bucket->fifo || bucket->groups > 0) &&
            !reveal(store, bucket, SQL_DUE_BETWEEN, bucket->number, now_ms))
            return false;
        bucket->next_due_ms = next_due(store, bucket, now_ms);
        bucket_touch(store, bucket);
    }
    /* Without a touch the file keeps an older watermark with the same counters: as true. */
    bucket->watermark_ms = now_ms;
    return !store->database.failed;
}

/* Counts rows: for a time before the watermark, and around a crowd of messages that are gone. */
static bool count_rows(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                       struct store_counts *ret)
{
    struct query query =
        query_open(&store->database, bucket->fifo ? SQL_FIFO_COUNT : SQL_READY_COUNT,
                   INTS(bucket_base(bucket), bucket_end(bucket), time.now_ms, time.oldest_ms));
    if (query_next(&query)) {
        int64_t total = row_int(&query);
        ret->not_visible = row_int(&query);
        ret->delayed = row_int(&query);
        ret->visible = total - ret->not_visible - ret->delayed;
    }
    query_close(&query);
    return !store->database.failed;
}

enum store_status sqlite_queue_counts(struct store *base, int64_t queue, struct store_time time,
                                      struct store_counts *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    bool more;
    if (!bucket)
        return store_missing(store);
    if (!retention_apply(store, bucket, time, REMOVED_BY_COUNTS, &more) ||
        !count_advance(store, bucket, time.now_ms))
        return STORE_ERROR;
    if (more || time.now_ms < bucket->watermark_ms)
        return count_rows(store, bucket, time, ret) ? STORE_OK : STORE_ERROR;
    ret->visible = bucket->total - bucket->not_visible - bucket->delayed;
    ret->not_visible = bucket->not_visible;
    ret->delayed = bucket->delayed;
    return STORE_OK;
}
