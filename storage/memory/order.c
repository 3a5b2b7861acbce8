#include "storage/memory/order.h"

#include "src/base/memory.h"

void order_release(struct order *order)
{
    free(order->nodes);
    *order = (struct order){0};
}

static void place(struct order *order, size_t i, struct order_node *node)
{
    order->nodes[i] = node;
    node->place = i + 1;
}

static void rise(struct order *order, size_t i, struct order_node *node)
{
    while (i > 0 && order_before(node->key, order->nodes[(i - 1) / 2]->key)) {
        place(order, i, order->nodes[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(order, i, node);
}

static void sink(struct order *order, size_t i, struct order_node *node)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= order->count)
            break;
        if (child + 1 < order->count &&
            order_before(order->nodes[child + 1]->key, order->nodes[child]->key))
            child++;
        if (!order_before(order->nodes[child]->key, node->key))
            break;
        place(order, i, order->nodes[child]);
        i = child;
    }
    place(order, i, node);
}

static void settle(struct order *order, size_t i, struct order_node *node)
{
    if (i > 0 && order_before(node->key, order->nodes[(i - 1) / 2]->key))
        rise(order, i, node);
    else
        sink(order, i, node);
}

void order_set(struct order *order, struct order_node *node, struct order_key key)
{
    node->key = key;
    if (node->place) {
        settle(order, node->place - 1, node);
        return;
    }
    if (order->count == order->capacity) {
        order->capacity = order->capacity ? order->capacity * 2 : 16;
        order->nodes = memory_array(order->nodes, order->capacity, sizeof(struct order_node *));
    }
    rise(order, order->count++, node);
}

void order_remove(struct order *order, struct order_node *node)
{
    if (!node->place)
        return;
    size_t i = node->place - 1;
    node->place = 0;
    struct order_node *last = order->nodes[--order->count];
    if (last != node)
        settle(order, i, last);
}
