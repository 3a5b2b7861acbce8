/* What can be received now, and when there will be more. */
#include "storage/sqlite/inside.h"

/* Messages that one receive removes at most because they are gone. A queue without groups passes
 * over the rest at next to no cost. With groups the rest has a bearing on the order: a FIFO group
 * keeps the place of its first message until that is removed, and a fair queue's noise is measured
 * by all its messages. So more are removed there; past that bound groups may be served in another
 * order, which AWS does not promise anyway, but never a message that is gone, and never one that is
 * locked. */
#define REMOVED_BY_READY         100
#define REMOVED_BY_GROUPED_READY 1000

static bool remove_gone(struct sqlite_store *store, struct bucket *bucket, struct store_time time)
{
    bool more;
    bool grouped = bucket->fifo || bucket->groups > 0;
    return retention_apply(store, bucket, time,
                           grouped ? REMOVED_BY_GROUPED_READY : REMOVED_BY_READY, &more);
}

enum store_status sqlite_ready(struct store *base, int64_t queue, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    if (!remove_gone(store, bucket, time) || !count_advance(store, bucket, time.now_ms))
        return STORE_ERROR;
    if ((uint64_t)bucket->total < limit)
        limit = (size_t)bucket->total;
    *ret = NULL;
    *ret_count = 0;
    if (limit == 0)
        return STORE_OK;
    struct found found = {.arena = arena, .limit = limit};
    found.items = arena_alloc(arena, limit * sizeof(*found.items));
    if (!(bucket->fifo ? fifo_ready : standard_ready)(store, bucket, time, &found))
        return STORE_ERROR;
    *ret = found.items;
    *ret_count = found.count;
    return STORE_OK;
}

enum store_status sqlite_next_visible(struct store *base, int64_t queue, struct store_time time,
                                      int64_t *ret_ms)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    if (!remove_gone(store, bucket, time))
        return STORE_ERROR;
    if (bucket->total == 0)
        return STORE_NOT_FOUND;
    int64_t next = (bucket->fifo ? fifo_next : standard_next)(store, bucket, time);
    if (store->database.failed || next == INT64_MAX)
        return store_missing(store);
    *ret_ms = next;
    return STORE_OK;
}
