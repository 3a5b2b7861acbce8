/* The search tree: order, balance, and every way to take a node out. */
#include "storage/memory/treap.h"

#include <stdlib.h>

#include "src/base/random.h"
#include "tests/unit/unit.h"

#define NODES 2000

/* Checks the subtree and returns its depth. */
static size_t check(const struct treap_node *node, const struct treap_node *parent)
{
    if (!node)
        return 0;
    assert_ptr_equal(node->parent, parent);
    if (node->left)
        assert_true(treap_before(node->left, node));
    if (node->right)
        assert_true(treap_before(node, node->right));
    size_t left = check(node->left, node), right = check(node->right, node);
    return 1 + (left > right ? left : right);
}

/* Walks the tree in order; returns the number of nodes. */
static size_t walk(const struct treap *treap)
{
    size_t count = 0;
    const struct treap_node *last = NULL;
    for (const struct treap_node *node = treap->first; node; node = treap_next(node)) {
        if (last)
            assert_true(treap_before(last, node));
        last = node;
        count++;
    }
    assert_ptr_equal(last, treap->last);
    return count;
}

static void fill(struct treap *treap, struct treap_node *nodes, int64_t (*key)(int64_t i))
{
    for (int64_t i = 0; i < NODES; i++) {
        nodes[i].key = key(i);
        nodes[i].id = i + 1;
        treap_insert(treap, &nodes[i]);
    }
}

static int64_t rising(int64_t i)
{
    return i;
}

static int64_t falling(int64_t i)
{
    return -i;
}

static int64_t equal(int64_t i)
{
    return i * 0;
}

static int64_t mixed(int64_t i)
{
    return i * 7919 % 541;
}

static void any_order_of_arrival_is_balanced(void **state)
{
    int64_t (*const keys[])(int64_t) = {rising, falling, equal, mixed};
    struct treap_node *nodes = calloc(NODES, sizeof *nodes);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct treap treap = {0};
        fill(&treap, nodes, keys[i]);
        assert_int_equal(walk(&treap), NODES);
        assert_true(check(treap.root, NULL) < 60);
    }
    free(nodes);
}

static void queues_take_from_the_front_and_add_behind(void **state)
{
    struct treap_node *nodes = calloc(NODES, sizeof *nodes);
    struct treap treap = {0};
    (void)state;
    fill(&treap, nodes, rising);
    for (int64_t i = 0; i < 3 * NODES; i++) {
        struct treap_node *first = treap.first;
        assert_int_equal(first->key, i);
        treap_remove(&treap, first);
        first->key += NODES;
        first->id += NODES;
        treap_insert(&treap, first);
    }
    assert_true(check(treap.root, NULL) < 60);
    while (treap.first)
        treap_remove(&treap, treap.last);
    assert_null(treap.root);
    assert_null(treap.last);
    free(nodes);
}

static void random_nodes_come_and_go(void **state)
{
    struct treap_node *nodes = calloc(NODES, sizeof *nodes);
    bool inside[NODES] = {false};
    struct treap treap = {0};
    struct random_stream random;
    size_t count = 0;
    (void)state;
    random_stream_seed(&random, 7);
    for (int step = 0; step < 20000; step++) {
        size_t i = random_stream_below(&random, NODES);
        nodes[i].id = (int64_t)i;
        if (inside[i]) {
            treap_remove(&treap, &nodes[i]);
            count--;
        } else {
            nodes[i].key = (int64_t)random_stream_below(&random, 100);
            treap_insert(&treap, &nodes[i]);
            count++;
        }
        inside[i] = !inside[i];
        if (step % 500 == 0) {
            assert_int_equal(walk(&treap), count);
            check(treap.root, NULL);
        }
    }
    free(nodes);
}

static void what_is_above_a_key(void **state)
{
    struct treap_node nodes[5] = {{0}};
    struct treap treap = {0};
    (void)state;
    assert_null(treap_above(&treap, 0));
    for (int64_t i = 0; i < 5; i++) {
        nodes[i].key = i / 2 * 10; /* 0 0 10 10 20 */
        nodes[i].id = i;
        treap_insert(&treap, &nodes[i]);
    }
    assert_ptr_equal(treap_above(&treap, -1), &nodes[0]);
    assert_ptr_equal(treap_above(&treap, 0), &nodes[2]);
    assert_ptr_equal(treap_above(&treap, 9), &nodes[2]);
    assert_ptr_equal(treap_above(&treap, 10), &nodes[4]);
    assert_null(treap_above(&treap, 20));
}

TEST_MAIN(UNIT(any_order_of_arrival_is_balanced), UNIT(queues_take_from_the_front_and_add_behind),
          UNIT(random_nodes_come_and_go), UNIT(what_is_above_a_key))
