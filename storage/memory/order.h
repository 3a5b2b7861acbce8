/* A min-heap by (time, id): what becomes due first, and among equals what came first. Intrusive, so
 * that a node can be moved or taken out. */
#ifndef ROPELINE_STORAGE_MEMORY_ORDER_H
#define ROPELINE_STORAGE_MEMORY_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct order_key {
    int64_t ms;
    int64_t id;
};

struct order_node {
    struct order_key key;
    size_t place; /* index + 1; 0 = not in a heap */
};

struct order {
    struct order_node **nodes;
    size_t count;
    size_t capacity;
};

static inline bool order_before(struct order_key a, struct order_key b)
{
    return a.ms != b.ms ? a.ms < b.ms : a.id < b.id;
}

void order_release(struct order *order);

/* Puts the node in or moves it. */
void order_set(struct order *order, struct order_node *node, struct order_key key);
void order_remove(struct order *order, struct order_node *node); /* no-op when not in */

static inline struct order_node *order_first(const struct order *order)
{
    return order->count ? order->nodes[0] : NULL;
}

#endif
