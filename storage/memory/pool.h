/* Memory of messages and of what goes with them: objects by size class in large blocks.
 *
 * malloc would do, but for three things: what a million messages leave must go back to the system
 * piece by piece (free() gives back gigabytes at once, which stops the loop), what is in use must
 * be known to the byte for the ceiling, and memory fresh from the system costs more than all the
 * rest of a send, so freed memory stays for a while. pool_trim, called when idle, gives back what
 * has not been needed since it was called last. */
#ifndef ROPELINE_STORAGE_MEMORY_POOL_H
#define ROPELINE_STORAGE_MEMORY_POOL_H

#include "src/base/list.h"

/* Classes grow by an eighth to a sixteenth: 8 per power of two. */
#define POOL_CLASSES (8 * 40)

/* Blocks that are not in use. */
struct pool_spares {
    struct list_node blocks;
    size_t count;
    size_t least; /* lowest count since the latest trim */
};

struct pool {
    struct list_node open[POOL_CLASSES];    /* blocks of small objects with room */
    struct pool_spares small;               /* for any class of small objects */
    struct pool_spares large[POOL_CLASSES]; /* one object each */
    size_t used;                            /* bytes in objects that are in use */
};

void pool_init(struct pool *pool);

/* Gives everything back; no object may be in use. */
void pool_release(struct pool *pool);

/* Memory aligned for pointers and 64-bit integers; aborts when the system has none. */
void *pool_alloc(struct pool *pool, size_t size);
void pool_free(struct pool *pool, void *object);

/* What an object of this size adds to `used`. */
size_t pool_cost(size_t size);

/* Gives up to `limit` blocks back that were spare all the time since the latest call that found
 * none to give; true when more can be given. */
bool pool_trim(struct pool *pool, size_t limit);

#endif
