/* A hash table of intrusive nodes by byte strings that never stops to grow: linear hashing.
 *
 * Each insertion splits one chain at most and each removal joins a few, so there is no moment in
 * which millions of entries are hashed anew; that is why it stands beside base/map. */
#ifndef ROPELINE_STORAGE_MEMORY_TABLE_H
#define ROPELINE_STORAGE_MEMORY_TABLE_H

#include "src/base/slice.h"

struct table_node {
    struct table_node *next;
    uint64_t hash;
    struct slice key; /* set by the owner, who keeps the bytes */
};

/* An all-zero table is empty. */
struct table {
    struct table_node ***segments; /* arrays of chains */
    size_t directory;              /* room for segments */
    size_t chains;
    size_t count;
};

/* Frees the table, not its nodes. */
void table_release(struct table *table);

struct table_node *table_find(const struct table *table, struct slice key);

/* Adds a node whose key is not in the table. */
void table_insert(struct table *table, struct table_node *node);

/* Takes out a node that is in the table. */
void table_remove(struct table *table, struct table_node *node);

#endif
