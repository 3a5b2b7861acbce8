/* Messages and their states: see state.h. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

#define HELD_OF_DUE(node)                                                                          \
    ((struct held_message *)(void *)((char *)(node)-offsetof(struct held_message, due)))
#define HELD_OF_RETAINED(node)                                                                     \
    ((struct held_message *)(void *)((char *)(node)-offsetof(struct held_message, retained)))

static struct order_key key_of(const struct held_message *held)
{
    return (struct order_key){held->message.visible_ms, held->message.id};
}

/* ---- groups ---- */

static struct group *group_of(struct content *content, struct slice name)
{
    struct group *group = slice_present(name) ? map_get(&content->groups, name) : content->nameless;
    if (group)
        return group;
    group = memory_zalloc(sizeof *group + name.len);
    list_init(&group->messages);
    if (slice_present(name)) {
        memcpy(group->text, name.at, name.len);
        group->name = slice_make(group->text, name.len);
        map_put(&content->groups, group->name, group);
    } else {
        content->nameless = group;
    }
    return group;
}

static void group_drop_if_empty(struct content *content, struct group *group)
{
    if (group->total > 0)
        return;
    if (slice_present(group->name))
        map_remove(&content->groups, group->name);
    else
        content->nameless = NULL;
    free(group);
}

/* Counts a message in or out of its group. */
static void group_count(struct held_queue *queue, struct group *group, bool in)
{
    group->total += in ? 1 : (size_t)-1;
    if (!queue->row.fifo && slice_present(group->name) && group->total > 0)
        order_set(&queue->content->sizes, &group->size,
                  (struct order_key){-(int64_t)group->total, 0});
    else
        order_remove(&queue->content->sizes, &group->size);
}

/* The group's place follows its first message. */
static void group_reorder(struct content *content, struct group *group)
{
    if (list_empty(&group->messages))
        order_remove(&content->groups_order, &group->first);
    else
        order_set(&content->groups_order, &group->first,
                  key_of(HELD_OF(group->messages.next, in_group)));
}

/* Puts a ready message of a standard queue where it belongs; nearly always that is the end. */
static void list_ready(struct content *content, struct held_message *held)
{
    struct list_node *after = held->group->messages.prev;
    while (after != &held->group->messages &&
           order_before(key_of(held), key_of(HELD_OF(after, in_group))))
        after = after->prev;
    list_append(after->next, &held->in_group); /* before the one behind `after` */
    group_reorder(content, held->group);
}

/* ---- states ---- */

static void make_ready(struct held_queue *queue, struct held_message *held)
{
    queue->content->ready_count++;
    if (!queue->row.fifo)
        list_ready(queue->content, held);
}

static void make_waiting(struct held_queue *queue, struct held_message *held)
{
    order_set(&queue->content->waiting, &held->due, key_of(held));
    queue->content->delayed_count += held->message.receive_count == 0;
}

static void leave_state(struct held_queue *queue, struct held_message *held)
{
    struct content *content = queue->content;
    if (held->due.place) {
        order_remove(&content->waiting, &held->due);
        content->delayed_count -= held->message.receive_count == 0;
        return;
    }
    content->ready_count--;
    if (!queue->row.fifo) {
        list_remove(&held->in_group);
        group_reorder(content, held->group);
    }
}

static void enter_state(struct held_queue *queue, struct held_message *held, int64_t now_ms)
{
    if (held->message.visible_ms > now_ms)
        make_waiting(queue, held);
    else
        make_ready(queue, held);
    if (queue->row.fifo)
        group_reorder(queue->content, held->group);
}

void settle(struct held_queue *queue, int64_t now_ms)
{
    struct content *content = queue->content;
    struct order_node *node;
    while ((node = order_first(&content->waiting)) && node->key.ms <= now_ms) {
        struct held_message *held = HELD_OF_DUE(node);
        leave_state(queue, held);
        make_ready(queue, held);
    }
}

static struct held_message *oldest(const struct content *content, int64_t oldest_ms)
{
    struct order_node *moved = order_first(&content->moved);
    if (moved && moved->key.ms <= oldest_ms)
        return HELD_OF_RETAINED(moved);
    if (list_empty(&content->arrivals))
        return NULL;
    struct held_message *first = HELD_OF(content->arrivals.next, arrival);
    return first->message.retained_ms <= oldest_ms ? first : NULL;
}

static bool all_gone(const struct content *content, int64_t oldest_ms)
{
    return !order_first(&content->moved) && !list_empty(&content->arrivals) &&
           HELD_OF(content->arrivals.prev, arrival)->message.retained_ms <= oldest_ms;
}

/* What the queue remembers besides messages stays when all messages go at once. */
static void replace_content(struct memory_store *memory, struct held_queue *queue)
{
    struct content *old = queue->content;
    struct content *fresh = content_make();
    fresh->deduplication = old->deduplication;
    fresh->attempts = old->attempts;
    map_init(&old->deduplication);
    map_init(&old->attempts);
    while (!list_empty(&old->remembered)) {
        struct remembered *remembered = LIST_OF(old->remembered.next, struct remembered, link);
        list_remove(&remembered->link);
        list_append(&fresh->remembered, &remembered->link);
        remembered->map =
            remembered->map == &old->attempts ? &fresh->attempts : &fresh->deduplication;
    }
    queue->content = fresh;
    content_discard(memory, old);
}

/* Removing more than this one by one is slower than replacing everything. */
#define MANY_MESSAGES 1000

static bool expire(struct memory_store *memory, struct held_queue *queue, int64_t oldest_ms,
                   size_t limit)
{
    struct held_message *held;
    if (queue->content->messages.count > MANY_MESSAGES && all_gone(queue->content, oldest_ms))
        replace_content(memory, queue);
    while (limit > 0 && (held = oldest(queue->content, oldest_ms))) {
        held_remove(memory, queue, held);
        limit--;
    }
    return oldest(queue->content, oldest_ms) != NULL;
}

void settle_and_expire(struct memory_store *memory, struct held_queue *queue,
                       struct store_time time)
{
    expire(memory, queue, time.oldest_ms, SIZE_MAX);
    settle(queue, time.now_ms);
}

enum store_status memory_message_expire(struct store *store, int64_t id, struct store_time time,
                                        size_t limit, bool *ret_more)
{
    struct held_queue *queue = queue_of(store, id);
    *ret_more = queue && expire(memory_of(store), queue, time.oldest_ms, limit);
    return queue ? STORE_OK : STORE_NOT_FOUND;
}

/* ---- coming and going ---- */

static struct slice keep(char **at, struct slice s)
{
    if (!slice_present(s))
        return SLICE_NONE;
    struct slice kept = slice_make(*at, s.len);
    memcpy(*at, s.at, s.len);
    *at += s.len;
    return kept;
}

static struct held_message *held_make(const struct store_message *message)
{
    const struct store_message *m = message;
    size_t text = m->group.len + m->deduplication_id.len + m->sender_id.len + m->trace_header.len +
                  m->source_arn.len + m->attributes.len + m->body.len;
    struct held_message *held = memory_alloc(sizeof *held + text);
    memset(held, 0, sizeof *held);
    held->message = *m;
    held->bytes = sizeof *held + text;
    char *at = held->text;
    held->message.group = keep(&at, m->group);
    held->message.deduplication_id = keep(&at, m->deduplication_id);
    held->message.sender_id = keep(&at, m->sender_id);
    held->message.trace_header = keep(&at, m->trace_header);
    held->message.source_arn = keep(&at, m->source_arn);
    held->message.attributes = keep(&at, m->attributes);
    held->message.body = keep(&at, m->body);
    return held;
}

/* Retention takes messages from the front of the arrivals; one that is older than the last arrival
 * would be found too late there. */
static void list_arrival(struct content *content, struct held_message *held)
{
    int64_t last = list_empty(&content->arrivals)
                       ? INT64_MIN
                       : HELD_OF(content->arrivals.prev, arrival)->message.retained_ms;
    if (held->message.retained_ms >= last)
        list_append(&content->arrivals, &held->arrival);
    else
        order_set(&content->moved, &held->retained,
                  (struct order_key){held->message.retained_ms, held->message.id});
}

/* `now_ms`: by which a visible_ms is in the future; what has arrived is settled by then. */
static void held_add(struct memory_store *memory, struct held_queue *queue,
                     struct store_message *message, int64_t now_ms)
{
    message->id = ++memory->next_message;
    message->sequence = queue->row.fifo ? ++queue->sequence : 0;
    struct held_message *held = held_make(message);
    settle(queue, now_ms);
    memory->bytes += held->bytes;
    queue->content->bytes += held->bytes;
    held->group = group_of(queue->content, message->group);
    group_count(queue, held->group, true);
    if (queue->row.fifo)
        list_append(&held->group->messages, &held->in_group);
    id_table_put(&queue->content->messages, held);
    list_arrival(queue->content, held);
    enter_state(queue, held, now_ms);
}

void held_remove(struct memory_store *memory, struct held_queue *queue, struct held_message *held)
{
    struct content *content = queue->content;
    leave_state(queue, held);
    if (queue->row.fifo) {
        list_remove(&held->in_group);
        group_reorder(content, held->group);
    }
    list_remove(&held->arrival);
    order_remove(&content->moved, &held->retained);
    id_table_remove(&content->messages, held->message.id);
    group_count(queue, held->group, false);
    group_drop_if_empty(content, held->group);
    memory->bytes -= held->bytes;
    content->bytes -= held->bytes;
    free(held);
}

enum store_status memory_message_put(struct store *store, int64_t id, struct store_message *message)
{
    struct memory_store *memory = memory_of(store);
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    if (memory->max_bytes &&
        memory->bytes + sizeof(struct held_message) + message->body.len + message->attributes.len >
            memory->max_bytes)
        return STORE_FULL;
    held_add(memory, queue, message, message->sent_ms);
    return STORE_OK;
}

static void change_visible(struct held_queue *queue, struct held_message *held, int64_t now_ms,
                           int64_t visible_ms)
{
    leave_state(queue, held);
    held->message.visible_ms = visible_ms;
    enter_state(queue, held, now_ms);
}

enum store_status memory_message_take(struct store *store, int64_t id,
                                      struct store_message *messages, size_t count, int64_t now_ms,
                                      int64_t visible_ms)
{
    struct held_queue *queue = queue_of(store, id);
    for (size_t i = 0; i < count; i++) {
        struct held_message *held = id_table_get(&queue->content->messages, messages[i].id);
        leave_state(queue, held);
        struct store_message *message = &held->message;
        message->receive_count++;
        message->received_ms = now_ms;
        if (message->first_received_ms == 0)
            message->first_received_ms = now_ms;
        message->visible_ms = visible_ms;
        enter_state(queue, held, now_ms);
        messages[i].receive_count = message->receive_count;
        messages[i].received_ms = message->received_ms;
        messages[i].first_received_ms = message->first_received_ms;
        messages[i].visible_ms = message->visible_ms;
    }
    return STORE_OK;
}

static struct held_message *find(struct store *store, int64_t queue_id, int64_t id)
{
    struct held_queue *queue = queue_of(store, queue_id);
    return queue ? id_table_get(&queue->content->messages, id) : NULL;
}

enum store_status memory_message_find(struct store *store, int64_t queue_id, int64_t id,
                                      int64_t hint_ms, struct store_message *ret)
{
    const struct held_message *held = find(store, queue_id, id);
    (void)hint_ms;
    if (!held)
        return STORE_NOT_FOUND;
    *ret = held->message;
    ret->group = ret->deduplication_id = ret->sender_id = ret->trace_header = SLICE_NONE;
    ret->source_arn = ret->attributes = ret->body = SLICE_NONE;
    return STORE_OK;
}

static void copy_out(struct arena *arena, const struct store_message *from,
                     struct store_message *ret)
{
    *ret = *from;
    ret->group = arena_copy(arena, from->group);
    ret->deduplication_id = arena_copy(arena, from->deduplication_id);
    ret->sender_id = arena_copy(arena, from->sender_id);
    ret->trace_header = arena_copy(arena, from->trace_header);
    ret->source_arn = arena_copy(arena, from->source_arn);
    ret->attributes = arena_copy(arena, from->attributes);
    ret->body = arena_copy(arena, from->body);
}

enum store_status memory_message_load(struct store *store, int64_t queue_id, int64_t id,
                                      struct arena *arena, struct store_message *ret)
{
    const struct held_message *held = find(store, queue_id, id);
    if (!held)
        return STORE_NOT_FOUND;
    copy_out(arena, &held->message, ret);
    return STORE_OK;
}

enum store_status memory_message_set_visible(struct store *store, int64_t queue_id,
                                             struct store_message *message, int64_t visible_ms)
{
    struct held_queue *queue = queue_of(store, queue_id);
    struct held_message *held = find(store, queue_id, message->id);
    if (!held)
        return STORE_NOT_FOUND;
    /* Not later than any `now` of this queue so far is enough: settling does the rest. */
    change_visible(queue, held, held->message.received_ms, visible_ms);
    message->visible_ms = visible_ms;
    return STORE_OK;
}

enum store_status memory_message_delete(struct store *store, int64_t queue_id,
                                        const struct store_message *message)
{
    struct held_message *held = find(store, queue_id, message->id);
    if (!held)
        return STORE_NOT_FOUND;
    held_remove(memory_of(store), queue_of(store, queue_id), held);
    return STORE_OK;
}

enum store_status memory_message_move(struct store *store, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed)
{
    struct memory_store *memory = memory_of(store);
    struct held_queue *source = queue_of(store, from);
    struct held_queue *target = queue_of(store, to);
    struct held_message *held = find(store, from, message->id);
    if (!held || !target)
        return STORE_NOT_FOUND;
    changed->attributes = held->message.attributes;
    changed->body = held->message.body;
    memcpy(changed->body_md5, held->message.body_md5, sizeof changed->body_md5);
    /* Whatever is visible by its own time is ready; a delay is still to come. */
    int64_t now_ms = changed->visible_ms > changed->sent_ms && changed->receive_count == 0
                         ? changed->sent_ms
                         : changed->visible_ms;
    held_add(memory, target, changed, now_ms);
    held_remove(memory, source, held);
    return STORE_OK;
}
