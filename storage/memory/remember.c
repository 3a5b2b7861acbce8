/* What FIFO queues remember for five minutes: deduplication entries and receive attempts. */
#include "storage/memory/state.h"

enum store_status memory_deduplication_find(struct store *store, int64_t id, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret)
{
    const struct queue *queue = memory_queue_of(memory_of(store), id);
    if (!queue)
        return STORE_NOT_FOUND;
    struct slice entry = memory_windows_find(queue->windows[MEMORY_DEDUPLICATION], key, now_ms);
    if (!slice_present(entry))
        return STORE_NOT_FOUND;
    memcpy(ret, entry.at, sizeof *ret);
    return STORE_OK;
}

enum store_status memory_deduplication_put(struct store *store, int64_t id, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_windows_put(memory, &queue->windows[MEMORY_DEDUPLICATION], key, expires_ms,
                       slice_make(entry, sizeof *entry));
    return STORE_OK;
}

enum store_status memory_attempt_find(struct store *store, int64_t id, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret)
{
    const struct queue *queue = memory_queue_of(memory_of(store), id);
    if (!queue)
        return STORE_NOT_FOUND;
    struct slice record = memory_windows_find(queue->windows[MEMORY_ATTEMPTS], attempt_id, now_ms);
    if (!slice_present(record))
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, record);
    return STORE_OK;
}

enum store_status memory_attempt_put(struct store *store, int64_t id, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_windows_put(memory, &queue->windows[MEMORY_ATTEMPTS], attempt_id, expires_ms, record);
    return STORE_OK;
}
