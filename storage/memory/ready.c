/* What can be received: groups in the order of their first messages.
 *
 * The heap of groups is walked from the top without changing it: a *front* holds the groups that
 * have been reached, each with the message that it would give next. A group's children in the heap
 * join when the group is reached. */
#include "storage/memory/state.h"

#define NOISY_MESSAGES 30
#define FRONT_SPACE    32

struct candidate {
    struct group *group;
    struct list_node *next; /* message to give; the list's head when there is none left */
    size_t place;           /* of the group in the heap, index + 1 */
    bool reached;           /* its children have joined */
};

struct front {
    struct candidate *items;
    size_t count;
    size_t capacity;
};

#define GROUP_OF(node) ((struct group *)(void *)((char *)(node)-offsetof(struct group, first)))

static struct order_key key_of(const struct candidate *candidate)
{
    const struct store_message *message = &HELD_OF(candidate->next, in_group)->message;
    return (struct order_key){message->visible_ms, message->id};
}

static void join(struct front *front, const struct order *order, size_t index, struct arena *arena)
{
    if (index >= order->count)
        return;
    if (front->count == front->capacity) {
        struct candidate *bigger = arena_array(arena, front->capacity * 2, sizeof *bigger);
        memcpy(bigger, front->items, front->count * sizeof *bigger);
        front->items = bigger;
        front->capacity *= 2;
    }
    struct group *group = GROUP_OF(order->nodes[index]);
    front->items[front->count++] =
        (struct candidate){group, group->messages.next, index + 1, false};
}

static bool exhausted(const struct candidate *candidate)
{
    return candidate->next == &candidate->group->messages;
}

static struct candidate *best_of(const struct front *front)
{
    struct candidate *best = NULL;
    for (size_t i = 0; i < front->count; i++) {
        struct candidate *candidate = &front->items[i];
        if (!exhausted(candidate) && (!best || order_before(key_of(candidate), key_of(best))))
            best = candidate;
    }
    return best;
}

/* The candidate to take from; the groups below it in the heap have joined. NULL: none is left. */
static struct candidate *reach_best(struct front *front, const struct order *order,
                                    struct arena *arena)
{
    struct candidate *best;
    while ((best = best_of(front)) && !best->reached) {
        size_t index = best->place - 1;
        best->reached = true;
        join(front, order, 2 * index + 1, arena); /* may move the candidates */
        join(front, order, 2 * index + 2, arena);
    }
    return best;
}

struct picking {
    struct arena *arena;
    struct store_message *messages;
    size_t count;
    size_t limit;
    int64_t now_ms;
};

static void pick(struct picking *picking, const struct store_message *from)
{
    struct store_message *ret = &picking->messages[picking->count++];
    struct arena *arena = picking->arena;
    *ret = *from;
    ret->group = arena_copy(arena, from->group);
    ret->deduplication_id = arena_copy(arena, from->deduplication_id);
    ret->sender_id = arena_copy(arena, from->sender_id);
    ret->trace_header = arena_copy(arena, from->trace_header);
    ret->source_arn = arena_copy(arena, from->source_arn);
    ret->attributes = arena_copy(arena, from->attributes);
    ret->body = arena_copy(arena, from->body);
}

static const struct store_message *next_of(const struct candidate *candidate)
{
    return &HELD_OF(candidate->next, in_group)->message;
}

/* FIFO: a group gives its messages up to the first that is not visible, then comes the next group.
 */
static void pick_groups(struct picking *picking, struct front *front, const struct order *order)
{
    struct candidate *best;
    while (picking->count < picking->limit && (best = reach_best(front, order, picking->arena)) &&
           next_of(best)->visible_ms <= picking->now_ms) {
        while (picking->count < picking->limit && !exhausted(best) &&
               next_of(best)->visible_ms <= picking->now_ms) {
            pick(picking, next_of(best));
            best->next = best->next->next;
        }
        best->next = &best->group->messages;
    }
}

/* Standard: one message at a time, merged over the groups; those of `left_out` are passed over. */
static void pick_merged(struct picking *picking, struct front *front, const struct order *order,
                        const struct group *left_out)
{
    struct candidate *best;
    while (picking->count < picking->limit && (best = reach_best(front, order, picking->arena))) {
        if (best->group == left_out) {
            best->next = &best->group->messages;
            continue;
        }
        pick(picking, next_of(best));
        best->next = best->next->next;
    }
}

static void pick_noisy(struct picking *picking, const struct group *noisy)
{
    struct list_node *node = noisy->messages.next;
    for (; picking->count < picking->limit && node != &noisy->messages; node = node->next)
        pick(picking, &HELD_OF(node, in_group)->message);
}

/* The group that holds at least 30 messages and more than half of all (store.h). */
static struct group *noisy_group(const struct held_queue *queue)
{
    const struct order_node *node = order_first(&queue->content->sizes);
    if (queue->row.fifo || !node)
        return NULL;
    struct group *biggest = (struct group *)(void *)((char *)queue->content->sizes.nodes[0] -
                                                     offsetof(struct group, size));
    bool noisy =
        biggest->total >= NOISY_MESSAGES && biggest->total * 2 > queue->content->messages.count;
    return noisy ? biggest : NULL;
}

enum store_status memory_ready(struct store *store, int64_t id, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count)
{
    struct held_queue *queue = queue_of(store, id);
    *ret_count = 0;
    if (!queue)
        return STORE_NOT_FOUND;
    settle_and_expire(memory_of(store), queue, time);
    struct content *content = queue->content;
    if (content->messages.count == 0)
        return STORE_OK;
    struct candidate space[FRONT_SPACE];
    struct front front = {space, 0, FRONT_SPACE};
    if (limit > content->messages.count)
        limit = content->messages.count;
    struct picking picking = {arena, arena_alloc(arena, limit * sizeof(struct store_message)), 0,
                              limit, time.now_ms};
    const struct group *noisy = noisy_group(queue);
    join(&front, &content->groups_order, 0, arena);
    if (queue->row.fifo)
        pick_groups(&picking, &front, &content->groups_order);
    else
        pick_merged(&picking, &front, &content->groups_order, noisy);
    if (noisy)
        pick_noisy(&picking, noisy);
    *ret = picking.messages;
    *ret_count = picking.count;
    return STORE_OK;
}

/* The earliest waiting message. */
enum store_status memory_next_visible(struct store *store, int64_t id, struct store_time time,
                                      int64_t *ret_ms)
{
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    settle_and_expire(memory_of(store), queue, time);
    const struct order_node *first = order_first(&queue->content->waiting);
    if (!first)
        return STORE_NOT_FOUND;
    /* For FIFO this may be a message behind its group's first: waking too early does no harm, and
     * there is always a later call. */
    *ret_ms = first->key.ms;
    return STORE_OK;
}
