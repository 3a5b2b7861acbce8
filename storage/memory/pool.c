/* Objects in blocks: see pool.h. */
#include "storage/memory/pool.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "src/base/arena.h" /* poisoning */

#define BLOCK_BYTES   ((size_t)256 << 10)
#define LARGE_BYTES   (BLOCK_BYTES / 8) /* objects above get a block of their own */
#define SMALLEST_BITS 6
#define PAGE_BYTES    4096

/* What stands before an object: its block, or the next free object of its block. */
union prefix {
    struct block *block;
    union prefix *next;
};

struct block {
    struct list_node link; /* in `open` while it has room, or among the spare ones */
    size_t bytes;
    unsigned class_index;
    unsigned live; /* objects in use */
    size_t object; /* bytes of one, with its prefix */
    union prefix *freed;
    char *fresh; /* never used from here */
};

/* The class of objects with this many bytes, prefix included; `ret_bytes`: those of the class. */
static unsigned class_of(size_t bytes, size_t *ret_bytes)
{
    if (bytes <= (size_t)1 << SMALLEST_BITS) {
        *ret_bytes = (size_t)1 << SMALLEST_BITS;
        return 0;
    }
    unsigned bits = 63u - (unsigned)__builtin_clzll(bytes - 1); /* 2^bits < bytes */
    size_t step = (size_t)1 << (bits - 3);
    size_t steps = (bytes - 1) / step - 7; /* 1 to 8 eighths above 2^bits */
    *ret_bytes = ((size_t)1 << bits) + steps * step;
    unsigned index = (bits - SMALLEST_BITS) * 8 + (unsigned)steps;
    assert(index < POOL_CLASSES);
    return index;
}

size_t pool_cost(size_t size)
{
    size_t bytes;
    class_of(size + sizeof(union prefix), &bytes);
    return bytes;
}

static void spares_init(struct pool_spares *spares)
{
    list_init(&spares->blocks);
    spares->count = spares->least = 0;
}

void pool_init(struct pool *pool)
{
    pool->used = 0;
    spares_init(&pool->small);
    for (size_t i = 0; i < POOL_CLASSES; i++) {
        list_init(&pool->open[i]);
        spares_init(&pool->large[i]);
    }
}

/* Populated at once: a fault for each page costs several times as much as its share of this. */
static struct block *block_map(size_t bytes)
{
    struct block *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) {
        fprintf(stderr, "ropeline: out of memory (%zu bytes wanted)\n", bytes);
        abort();
    }
    block->bytes = bytes;
    return block;
}

static void block_unmap(struct block *block)
{
    size_t bytes = block->bytes;
    ARENA_UNPOISON(block, bytes);
    munmap(block, bytes);
}

static void spares_add(struct pool_spares *spares, struct block *block)
{
    list_append(&spares->blocks, &block->link);
    spares->count++;
}

/* A spare block, the latest first since it is likely in the cache; or NULL. */
static struct block *spares_take(struct pool_spares *spares)
{
    if (spares->count == 0)
        return NULL;
    struct block *block = LIST_OF(spares->blocks.prev, struct block, link);
    list_remove(&block->link);
    if (--spares->count < spares->least)
        spares->least = spares->count;
    return block;
}

static void spares_release(struct pool_spares *spares)
{
    struct block *block;
    while ((block = spares_take(spares)))
        block_unmap(block);
}

void pool_release(struct pool *pool)
{
    assert(pool->used == 0);
    spares_release(&pool->small);
    for (size_t i = 0; i < POOL_CLASSES; i++)
        spares_release(&pool->large[i]);
}

/* Readies a spare or new block for objects of a class. */
static struct block *block_open(struct pool_spares *spares, size_t bytes, unsigned class_index,
                                size_t object)
{
    struct block *block = spares_take(spares);
    if (!block)
        block = block_map(bytes);
    block->class_index = class_index;
    block->live = 0;
    block->object = object;
    block->freed = NULL;
    block->fresh = (char *)(block + 1);
    ARENA_POISON(block->fresh, block->bytes - sizeof *block);
    return block;
}

static bool block_full(const struct block *block)
{
    return !block->freed && block->fresh + block->object > (const char *)block + block->bytes;
}

static void *object_take(struct block *block)
{
    union prefix *prefix = block->freed;
    if (prefix) {
        ARENA_UNPOISON(prefix, block->object);
        block->freed = prefix->next;
    } else {
        prefix = (union prefix *)(void *)block->fresh;
        ARENA_UNPOISON(prefix, block->object);
        block->fresh += block->object;
    }
    block->live++;
    prefix->block = block;
    return prefix + 1;
}

void *pool_alloc(struct pool *pool, size_t size)
{
    size_t object;
    unsigned class_index = class_of(size + sizeof(union prefix), &object);
    pool->used += object;
    if (object > LARGE_BYTES) {
        size_t bytes = (sizeof(struct block) + object + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
        return object_take(block_open(&pool->large[class_index], bytes, class_index, object));
    }
    struct list_node *open = &pool->open[class_index];
    if (list_empty(open))
        list_append(open, &block_open(&pool->small, BLOCK_BYTES, class_index, object)->link);
    struct block *block = LIST_OF(open->next, struct block, link);
    void *taken = object_take(block);
    if (block_full(block))
        list_remove(&block->link);
    return taken;
}

void pool_free(struct pool *pool, void *object)
{
    union prefix *prefix = (union prefix *)object - 1;
    struct block *block = prefix->block;
    assert(block->live > 0);
    pool->used -= block->object;
    if (block->object > LARGE_BYTES) {
        ARENA_POISON(object, block->object - sizeof *prefix);
        spares_add(&pool->large[block->class_index], block);
        return;
    }
    bool was_full = block_full(block);
    prefix->next = block->freed;
    block->freed = prefix;
    ARENA_POISON(prefix + 1, block->object - sizeof *prefix);
    if (--block->live == 0) {
        list_remove(&block->link);
        spares_add(&pool->small, block);
    } else if (was_full) {
        list_append(&pool->open[block->class_index], &block->link);
    }
}

/* Gives back what was not needed; the oldest first. */
static size_t spares_trim(struct pool_spares *spares, size_t limit)
{
    size_t given = 0;
    for (; given < limit && spares->least > 0; given++) {
        struct block *block = LIST_OF(spares->blocks.next, struct block, link);
        list_remove(&block->link);
        block_unmap(block);
        spares->count--;
        spares->least--;
    }
    return given;
}

bool pool_trim(struct pool *pool, size_t limit)
{
    size_t left = limit - spares_trim(&pool->small, limit);
    for (size_t i = 0; i < POOL_CLASSES && left > 0; i++)
        left -= spares_trim(&pool->large[i], left);
    if (left == 0)
        return true;
    pool->small.least = pool->small.count;
    for (size_t i = 0; i < POOL_CLASSES; i++)
        pool->large[i].least = pool->large[i].count;
    return false;
}
