/* Queues in memory: rows by id; names are in names.c. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

static struct store_pairs copy_pairs(struct arena *arena, struct store_pairs pairs)
{
    struct store_pairs copy = {arena_array(arena, pairs.count, sizeof *pairs.items), pairs.count};
    for (size_t i = 0; i < pairs.count; i++) {
        copy.items[i].name = arena_copy(arena, pairs.items[i].name);
        copy.items[i].value = arena_copy(arena, pairs.items[i].value);
    }
    return copy;
}

struct store_queue memory_row_copy(struct arena *arena, const struct store_queue *row)
{
    struct store_queue copy = *row;
    copy.account = arena_copy(arena, row->account);
    copy.region = arena_copy(arena, row->region);
    copy.name = arena_copy(arena, row->name);
    copy.dead_letter_queue = arena_copy(arena, row->dead_letter_queue);
    copy.attributes = copy_pairs(arena, row->attributes);
    copy.tags = copy_pairs(arena, row->tags);
    return copy;
}

struct queue *memory_queue_of(struct memory_store *memory, int64_t id)
{
    if (!memory->latest || memory->latest->row.id != id) {
        struct queue *queue = id_map_get(&memory->queues, id);
        if (!queue)
            return NULL;
        memory->latest = queue;
    }
    return memory->latest;
}

enum store_status memory_queue_create(struct store *store, struct store_queue *row)
{
    struct memory_store *memory = memory_of(store);
    struct realm *realm = memory_realm_get(memory, row->account, row->region, true);
    if (memory_realm_find(realm, row->name))
        return STORE_EXISTS;
    struct queue *queue = memory_zalloc(sizeof *queue);
    row->id = memory->next_queue++;
    queue->row = memory_row_copy(&queue->arena, row);
    queue->realm = realm;
    queue->content = memory_content_make(row->fifo);
    id_map_put(&memory->queues, row->id, queue);
    memory_realm_add(realm, queue);
    return STORE_OK;
}

enum store_status memory_queue_find(struct store *store, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena, struct store_queue *ret)
{
    const struct realm *realm = memory_realm_get(memory_of(store), account, region, false);
    const struct queue *queue = realm ? memory_realm_find(realm, name) : NULL;
    if (!queue)
        return STORE_NOT_FOUND;
    *ret = memory_row_copy(arena, &queue->row);
    return STORE_OK;
}

enum store_status memory_queue_update(struct store *store, const struct store_queue *row)
{
    struct queue *queue = memory_queue_of(memory_of(store), row->id);
    struct arena arena = {0};
    if (!queue)
        return STORE_NOT_FOUND;
    struct store_queue merged = queue->row;
    merged.modified_ms = row->modified_ms;
    merged.purged_ms = row->purged_ms;
    merged.dead_letter_queue = row->dead_letter_queue;
    merged.attributes = row->attributes;
    merged.tags = row->tags;
    merged = memory_row_copy(&arena, &merged);
    memory_realm_sources_remove(queue->realm, queue);
    arena_release(&queue->arena);
    queue->arena = arena;
    queue->row = merged;
    memory_realm_sources_add(queue->realm, queue);
    return STORE_OK;
}

/* Leaves the queue's messages and entries to `collect`. */
static void empty(struct memory_store *memory, struct queue *queue)
{
    memory_content_discard(memory, queue->content);
    for (size_t i = 0; i < MEMORY_KINDS; i++)
        memory_windows_discard(memory, &queue->windows[i]);
}

static void queue_free(struct memory_store *memory, struct queue *queue)
{
    empty(memory, queue);
    arena_release(&queue->arena);
    free(queue);
}

enum store_status memory_queue_delete(struct store *store, int64_t id, int64_t now_ms)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_realm_remove(memory, queue, now_ms);
    id_map_remove(&memory->queues, id);
    memory->latest = NULL;
    queue_free(memory, queue);
    return STORE_OK;
}

enum store_status memory_queue_purge(struct store *store, int64_t id)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    int64_t known_ms = queue->content->known_ms;
    empty(memory, queue);
    queue->content = memory_content_make(queue->row.fifo);
    queue->content->known_ms = known_ms;
    return STORE_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct queue *const *left = a;
    const struct queue *const *right = b;
    return (*left)->row.id < (*right)->row.id ? -1 : 1;
}

struct queue **memory_queues_sorted(const struct memory_store *memory)
{
    const struct id_map *map = &memory->queues;
    struct queue **sorted = memory_array(NULL, map->count + 1, sizeof *sorted);
    size_t count = 0;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].value)
            sorted[count++] = map->slots[i].value;
    qsort(sorted, count, sizeof *sorted, by_id);
    return sorted;
}

struct queue *memory_queue_clone(struct memory_store *memory, const struct queue *queue)
{
    struct queue *clone = memory_zalloc(sizeof *clone);
    clone->row = memory_row_copy(&clone->arena, &queue->row);
    clone->realm = memory_realm_get(memory, clone->row.account, clone->row.region, true);
    clone->content = memory_content_make(clone->row.fifo);
    clone->content->known_ms = queue->content->known_ms;
    clone->sequence = queue->sequence;
    id_map_put(&memory->queues, clone->row.id, clone);
    memory_realm_add(clone->realm, clone);
    return clone;
}

void memory_queue_drop(struct memory_store *memory, struct queue *queue)
{
    memory_realm_drop(queue->realm, queue);
    id_map_remove(&memory->queues, queue->row.id);
    memory->latest = NULL;
    queue_free(memory, queue);
}

void memory_queues_free(struct memory_store *memory)
{
    for (size_t i = 0; i < memory->queues.capacity; i++)
        if (memory->queues.slots[i].value)
            queue_free(memory, memory->queues.slots[i].value);
    id_map_release(&memory->queues);
}
