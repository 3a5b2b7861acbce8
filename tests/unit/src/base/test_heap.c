/* The heap of due times, against a plain array as oracle. */
#include "tests/unit/unit.h"

#include "src/base/heap.h"
#include "src/base/random.h"

static void an_empty_heap_has_no_first(void **state)
{
    (void)state;
    struct heap heap;
    heap_init(&heap);
    assert_null(heap_first(&heap));
    struct heap_node node = {0};
    heap_remove(&heap, &node); /* not in */
    assert_false(heap_holds(&node));
    heap_release(&heap);
}

static void hands_out_in_order(void **state)
{
    (void)state;
    struct heap heap;
    heap_init(&heap);
    struct heap_node nodes[5] = {0};
    static const int64_t keys[] = {3, INT64_MAX, INT64_MIN, 3, 0};
    for (size_t i = 0; i < 5; i++)
        heap_set(&heap, &nodes[i], keys[i]);
    static const int64_t sorted[] = {INT64_MIN, 0, 3, 3, INT64_MAX};
    for (size_t i = 0; i < 5; i++) {
        struct heap_node *first = heap_first(&heap);
        assert_true(first->key == sorted[i]);
        heap_remove(&heap, first);
        assert_false(heap_holds(first));
    }
    assert_null(heap_first(&heap));
    heap_release(&heap);
}

static void released_nodes_are_in_no_heap(void **state)
{
    (void)state;
    struct heap heap;
    heap_init(&heap);
    struct heap_node node = {0};
    heap_set(&heap, &node, 1);
    heap_release(&heap);
    assert_false(heap_holds(&node));
}

static int64_t least_key(const struct heap_node *nodes, size_t count, bool *ret_any)
{
    int64_t least = INT64_MAX;
    *ret_any = false;
    for (size_t i = 0; i < count; i++) {
        if (heap_holds(&nodes[i])) {
            *ret_any = true;
            least = nodes[i].key < least ? nodes[i].key : least;
        }
    }
    return least;
}

static void stays_right_under_random_moves(void **state)
{
    (void)state;
    enum { NODES = 60, STEPS = 20000 };
    struct random_stream stream;
    random_stream_seed(&stream, 4711);
    struct heap heap;
    heap_init(&heap);
    struct heap_node nodes[NODES] = {0};
    for (int step = 0; step < STEPS; step++) {
        struct heap_node *node = &nodes[random_stream_below(&stream, NODES)];
        if (random_stream_below(&stream, 3) == 0)
            heap_remove(&heap, node);
        else
            heap_set(&heap, node, (int64_t)random_stream_below(&stream, 100));
        bool any;
        int64_t least = least_key(nodes, NODES, &any);
        const struct heap_node *first = heap_first(&heap);
        assert_int_equal(first != NULL, any);
        if (any)
            assert_int_equal(first->key, least);
    }
    heap_release(&heap);
}

struct numbered {
    struct heap_node node;
    int number;
};

#define NUMBERED_OF(at) ((struct numbered *)(void *)((char *)(at)-offsetof(struct numbered, node)))

static bool has_smaller_number(struct heap_node *a, struct heap_node *b)
{
    return NUMBERED_OF(a)->number < NUMBERED_OF(b)->number;
}

static void equals_come_in_the_order_that_is_given(void **state)
{
    (void)state;
    enum { NODES = 500 };
    struct numbered items[NODES] = {0};
    struct random_stream stream;
    random_stream_seed(&stream, 4711);
    struct heap heap;
    heap_init_ordered(&heap, has_smaller_number);
    for (int number = 1; number <= 5 * NODES; number++) { /* some are put in again */
        struct numbered *item = &items[random_stream_below(&stream, NODES)];
        item->number = number;
        heap_set(&heap, &item->node, (int64_t)random_stream_below(&stream, 5));
    }
    const struct numbered *former = NULL;
    for (struct heap_node *first; (first = heap_first(&heap)); heap_remove(&heap, first)) {
        const struct numbered *item = NUMBERED_OF(first);
        if (former && former->node.key == item->node.key)
            assert_true(former->number < item->number);
        else if (former)
            assert_true(former->node.key < item->node.key);
        former = item;
    }
    assert_non_null(former);
    heap_release(&heap);
}

TEST_MAIN(UNIT(an_empty_heap_has_no_first), UNIT(hands_out_in_order),
          UNIT(released_nodes_are_in_no_heap), UNIT(stays_right_under_random_moves),
          UNIT(equals_come_in_the_order_that_is_given))
