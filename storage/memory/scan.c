/* Walking over what there is: all queues, all messages of one, the next deadlines. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

static int by_queue_id(const void *a, const void *b)
{
    const struct queue *const *left = a;
    const struct queue *const *right = b;
    return (*left)->row.id < (*right)->row.id ? -1 : 1;
}

enum store_status memory_queue_scan(struct store *store, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count)
{
    const struct id_map *map = &memory_of(store)->queues;
    struct queue **found = memory_array(NULL, map->count + 1, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < map->capacity; i++) {
        struct queue *queue = map->slots[i].value;
        if (queue && queue->row.id > after &&
            (!slice_present(account) || slice_equal(queue->row.account, account)))
            found[count++] = queue;
    }
    qsort(found, count, sizeof *found, by_queue_id);
    *ret_count = count < limit ? count : limit;
    *ret = arena_array(arena, *ret_count, sizeof **ret);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = memory_row_copy(arena, &found[i]->row);
    free(found);
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

static int by_message_id(const void *a, const void *b)
{
    const struct held *const *left = a;
    const struct held *const *right = b;
    return (*left)->order.id < (*right)->order.id ? -1 : 1;
}

/* The messages that arrived with an older retained_ms, by id. */
static struct held **sort_elders(const struct content *content, struct arena *arena)
{
    struct held **elders = arena_array(arena, content->elders.count + 1, sizeof *elders);
    for (size_t i = 0; i < content->elders.count; i++)
        elders[i] = HELD_OF(content->elders.nodes[i], retention.elder);
    qsort(elders, content->elders.count, sizeof *elders, by_message_id);
    return elders;
}

/* The first of the arrivals with a greater id: at hand when the message of that id still is. */
static const struct list_node *arrival_after(struct memory_store *memory,
                                             const struct content *content, int64_t after)
{
    const struct held *held = id_pages_get(&memory->messages, after);
    if (held && held->content == content && !held->is_elder)
        return held->retention.arrival.next;
    const struct list_node *node = content->arrivals.next;
    while (node != &content->arrivals &&
           HELD_OF((char *)(uintptr_t)node, retention.arrival)->order.id <= after)
        node = node->next;
    return node;
}

enum store_status memory_message_scan(struct store *store, int64_t id, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    const struct content *content = queue->content;
    struct held **elders = sort_elders(content, arena);
    const struct list_node *node = arrival_after(memory, content, after);
    size_t elder = 0, count = 0;
    limit = limit < content->count ? limit : content->count;
    while (elder < content->elders.count && elders[elder]->order.id <= after)
        elder++;
    *ret = arena_array(arena, limit, sizeof **ret);
    while (count < limit && (node != &content->arrivals || elder < content->elders.count)) {
        const struct held *held =
            node != &content->arrivals ? HELD_OF((char *)(uintptr_t)node, retention.arrival) : NULL;
        if (!held || (elder < content->elders.count && elders[elder]->order.id < held->order.id))
            held = elders[elder++];
        else
            node = node->next;
        memory_held_copy(held, arena, &(*ret)[count++]);
    }
    *ret_count = count;
    return STORE_OK;
}
