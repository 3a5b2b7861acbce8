/* Retention: who is gone, found without looking at those who are not. */
#include "storage/memory/state.h"

void memory_retention_add(struct content *content, struct held *held)
{
    struct list_node *last = content->arrivals.prev;
    held->is_elder = last != &content->arrivals &&
                     held->retained_ms < HELD_OF(last, retention.arrival)->retained_ms;
    if (held->is_elder) {
        held->retention.elder.place = 0;
        heap_set(&content->elders, &held->retention.elder, held->retained_ms);
    } else {
        list_append(&content->arrivals, &held->retention.arrival);
    }
    if (held->retained_ms > content->newest_ms)
        content->newest_ms = held->retained_ms;
}

void memory_retention_remove(struct content *content, struct held *held)
{
    if (held->is_elder)
        heap_remove(&content->elders, &held->retention.elder);
    else
        list_remove(&held->retention.arrival);
}

struct held *memory_retention_pop(struct content *content)
{
    struct held *held;
    if (!list_empty(&content->arrivals))
        held = HELD_OF(content->arrivals.next, retention.arrival);
    else if (content->elders.count > 0) /* the last of the heap is the cheapest to take out */
        held = HELD_OF(content->elders.nodes[content->elders.count - 1], retention.elder);
    else
        return NULL;
    memory_retention_remove(content, held);
    return held;
}

/* A message that is gone, or NULL. */
static struct held *gone(const struct content *content, int64_t oldest_ms)
{
    struct heap_node *elder = heap_first(&content->elders);
    if (elder && elder->key <= oldest_ms)
        return HELD_OF(elder, retention.elder);
    if (list_empty(&content->arrivals))
        return NULL;
    struct held *first = HELD_OF(content->arrivals.next, retention.arrival);
    return first->retained_ms <= oldest_ms ? first : NULL;
}

/* Removes up to `limit`; true when some are left. All at once go to the garbage. */
static bool remove_gone(struct memory_store *memory, struct queue *queue, int64_t oldest_ms,
                        size_t limit)
{
    struct held *held = gone(queue->content, oldest_ms);
    if (held && queue->content->newest_ms <= oldest_ms) {
        memory_content_replace(memory, queue);
        return false;
    }
    while (held && limit > 0) {
        memory_content_remove(memory, held);
        limit--;
        held = gone(queue->content, oldest_ms);
    }
    return held != NULL;
}

void memory_retention_apply(struct memory_store *memory, struct queue *queue,
                            struct store_time time)
{
    remove_gone(memory, queue, time.oldest_ms, SIZE_MAX);
}

enum store_status memory_expire(struct store *store, int64_t id, struct store_time time,
                                size_t limit, bool *ret_more)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    *ret_more = queue && remove_gone(memory, queue, time.oldest_ms, limit);
    return queue ? STORE_OK : STORE_NOT_FOUND;
}
