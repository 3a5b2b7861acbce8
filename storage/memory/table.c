/* Linear hashing: see table.h.
 *
 * With 2^k <= chains < 2^(k+1), a hash belongs to the chain of its low k + 1 bits, or of its low k
 * bits while that chain does not exist yet. Growing by chain `n` splits chain n - 2^k. */
#include "storage/memory/table.h"

#include <assert.h>

#include "src/base/map.h" /* hash_bytes */
#include "src/base/memory.h"

#define SEGMENT 64 /* chains */

static struct table_node **chain_at(const struct table *table, size_t index)
{
    return &table->segments[index / SEGMENT][index % SEGMENT];
}

/* The greatest power of two that is not above `chains`. */
static size_t half_of(size_t chains)
{
    return (size_t)1 << (63 - __builtin_clzll(chains));
}

static size_t index_of(const struct table *table, uint64_t hash)
{
    size_t half = half_of(table->chains);
    size_t index = (size_t)hash & (2 * half - 1);
    return index < table->chains ? index : index - half;
}

static void add_segment(struct table *table)
{
    size_t segment = table->chains / SEGMENT;
    if (segment == table->directory) {
        table->directory = table->directory ? table->directory * 2 : 1;
        table->segments =
            memory_array(table->segments, table->directory, sizeof(struct table_node **));
    }
    table->segments[segment] = memory_zalloc(SEGMENT * sizeof(struct table_node *));
}

static void grow(struct table *table)
{
    if (table->chains % SEGMENT == 0)
        add_segment(table);
    size_t fresh = table->chains++;
    if (fresh == 0)
        return;
    struct table_node **from = chain_at(table, fresh - half_of(fresh));
    struct table_node **to = chain_at(table, fresh);
    while (*from) {
        struct table_node *node = *from;
        if (index_of(table, node->hash) != fresh) {
            from = &node->next;
            continue;
        }
        *from = node->next;
        node->next = *to;
        *to = node;
    }
}

static void shrink(struct table *table)
{
    size_t last = table->chains - 1;
    struct table_node **to = chain_at(table, last - half_of(last));
    while (*to)
        to = &(*to)->next;
    *to = *chain_at(table, last);
    table->chains = last;
    *chain_at(table, last) = NULL;
    if (last % SEGMENT == 0)
        free(table->segments[last / SEGMENT]);
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->chains; i += SEGMENT)
        free(table->segments[i / SEGMENT]);
    free(table->segments);
    *table = (struct table){0};
}

struct table_node *table_find(const struct table *table, struct slice key)
{
    if (table->count == 0)
        return NULL;
    uint64_t hash = hash_bytes(key.at, key.len);
    struct table_node *node = *chain_at(table, index_of(table, hash));
    while (node && !(node->hash == hash && slice_equal(node->key, key)))
        node = node->next;
    return node;
}

void table_insert(struct table *table, struct table_node *node)
{
    if (table->count >= table->chains)
        grow(table);
    node->hash = hash_bytes(node->key.at, node->key.len);
    struct table_node **chain = chain_at(table, index_of(table, node->hash));
    node->next = *chain;
    *chain = node;
    table->count++;
}

void table_remove(struct table *table, struct table_node *node)
{
    struct table_node **at = chain_at(table, index_of(table, node->hash));
    while (*at != node) {
        assert(*at);
        at = &(*at)->next;
    }
    *at = node->next;
    table->count--;
    while (table->chains > SEGMENT && table->count < table->chains / 4) /* four times at most */
        shrink(table);
}
