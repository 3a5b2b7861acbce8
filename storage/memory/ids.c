/* Tables by id: see ids.h. */
#include "storage/memory/ids.h"

#include <assert.h>

#include "src/base/memory.h"

#define FIRST_CAPACITY 16
#define PAGE_BITS      6
#define PAGE_IDS       (1 << PAGE_BITS)

struct id_page {
    int64_t number; /* of ids divided by PAGE_IDS */
    unsigned count;
    void *values[PAGE_IDS];
};

/* ---- the map: open addressing without tombstones ---- */

static size_t home_of(const struct id_map *map, int64_t id)
{
    uint64_t hash = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash ^ (hash >> 32)) & (map->capacity - 1);
}

/* The id's slot, or the free one where it belongs. */
static struct id_slot *slot_of(const struct id_map *map, int64_t id)
{
    size_t i = home_of(map, id);
    while (map->slots[i].value && map->slots[i].id != id)
        i = (i + 1) & (map->capacity - 1);
    return &map->slots[i];
}

void id_map_release(struct id_map *map)
{
    free(map->slots);
    *map = (struct id_map){0};
}

void *id_map_get(const struct id_map *map, int64_t id)
{
    return map->count == 0 ? NULL : slot_of(map, id)->value;
}

static void resize(struct id_map *map, size_t capacity)
{
    struct id_map old = *map;
    map->capacity = capacity;
    map->slots = memory_zalloc(capacity * sizeof *map->slots);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].value)
            *slot_of(map, old.slots[i].id) = old.slots[i];
    free(old.slots);
}

void id_map_put(struct id_map *map, int64_t id, void *value)
{
    if ((map->count + 1) * 2 > map->capacity)
        resize(map, map->capacity ? map->capacity * 2 : FIRST_CAPACITY);
    struct id_slot *slot = slot_of(map, id);
    assert(!slot->value && value);
    *slot = (struct id_slot){id, value};
    map->count++;
}

/* Those behind the gap move up, unless they would come to stand before their home. */
static void close_gap(struct id_map *map, size_t gap)
{
    size_t mask = map->capacity - 1;
    for (size_t i = (gap + 1) & mask; map->slots[i].value; i = (i + 1) & mask) {
        size_t home = home_of(map, map->slots[i].id);
        if (((i - home) & mask) >= ((i - gap) & mask)) {
            map->slots[gap] = map->slots[i];
            gap = i;
        }
    }
    map->slots[gap].value = NULL;
}

void id_map_remove(struct id_map *map, int64_t id)
{
    struct id_slot *slot = slot_of(map, id);
    assert(slot->value);
    close_gap(map, (size_t)(slot - map->slots));
    map->count--;
    if (map->capacity > FIRST_CAPACITY && map->count * 8 < map->capacity)
        resize(map, map->capacity / 2);
}

/* ---- pages ---- */

static struct id_page *page_of(struct id_pages *pages, int64_t id)
{
    int64_t number = id >> PAGE_BITS;
    if (!pages->latest || pages->latest->number != number) {
        struct id_page *page = id_map_get(&pages->map, number);
        if (!page)
            return NULL;
        pages->latest = page;
    }
    return pages->latest;
}

void id_pages_release(struct id_pages *pages)
{
    for (size_t i = 0; i < pages->map.capacity; i++)
        free(pages->map.slots[i].value);
    id_map_release(&pages->map);
    pages->latest = NULL;
}

void *id_pages_get(struct id_pages *pages, int64_t id)
{
    const struct id_page *page = page_of(pages, id);
    return page ? page->values[id & (PAGE_IDS - 1)] : NULL;
}

void id_pages_put(struct id_pages *pages, int64_t id, void *value)
{
    struct id_page *page = page_of(pages, id);
    if (!page) {
        page = memory_zalloc(sizeof *page);
        page->number = id >> PAGE_BITS;
        id_map_put(&pages->map, page->number, page);
        pages->latest = page;
    }
    assert(!page->values[id & (PAGE_IDS - 1)]);
    page->values[id & (PAGE_IDS - 1)] = value;
    page->count++;
}

void id_pages_remove(struct id_pages *pages, int64_t id)
{
    struct id_page *page = page_of(pages, id);
    assert(page && page->values[id & (PAGE_IDS - 1)]);
    page->values[id & (PAGE_IDS - 1)] = NULL;
    if (--page->count > 0)
        return;
    id_map_remove(&pages->map, page->number);
    pages->latest = NULL;
    free(page);
}
