/* An intrusive balanced search tree by (key, rank, id): the order of messages and of groups.
 *
 * A treap: a search tree by (key, rank, id) that is a heap by a hash of the id, which keeps it
 * balanced in all likelihood whatever the order of arrival. What queues do most, adding behind the
 * last and taking the first away, touches a constant number of nodes on average; everything else is
 * O(log n), and no operation allocates. Ids are unique within a tree. */
#ifndef ROPELINE_STORAGE_MEMORY_TREAP_H
#define ROPELINE_STORAGE_MEMORY_TREAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct treap_node {
    struct treap_node *parent;
    struct treap_node *left;
    struct treap_node *right;
    int64_t key;
    int64_t rank; /* 0 where key and id are all the order */
    int64_t id;
};

struct treap {
    struct treap_node *root;
    struct treap_node *first; /* NULL when empty */
    struct treap_node *last;
};

static inline bool treap_before(const struct treap_node *a, const struct treap_node *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    return a->rank != b->rank ? a->rank < b->rank : a->id < b->id;
}

/* Adds a node that is in no tree; its key, rank and id are set already. */
void treap_insert(struct treap *treap, struct treap_node *node);

void treap_remove(struct treap *treap, struct treap_node *node);

/* The node that comes after, or NULL. */
struct treap_node *treap_next(const struct treap_node *node);

/* The first node whose key is greater, or NULL. */
struct treap_node *treap_above(const struct treap *treap, int64_t key);

#endif
