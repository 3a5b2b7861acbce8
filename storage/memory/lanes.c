/* Lanes: the messages of each group in their order, and the groups in theirs. */
#include "storage/memory/state.h"

/* See `ready` in store.h. */
#define NOISY_MESSAGES 30

void memory_lane_init(struct lane *lane)
{
    *lane = (struct lane){0};
    list_init(&lane->list);
}

struct lane *memory_lane_get(struct memory_store *memory, struct content *content,
                             struct slice group)
{
    if (!slice_present(group))
        return &content->plain;
    struct table_node *node = table_find(&content->groups, group);
    if (node)
        return LANE_OF(node, by_name);
    struct lane *lane = pool_alloc(&memory->pool, sizeof *lane + group.len);
    char *name = (char *)(lane + 1);
    memory_lane_init(lane);
    if (group.len > 0)
        memcpy(name, group.at, group.len);
    lane->by_name.key = slice_make(name, group.len);
    table_insert(&content->groups, &lane->by_name);
    return lane;
}

static struct held *first_of(const struct content *content, const struct lane *lane)
{
    if (lane->count == 0)
        return NULL;
    return content->fifo ? HELD_OF(lane->list.next, in_lane) : HELD_OF(lane->tree.first, order);
}

/* Gives the lane its place among the lanes after a change. */
static void reorder(struct content *content, struct lane *lane, bool was_empty)
{
    const struct held *first = first_of(content, lane);
    struct treap_node *order = &lane->order;
    if (first && !was_empty && order->key == first->order.key && order->rank == first->order.rank &&
        order->id == first->order.id)
        return;
    if (!was_empty)
        treap_remove(&content->lanes, order);
    if (!first)
        return;
    order->key = first->order.key;
    order->rank = first->order.rank;
    order->id = first->order.id;
    treap_insert(&content->lanes, order);
}

/* Keeps the heap of lanes that could be noisy; small ones cost a comparison. */
static void resize(struct content *content, struct lane *lane)
{
    if (content->fifo || !slice_present(lane->by_name.key))
        return;
    if (lane->count >= NOISY_MESSAGES)
        heap_set(&content->large, &lane->size, -(int64_t)lane->count);
    else
        heap_remove(&content->large, &lane->size);
}

void memory_lane_join(struct content *content, struct lane *lane, struct held *held)
{
    held->lane = lane;
    if (content->fifo)
        list_append(&lane->list, &held->in_lane);
    else
        treap_insert(&lane->tree, &held->order);
    lane->count++;
    resize(content, lane);
    reorder(content, lane, lane->count == 1);
}

void memory_lane_leave(struct memory_store *memory, struct content *content, struct held *held)
{
    struct lane *lane = held->lane;
    if (content->fifo)
        list_remove(&held->in_lane);
    else
        treap_remove(&lane->tree, &held->order);
    lane->count--;
    resize(content, lane);
    reorder(content, lane, false);
    if (lane->count > 0 || !slice_present(lane->by_name.key))
        return;
    table_remove(&content->groups, &lane->by_name);
    pool_free(&memory->pool, lane);
}

void memory_lane_move(struct content *content, struct held *held, int64_t visible_ms, int64_t rank)
{
    struct lane *lane = held->lane;
    if (content->fifo) {
        held->order.key = visible_ms;
        held->order.rank = rank;
    } else {
        treap_remove(&lane->tree, &held->order);
        held->order.key = visible_ms;
        treap_insert(&lane->tree, &held->order);
    }
    reorder(content, lane, false);
}

struct lane *memory_lane_noisy(const struct content *content)
{
    struct heap_node *node = heap_first(&content->large);
    if (!node)
        return NULL;
    struct lane *lane = LANE_OF(node, size);
    return lane->count * 2 > content->count ? lane : NULL;
}
