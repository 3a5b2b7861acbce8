/* Binary heap: see heap.h. */
#include "src/base/heap.h"

#include "src/base/memory.h"

void heap_init(struct heap *heap)
{
    *heap = (struct heap){0};
}

void heap_release(struct heap *heap)
{
    free(heap->nodes);
    heap_init(heap);
}

static void place(struct heap *heap, size_t i, struct heap_node *node)
{
    heap->nodes[i] = node;
    node->place = i + 1;
}

static void rise(struct heap *heap, size_t i, struct heap_node *node)
{
    while (i > 0 && heap->nodes[(i - 1) / 2]->key > node->key) {
        place(heap, i, heap->nodes[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(heap, i, node);
}

static void sink(struct heap *heap, size_t i, struct heap_node *node)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && heap->nodes[child + 1]->key < heap->nodes[child]->key)
            child++;
        if (heap->nodes[child]->key >= node->key)
            break;
        place(heap, i, heap->nodes[child]);
        i = child;
    }
    place(heap, i, node);
}

static void settle(struct heap *heap, size_t i, struct heap_node *node)
{
    if (i > 0 && heap->nodes[(i - 1) / 2]->key > node->key)
        rise(heap, i, node);
    else
        sink(heap, i, node);
}

void heap_set(struct heap *heap, struct heap_node *node, int64_t key)
{
    node->key = key;
    if (node->place) {
        settle(heap, node->place - 1, node);
        return;
    }
    if (heap->count == heap->capacity) {
        heap->capacity = heap->capacity ? heap->capacity * 2 : 16;
        heap->nodes = memory_array(heap->nodes, heap->capacity, sizeof(struct heap_node *));
    }
    rise(heap, heap->count++, node);
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
    if (!node->place)
        return;
    size_t i = node->place - 1;
    node->place = 0;
    struct heap_node *last = heap->nodes[--heap->count];
    if (last != node)
        settle(heap, i, last);
}

struct heap_node *heap_first(const struct heap *heap)
{
    return heap->count ? heap->nodes[0] : NULL;
}
