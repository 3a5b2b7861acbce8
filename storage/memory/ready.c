/* What can be received: the beginning of the tree of lanes. */
#include "storage/memory/state.h"

/* Messages that have been chosen, and room for more. */
struct picks {
    struct arena *arena;
    struct store_message *messages;
    size_t count;
    size_t limit;
    int64_t now_ms;
};

/* The message that a lane gives next when lanes are merged. */
struct cursor {
    struct held *held;
};

static bool wanted(const struct picks *picks, const struct held *held)
{
    return picks->count < picks->limit && held->order.key <= picks->now_ms;
}

static void pick(struct picks *picks, const struct held *held)
{
    memory_held_copy(held, picks->arena, &picks->messages[picks->count++]);
}

static struct held *held_at(struct treap_node *node)
{
    return node ? HELD_OF(node, order) : NULL;
}

/* FIFO: from each group up to the first message that is not visible. */
static void pick_fifo(struct picks *picks, const struct content *content)
{
    for (struct treap_node *node = content->lanes.first;
         node && node->key <= picks->now_ms && picks->count < picks->limit;
         node = treap_next(node)) {
        struct list_node *list = &LANE_OF(node, order)->list;
        for (struct list_node *at = list->next; at != list && wanted(picks, HELD_OF(at, in_lane));
             at = at->next)
            pick(picks, HELD_OF(at, in_lane));
    }
}

static void pick_lane(struct picks *picks, const struct lane *lane)
{
    for (struct held *held = held_at(lane->tree.first); held && wanted(picks, held);
         held = held_at(treap_next(&held->order)))
        pick(picks, held);
}

/* The lane that comes next and is not the one left out, or NULL. */
static struct treap_node *skip(struct treap_node *node, const struct lane *left_out)
{
    return node && LANE_OF(node, order) == left_out ? treap_next(node) : node;
}

/* The cursor with the earliest message. */
static struct cursor *earliest(struct cursor *cursors, size_t count)
{
    struct cursor *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (!best || treap_before(&cursors[i].held->order, &best->held->order))
            best = &cursors[i];
    return best;
}

/* Standard, several lanes: merges them; a lane is opened when its first message is the next. */
static void pick_merged(struct picks *picks, const struct content *content,
                        const struct lane *left_out)
{
    struct cursor *cursors = arena_alloc(picks->arena, (picks->limit + 1) * sizeof(struct cursor));
    size_t open = 0;
    struct treap_node *lane = skip(content->lanes.first, left_out);
    while (picks->count < picks->limit) {
        struct cursor *best = earliest(cursors, open);
        if (lane && (!best || treap_before(lane, &best->held->order))) {
            best = &cursors[open++];
            best->held = held_at(LANE_OF(lane, order)->tree.first);
            lane = skip(treap_next(lane), left_out);
        }
        if (!best || !wanted(picks, best->held))
            break;
        pick(picks, best->held);
        best->held = held_at(treap_next(&best->held->order));
        if (!best->held)
            *best = cursors[--open];
    }
}

static void pick_standard(struct picks *picks, const struct content *content)
{
    const struct lane *noisy = memory_lane_noisy(content);
    struct treap_node *first = content->lanes.first;
    if (first && first == content->lanes.last) {
        pick_lane(picks, LANE_OF(first, order));
        return;
    }
    pick_merged(picks, content, noisy);
    if (noisy)
        pick_lane(picks, noisy);
}

enum store_status memory_ready(struct store *store, int64_t id, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    const struct content *content = queue->content;
    struct picks picks = {.arena = arena, .now_ms = time.now_ms};
    picks.limit = limit < content->count ? limit : content->count;
    *ret_count = 0;
    *ret = NULL;
    if (!content->lanes.first || content->lanes.first->key > time.now_ms)
        return STORE_OK;
    picks.messages = arena_alloc(arena, picks.limit * sizeof *picks.messages);
    if (content->fifo)
        pick_fifo(&picks, content);
    else
        pick_standard(&picks, content);
    *ret = picks.messages;
    *ret_count = picks.count;
    return STORE_OK;
}

/* Standard queues with groups: the first hidden message of each lane that has visible ones before
 * it is not at the beginning of its lane, so the tree of hidden messages is asked. */
static struct treap_node *next_hidden(const struct content *content, int64_t now_ms)
{
    return content->fifo ? treap_above(&content->lanes, now_ms)
                         : treap_above(&content->hidden, now_ms);
}

enum store_status memory_next_visible(struct store *store, int64_t id, struct store_time time,
                                      int64_t *ret_ms)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    memory_count_settle(memory, queue->content, time.now_ms);
    const struct treap_node *node = next_hidden(queue->content, time.now_ms);
    if (!node)
        return STORE_NOT_FOUND;
    *ret_ms = node->key;
    return STORE_OK;
}
