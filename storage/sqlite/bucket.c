/* Buckets: what a queue holds, its counters cached from commit to commit. */
#include "storage/sqlite/inside.h"

#include <stdlib.h>

#include "src/base/memory.h"

static struct slice queue_key(const int64_t *queue)
{
    return slice_make(queue, sizeof(*queue));
}

static bool within(int64_t value, int64_t low, int64_t high)
{
    return value >= low && value <= high;
}

/* What is computed with these must not overflow, whatever a damaged file says. */
static bool bucket_sound(struct sqlite_store *store, const struct bucket *bucket)
{
    bool sound = within(bucket->number, 1, BUCKET_MAX - 1) &&
                 within(bucket->arrived, 0, ARRIVAL_MAX) &&
                 within(bucket->total, 0, bucket->arrived) &&
                 within(bucket->not_visible, 0, bucket->total) &&
                 within(bucket->delayed, 0, bucket->total - bucket->not_visible) &&
                 within(bucket->elders, 0, bucket->total) &&
                 within(bucket->groups, 0, bucket->total) && within(bucket->rank, 0, INT64_MAX / 2);
    return sound || database_fail_text(&store->database, "a damaged row");
}

static bool bucket_load(struct sqlite_store *store, int64_t queue, struct bucket *bucket)
{
    struct query query = query_open(&store->database, SQL_BUCKET_LOAD, INTS(queue));
    if (!query_next(&query))
        return false;
    bucket->queue = queue;
    bucket->fifo = row_int(&query) != 0;
    bucket->number = row_int(&query);
    bucket->memory = row_int(&query);
    bucket->arrived = row_int(&query);
    bucket->total = row_int(&query);
    bucket->not_visible = row_int(&query);
    bucket->delayed = row_int(&query);
    bucket->watermark_ms = row_int(&query);
    bucket->newest_retained_ms = row_int(&query);
    bucket->elders = row_int(&query);
    bucket->groups = row_int(&query);
    bucket->rank = row_int(&query);
    bucket->early = row_int(&query) != 0;
    bucket->next_due_ms = UNKNOWN_MS;
    bucket->oldest_retained_ms = UNKNOWN_MS;
    query_close(&query);
    return bucket_sound(store, bucket);
}

struct bucket *bucket_get(struct sqlite_store *store, int64_t queue)
{
    if (store->database.failed)
        return NULL;
    if (store->latest && store->latest->queue == queue)
        return store->latest;
    struct bucket *bucket = map_get(&store->buckets, queue_key(&queue));
    if (!bucket) {
        struct bucket loaded = {0};
        if (!bucket_load(store, queue, &loaded))
            return NULL;
        bucket = memory_alloc(sizeof(*bucket));
        *bucket = loaded;
        map_put(&store->buckets, queue_key(&queue), bucket);
    }
    store->latest = bucket;
    return bucket;
}

int64_t bucket_create(struct sqlite_store *store, int64_t memory)
{
    struct database *database = &store->database;
    if (!database_run(database, SQL_BUCKET_INSERT, INTS(memory, UNKNOWN_MS, UNKNOWN_MS)))
        return 0;
    int64_t number = sqlite3_last_insert_rowid(database->handle);
    if (number > BUCKET_MAX)
        return database_fail_text(database, "no numbers are left for queues and purges");
    if (memory == 0 && !database_run(database, SQL_BUCKET_MEMORY, INTS(number, number)))
        return 0;
    return number;
}

bool bucket_replace(struct sqlite_store *store, struct bucket *bucket, bool forget)
{
    struct database *database = &store->database;
    int64_t number = bucket_create(store, forget ? 0 : bucket->memory);
    if (number == 0)
        return false;
    if (!database_run(database, SQL_BUCKET_ASSIGN, INTS(bucket->queue, number)) ||
        !database_run(database, SQL_BUCKET_REMOVE, INTS(bucket->number)) ||
        !database_run(database, SQL_GARBAGE_INSERT, INTS(bucket->number)))
        return false;
    list_remove(&bucket->dirty);
    return bucket_load(store, bucket->queue, bucket);
}

bool bucket_discard(struct sqlite_store *store, struct bucket *bucket)
{
    struct database *database = &store->database;
    bool done = database_run(database, SQL_BUCKET_REMOVE, INTS(bucket->number)) &&
                database_run(database, SQL_GARBAGE_INSERT, INTS(bucket->number));
    list_remove(&bucket->dirty);
    map_remove(&store->buckets, queue_key(&bucket->queue));
    if (store->latest == bucket)
        store->latest = NULL;
    free(bucket);
    return done;
}

void bucket_touch(struct sqlite_store *store, struct bucket *bucket)
{
    if (!list_linked(&bucket->dirty))
        list_append(&store->dirty, &bucket->dirty);
}

static bool bucket_flush(struct sqlite_store *store, const struct bucket *bucket)
{
    return bucket_sound(store, bucket) &&
           database_run(&store->database, SQL_BUCKET_FLUSH,
                        INTS(bucket->number, bucket->arrived, bucket->total, bucket->not_visible,
                             bucket->delayed, bucket->watermark_ms, bucket->newest_retained_ms,
                             bucket->elders, bucket->groups, bucket->rank, bucket->early));
}

bool buckets_flush(struct sqlite_store *store)
{
    while (!list_empty(&store->dirty)) {
        struct bucket *bucket = LIST_OF(store->dirty.next, struct bucket, dirty);
        if (!bucket_flush(store, bucket))
            return false;
        list_remove(&bucket->dirty);
    }
    return !store->database.failed;
}

void buckets_drop(struct sqlite_store *store)
{
    size_t at = 0;
    struct slice key;
    void *bucket;
    while (map_next(&store->buckets, &at, &key, &bucket))
        free(bucket);
    map_release(&store->buckets);
    map_init(&store->buckets);
    list_init(&store->dirty);
    store->latest = NULL;
    memset(store->places, 0, sizeof(store->places));
}
