/* The search tree: see treap.h. */
#include "storage/memory/treap.h"

/* A hash of the id: the node with the greater one is nearer to the root. */
static uint64_t weight(const struct treap_node *node)
{
    uint64_t x = (uint64_t)node->id * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ (x >> 32);
}

/* Puts `child`, which may be NULL, where `node` hangs. */
static void replace(struct treap *treap, const struct treap_node *node, struct treap_node *child)
{
    struct treap_node *parent = node->parent;
    if (!parent)
        treap->root = child;
    else if (parent->left == node)
        parent->left = child;
    else
        parent->right = child;
    if (child)
        child->parent = parent;
}

/* Turns the edge above `node`: its parent becomes its child. */
static void rotate_up(struct treap *treap, struct treap_node *node)
{
    struct treap_node *parent = node->parent;
    struct treap_node *inner = parent->left == node ? node->right : node->left;
    replace(treap, parent, node);
    if (parent->left == node) {
        parent->left = inner;
        node->right = parent;
    } else {
        parent->right = inner;
        node->left = parent;
    }
    parent->parent = node;
    if (inner)
        inner->parent = parent;
}

/* Hangs the node below `parent`, where nothing hangs yet, and restores the balance. */
static void hang(struct treap *treap, struct treap_node *parent, struct treap_node **place,
                 struct treap_node *node)
{
    uint64_t own = weight(node);
    node->parent = parent;
    *place = node;
    while (node->parent && weight(node->parent) < own)
        rotate_up(treap, node);
}

static void insert_inside(struct treap *treap, struct treap_node *node)
{
    struct treap_node *parent = treap->root;
    for (;;) {
        struct treap_node **place = treap_before(node, parent) ? &parent->left : &parent->right;
        if (!*place) {
            hang(treap, parent, place, node);
            return;
        }
        parent = *place;
    }
}

void treap_insert(struct treap *treap, struct treap_node *node)
{
    node->left = NULL;
    node->right = NULL;
    if (!treap->root) {
        treap->first = treap->last = node;
        hang(treap, NULL, &treap->root, node);
    } else if (treap_before(treap->last, node)) {
        struct treap_node *last = treap->last;
        treap->last = node;
        hang(treap, last, &last->right, node);
    } else if (treap_before(node, treap->first)) {
        struct treap_node *first = treap->first;
        treap->first = node;
        hang(treap, first, &first->left, node);
    } else {
        insert_inside(treap, node);
    }
}

struct treap_node *treap_next(const struct treap_node *node)
{
    struct treap_node *next = node->right;
    if (next) {
        while (next->left)
            next = next->left;
        return next;
    }
    for (next = node->parent; next && next->right == node; next = next->parent)
        node = next;
    return next;
}

static struct treap_node *before(const struct treap_node *node)
{
    struct treap_node *next = node->left;
    if (next) {
        while (next->right)
            next = next->right;
        return next;
    }
    for (next = node->parent; next && next->left == node; next = next->parent)
        node = next;
    return next;
}

void treap_remove(struct treap *treap, struct treap_node *node)
{
    if (treap->first == node)
        treap->first = treap_next(node);
    if (treap->last == node)
        treap->last = before(node);
    while (node->left && node->right)
        rotate_up(treap, weight(node->left) > weight(node->right) ? node->left : node->right);
    replace(treap, node, node->left ? node->left : node->right);
}

struct treap_node *treap_above(const struct treap *treap, int64_t key)
{
    struct treap_node *found = NULL;
    if (!treap->first || treap->first->key > key)
        return treap->first;
    for (struct treap_node *node = treap->root; node;) {
        if (node->key > key) {
            found = node;
            node = node->left;
        } else {
            node = node->right;
        }
    }
    return found;
}
