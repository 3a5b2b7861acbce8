/* An intrusive binary min-heap by a 64-bit key: due times. A node knows its place, so it can be
 * moved or taken out in O(log n). Nodes with equal keys have no order unless the heap is given one.
 */
#ifndef ROPELINE_BASE_HEAP_H
#define ROPELINE_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
    int64_t key;
    size_t place; /* 0 when not in a heap, else index + 1 */
};

struct heap {
    struct heap_node **nodes;
    size_t count;
    size_t capacity;
    bool (*before)(struct heap_node *a, struct heap_node *b); /* or NULL */
};

void heap_init(struct heap *heap);

/* `before` orders nodes with equal keys; what it goes by changes only together with heap_set. */
void heap_init_ordered(struct heap *heap, bool (*before)(struct heap_node *a, struct heap_node *b));
void heap_release(struct heap *heap); /* nodes belong to the caller */

/* Puts the node in, or moves it when it is in already. */
void heap_set(struct heap *heap, struct heap_node *node, int64_t key);
void heap_remove(struct heap *heap, struct heap_node *node); /* no-op when not in */

/* The node with the smallest key, among equals the first, or NULL. */
struct heap_node *heap_first(const struct heap *heap);

static inline bool heap_holds(const struct heap_node *node)
{
    return node->place != 0;
}

#endif
