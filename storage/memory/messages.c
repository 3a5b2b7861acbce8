/* Single messages: putting, finding, receiving, changing, deleting, moving. */
#include "storage/memory/state.h"

/* Discarded messages that a send may free to make room. */
#define RECLAIM_MESSAGES 64

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The message of this id in this queue, or NULL. Discarded messages still have pages. */
static struct held *find(struct memory_store *memory, int64_t queue_id, int64_t id)
{
    const struct queue *queue = memory_queue_of(memory, queue_id);
    struct held *held = queue ? id_pages_get(&memory->messages, id) : NULL;
    return held && held->content == queue->content ? held : NULL;
}

static bool has_room(struct memory_store *memory, const struct store_message *message)
{
    if (memory->max_bytes == 0)
        return true;
    size_t cost = memory_held_cost(message);
    while (memory->pool.used + cost > memory->max_bytes)
        if (memory_content_collect(memory, RECLAIM_MESSAGES) == 0 &&
            memory_windows_collect(memory, INT64_MIN, RECLAIM_MESSAGES) == 0)
            return false;
    return true;
}

/* `now_ms`: a time that has come for certain; the message is not hidden when it is visible then. */
static void add(struct memory_store *memory, struct queue *queue, struct store_message *message,
                int64_t now_ms)
{
    message->id = ++memory->next_message;
    message->sequence = queue->row.fifo ? ++queue->sequence : 0;
    memory_count_hear(queue->content, now_ms);
    struct held *held = memory_held_make(memory, message);
    held->order.rank = queue->row.fifo ? ++memory->rank : 0;
    memory_content_add(memory, queue->content, held, message->group);
}

enum store_status memory_message_put(struct store *store, int64_t id, struct store_message *message)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    if (!has_room(memory, message))
        return STORE_FULL;
    add(memory, queue, message, earlier(message->sent_ms, message->visible_ms));
    return STORE_OK;
}

enum store_status memory_take(struct store *store, int64_t id, struct store_message *messages,
                              size_t count, int64_t now_ms, int64_t visible_ms)
{
    struct memory_store *memory = memory_of(store);
    memory->rank++;
    for (size_t i = 0; i < count; i++) {
        struct held *held = find(memory, id, messages[i].id);
        if (!held)
            return STORE_NOT_FOUND;
        struct content *content = held->content;
        memory_count_hear(content, now_ms);
        held->receive_count++;
        held->received_ms = now_ms;
        if (held->first_received_ms == 0)
            held->first_received_ms = now_ms;
        memory_content_move(memory, held, visible_ms);
        messages[i].receive_count = held->receive_count;
        messages[i].received_ms = now_ms;
        messages[i].first_received_ms = held->first_received_ms;
        messages[i].visible_ms = visible_ms;
    }
    return STORE_OK;
}

enum store_status memory_message_find(struct store *store, int64_t queue, int64_t id,
                                      int64_t hint_ms, struct store_message *ret)
{
    const struct held *held = find(memory_of(store), queue, id);
    (void)hint_ms; /* pages need no hint */
    if (!held)
        return STORE_NOT_FOUND;
    memory_held_state(held, ret);
    return STORE_OK;
}

enum store_status memory_message_load(struct store *store, int64_t queue, int64_t id,
                                      struct arena *arena, struct store_message *ret)
{
    const struct held *held = find(memory_of(store), queue, id);
    if (!held)
        return STORE_NOT_FOUND;
    memory_held_copy(held, arena, ret);
    return STORE_OK;
}

static const struct held *arrived(const struct list_node *node)
{
    return (const struct held *)(const void *)((const char *)node -
                                               offsetof(struct held, retention));
}

enum store_status memory_message_recent(struct store *store, int64_t queue_id, int64_t since_ms,
                                        struct arena *arena, int64_t **ret, size_t *ret_count)
{
    const struct queue *queue = memory_queue_of(memory_of(store), queue_id);
    if (!queue)
        return STORE_NOT_FOUND;
    const struct list_node *head = &queue->content->arrivals;
    const struct list_node *node;
    size_t count = 0;
    for (node = head->prev; node != head && arrived(node)->retained_ms > since_ms;
         node = node->prev)
        count++;
    *ret = arena_array(arena, count, sizeof **ret);
    *ret_count = 0;
    for (node = head->prev; *ret_count < count; node = node->prev)
        (*ret)[(*ret_count)++] = arrived(node)->order.id;
    return STORE_OK;
}

enum store_status memory_message_set_visible(struct store *store, int64_t queue,
                                             struct store_message *message, int64_t visible_ms)
{
    struct memory_store *memory = memory_of(store);
    struct held *held = find(memory, queue, message->id);
    if (!held)
        return STORE_NOT_FOUND;
    memory->rank++;
    memory_content_move(memory, held, visible_ms);
    message->visible_ms = visible_ms;
    return STORE_OK;
}

enum store_status memory_message_delete(struct store *store, int64_t queue,
                                        const struct store_message *message)
{
    struct memory_store *memory = memory_of(store);
    struct held *held = find(memory, queue, message->id);
    if (!held)
        return STORE_NOT_FOUND;
    memory_content_remove(memory, held);
    return STORE_OK;
}

enum store_status memory_message_move(struct store *store, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed)
{
    struct memory_store *memory = memory_of(store);
    struct queue *target = memory_queue_of(memory, to);
    struct held *held = find(memory, from, message->id);
    if (!held || !target)
        return STORE_NOT_FOUND;
    struct store_message moved = *changed;
    moved.body = memory_held_text(held, HELD_BODY);
    moved.attributes = memory_held_text(held, HELD_ATTRIBUTES);
    memcpy(moved.body_md5, held->body_md5, sizeof moved.body_md5);
    /* The source has just been looked at, so its time has come, unless clocks differ. */
    add(memory, target, &moved, earlier(held->content->known_ms, moved.visible_ms));
    changed->id = moved.id;
    changed->sequence = moved.sequence;
    memory_content_remove(memory, held);
    return STORE_OK;
}
