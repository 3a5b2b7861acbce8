/* A hash table from byte strings to pointers. Keys are copied; values belong to the caller.
 * The hash is keyed with a random secret, so clients cannot choose colliding names. */
#ifndef ROPELINE_BASE_MAP_H
#define ROPELINE_BASE_MAP_H

#include "src/base/slice.h"

struct map_slot;

struct map {
    struct map_slot *slots;
    size_t count;
    size_t used; /* slots that are taken, tombstones included */
    size_t capacity;
};

void map_init(struct map *map);
void map_release(struct map *map); /* frees keys, not values */

/* The value, or NULL. */
void *map_get(const struct map *map, struct slice key);

/* Sets or replaces; returns the former value or NULL. `value` is not NULL. */
void *map_put(struct map *map, struct slice key, void *value);

/* Takes the key out; returns its value or NULL. */
void *map_remove(struct map *map, struct slice key);

/* Walks all pairs in no particular order: start with *at = 0; false when there are no more. The
 * current pair may be removed while walking. */
bool map_next(const struct map *map, size_t *at, struct slice *ret_key, void **ret_value);

/* 64-bit hash of bytes under the process's secret. Differs from run to run: never persist it. */
uint64_t hash_bytes(const void *data, size_t len);

#endif
