/* The binary heap: children of index i are 2i + 1 and 2i + 2. */
#include "src/base/heap.h"

#include "src/base/memory.h"

#include <assert.h>
#include <stdlib.h>

void heap_init(struct heap *heap)
{
    heap_init_ordered(heap, NULL);
}

void heap_init_ordered(struct heap *heap, bool (*before)(struct heap_node *a, struct heap_node *b))
{
    *heap = (struct heap){.before = before};
}

void heap_release(struct heap *heap)
{
    for (size_t i = 0; i < heap->count; i++)
        heap->nodes[i]->place = 0;
    free(heap->nodes);
    heap_init_ordered(heap, heap->before);
}

static void put_at(struct heap *heap, size_t i, struct heap_node *node)
{
    heap->nodes[i] = node;
    node->place = i + 1;
}

static bool is_before(const struct heap *heap, struct heap_node *a, struct heap_node *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return heap->before && heap->before(a, b);
}

static void sift_up(struct heap *heap, size_t i)
{
    struct heap_node *node = heap->nodes[i];
    while (i > 0) {
        size_t parent = (i - 1) / 2;
        if (!is_before(heap, node, heap->nodes[parent]))
            break;
        put_at(heap, i, heap->nodes[parent]);
        i = parent;
    }
    put_at(heap, i, node);
}

static void sift_down(struct heap *heap, size_t i)
{
    struct heap_node *node = heap->nodes[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && is_before(heap, heap->nodes[child + 1], heap->nodes[child]))
            child++;
        if (!is_before(heap, heap->nodes[child], node))
            break;
        put_at(heap, i, heap->nodes[child]);
        i = child;
    }
    put_at(heap, i, node);
}

/* Restores the order after the key of node i changed. */
static void settle(struct heap *heap, size_t i)
{
    struct heap_node *node = heap->nodes[i];
    sift_up(heap, i);
    sift_down(heap, node->place - 1);
}

static void add(struct heap *heap, struct heap_node *node)
{
    if (heap->count == heap->capacity) {
        heap->capacity = heap->capacity == 0 ? 16 : heap->capacity * 2;
        heap->nodes = memory_array(heap->nodes, heap->capacity, sizeof(struct heap_node *));
    }
    put_at(heap, heap->count++, node);
}

void heap_set(struct heap *heap, struct heap_node *node, int64_t key)
{
    node->key = key;
    if (!heap_holds(node))
        add(heap, node);
    assert(heap->nodes[node->place - 1] == node);
    settle(heap, node->place - 1);
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
    if (!heap_holds(node))
        return;
    size_t i = node->place - 1;
    assert(i < heap->count && heap->nodes[i] == node);
    node->place = 0;
    struct heap_node *last = heap->nodes[--heap->count];
    if (last == node)
        return;
    put_at(heap, i, last);
    settle(heap, i);
}

struct heap_node *heap_first(const struct heap *heap)
{
    return heap->count == 0 ? NULL : heap->nodes[0];
}
