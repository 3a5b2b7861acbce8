/* Finding things by the ids that the store gave them.
 *
 * `struct id_map` is a hash table from ids to pointers, for things in the thousands. `struct
 * id_pages` finds messages, of which there are millions with consecutive ids: 64 neighbours share a
 * page, and an id map finds the page. Ids are the store's own, so nobody can choose them to
 * collide. */
#ifndef ROPELINE_STORAGE_MEMORY_IDS_H
#define ROPELINE_STORAGE_MEMORY_IDS_H

#include <stddef.h>
#include <stdint.h>

struct id_slot {
    int64_t id;
    void *value; /* NULL: free */
};

/* An all-zero map is empty. */
struct id_map {
    struct id_slot *slots;
    size_t count;
    size_t capacity;
};

void id_map_release(struct id_map *map);
void *id_map_get(const struct id_map *map, int64_t id);

/* The id is not in the map yet; the value is not NULL. */
void id_map_put(struct id_map *map, int64_t id, void *value);

/* The id is in the map. */
void id_map_remove(struct id_map *map, int64_t id);

struct id_page;

/* All-zero is empty. */
struct id_pages {
    struct id_map map;
    struct id_page *latest; /* the one used last, or NULL */
};

/* Frees the pages that are left. */
void id_pages_release(struct id_pages *pages);

/* As those of id_map. */
void *id_pages_get(struct id_pages *pages, int64_t id);
void id_pages_put(struct id_pages *pages, int64_t id, void *value);
void id_pages_remove(struct id_pages *pages, int64_t id);

#endif
