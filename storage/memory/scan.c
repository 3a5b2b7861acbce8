/* Walking over what there is: all queues, all messages of one, the next deadlines. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

enum store_status memory_queue_scan(struct store *store, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count)
{
    const struct memory_store *memory = memory_of(store);
    struct queue **sorted = memory_queues_sorted(memory);
    size_t most = memory->queues.count < limit ? memory->queues.count : limit;
    *ret = arena_array(arena, most, sizeof **ret);
    *ret_count = 0;
    for (size_t i = 0; i < memory->queues.count && *ret_count < most; i++)
        if (sorted[i]->row.id > after &&
            (!slice_present(account) || slice_equal(sorted[i]->row.account, account)))
            (*ret)[(*ret_count)++] = memory_row_copy(arena, &sorted[i]->row);
    free(sorted);
    return STORE_OK;
}

enum store_status memory_account_forget(struct store *store, struct slice account)
{
    memory_realms_forget(memory_of(store), account);
    memory_tasks_forget(memory_of(store), account);
    return STORE_OK;
}

/* Nothing of the queue is gone. */
static int64_t first_retained(const struct content *content)
{
    const struct heap_node *elder = heap_first(&content->elders);
    int64_t first_ms = elder ? elder->key : INT64_MAX;
    if (!list_empty(&content->arrivals)) {
        const struct held *held = HELD_OF(content->arrivals.next, retention.arrival);
        first_ms = held->retained_ms < first_ms ? held->retained_ms : first_ms;
    }
    return first_ms;
}

enum store_status memory_deadlines(struct store *store, int64_t id, struct store_time time,
                                   struct store_deadlines *ret)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    memory_count_settle(memory, queue->content, time.now_ms);
    const struct treap_node *hidden = treap_above(&queue->content->hidden, time.now_ms);
    ret->visible_ms = hidden ? hidden->key : INT64_MAX;
    ret->retained_ms = first_retained(queue->content);
    ret->window_ms = INT64_MAX;
    for (size_t i = 0; i < MEMORY_KINDS && queue->row.fifo; i++) {
        int64_t next_ms = memory_windows_next(queue->windows[i], time.now_ms);
        ret->window_ms = next_ms < ret->window_ms ? next_ms : ret->window_ms;
    }
    return STORE_OK;
}

enum store_status memory_message_scan(struct store *store, int64_t id, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    const struct held *held;
    struct arrivals arrivals;
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    size_t most = limit < queue->content->count ? limit : queue->content->count;
    *ret = arena_array(arena, most, sizeof **ret);
    *ret_count = 0;
    memory_arrivals_begin(memory, queue->content, after, &arrivals);
    while (*ret_count < most && (held = memory_arrivals_next(&arrivals)))
        memory_held_copy(held, arena, &(*ret)[(*ret_count)++]);
    memory_arrivals_end(&arrivals);
    return STORE_OK;
}
