/* Queues in memory: rows, names, lists, counters. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

#define KEY_MAX 512

static struct slice key_of(struct slice account, struct slice region, struct slice name,
                           char out[static KEY_MAX])
{
    size_t len = account.len + region.len + name.len + 2;
    if (len > KEY_MAX)
        return SLICE_NONE;
    char *at = out;
    struct slice parts[] = {account, region, name};
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len > 0)
            memcpy(at, parts[i].at, parts[i].len);
        at += parts[i].len;
        if (i < 2)
            *at++ = '\0';
    }
    return slice_make(out, len);
}

static struct store_pairs copy_pairs(struct arena *arena, struct store_pairs pairs)
{
    struct store_pairs copy = {arena_array(arena, pairs.count, sizeof *pairs.items), pairs.count};
    for (size_t i = 0; i < pairs.count; i++) {
        copy.items[i].name = arena_copy(arena, pairs.items[i].name);
        copy.items[i].value = arena_copy(arena, pairs.items[i].value);
    }
    return copy;
}

static struct store_queue copy_row(struct arena *arena, const struct store_queue *row)
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

static void remember_id(struct memory_store *memory, struct held_queue *queue)
{
    if (memory->id_count == memory->id_capacity) {
        memory->id_capacity = memory->id_capacity ? memory->id_capacity * 2 : 16;
        memory->by_id =
            memory_array(memory->by_id, memory->id_capacity, sizeof(struct held_queue *));
    }
    memory->by_id[memory->id_count++] = queue;
    queue->row.id = (int64_t)memory->id_count;
}

enum store_status memory_queue_create(struct store *store, struct store_queue *row)
{
    struct memory_store *memory = memory_of(store);
    char text[KEY_MAX];
    struct slice key = key_of(row->account, row->region, row->name, text);
    if (!slice_present(key) || map_get(&memory->by_name, key))
        return STORE_EXISTS;
    struct held_queue *queue = memory_zalloc(sizeof *queue);
    queue->row = copy_row(&queue->arena, row);
    queue->content = content_make();
    remember_id(memory, queue);
    row->id = queue->row.id;
    map_put(&memory->by_name, key, queue);
    free(map_remove(&memory->deleted, key));
    return STORE_OK;
}

enum store_status memory_queue_find(struct store *store, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena, struct store_queue *ret)
{
    char text[KEY_MAX];
    struct slice key = key_of(account, region, name, text);
    const struct held_queue *queue =
        slice_present(key) ? map_get(&memory_of(store)->by_name, key) : NULL;
    if (!queue)
        return STORE_NOT_FOUND;
    *ret = copy_row(arena, &queue->row);
    return STORE_OK;
}

enum store_status memory_queue_update(struct store *store, const struct store_queue *row)
{
    struct held_queue *queue = queue_of(store, row->id);
    struct arena arena = {0};
    if (!queue)
        return STORE_NOT_FOUND;
    struct store_queue merged = queue->row;
    merged.modified_ms = row->modified_ms;
    merged.purged_ms = row->purged_ms;
    merged.dead_letter_queue = row->dead_letter_queue;
    merged.attributes = row->attributes;
    merged.tags = row->tags;
    merged = copy_row(&arena, &merged);
    arena_release(&queue->arena);
    queue->arena = arena;
    queue->row = merged;
    return STORE_OK;
}

static void queue_free(struct held_queue *queue)
{
    arena_release(&queue->arena);
    free(queue);
}

enum store_status memory_queue_delete(struct store *store, int64_t id, int64_t now_ms)
{
    struct memory_store *memory = memory_of(store);
    struct held_queue *queue = queue_of(store, id);
    char text[KEY_MAX];
    if (!queue)
        return STORE_NOT_FOUND;
    struct slice key = key_of(queue->row.account, queue->row.region, queue->row.name, text);
    int64_t *deleted_ms = memory_alloc(sizeof *deleted_ms);
    *deleted_ms = now_ms;
    free(map_put(&memory->deleted, key, deleted_ms));
    map_remove(&memory->by_name, key);
    memory->by_id[id - 1] = NULL;
    content_discard(memory, queue->content);
    queue_free(queue);
    return STORE_OK;
}

enum store_status memory_queue_purge(struct store *store, int64_t id)
{
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    content_discard(memory_of(store), queue->content);
    queue->content = content_make();
    return STORE_OK;
}

enum store_status memory_queue_deleted_ms(struct store *store, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret)
{
    char text[KEY_MAX];
    struct slice key = key_of(account, region, name, text);
    const int64_t *deleted_ms =
        slice_present(key) ? map_get(&memory_of(store)->deleted, key) : NULL;
    if (!deleted_ms)
        return STORE_NOT_FOUND;
    *ret = *deleted_ms;
    return STORE_OK;
}

/* Which queues a list is about. */
struct choice {
    struct slice account;
    struct slice region;
    struct slice prefix;
    struct slice after;
    const struct slice *dead_letter_queue; /* NULL: any */
};

static bool chosen(const struct choice *choice, const struct store_queue *row)
{
    return slice_equal(row->account, choice->account) && slice_equal(row->region, choice->region) &&
           slice_starts(row->name, choice->prefix) && slice_compare(row->name, choice->after) > 0 &&
           (!choice->dead_letter_queue ||
            (slice_present(row->dead_letter_queue) &&
             slice_equal(row->dead_letter_queue, *choice->dead_letter_queue)));
}

static int compare_names(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Lists are rare: they look at every queue and sort. */
static enum store_status list_names(struct memory_store *memory, const struct choice *choice,
                                    size_t limit, struct arena *arena, struct slice **ret,
                                    size_t *ret_count)
{
    struct slice *names = memory_array(NULL, memory->by_name.count + 1, sizeof *names);
    size_t at = 0, count = 0;
    struct slice key;
    void *queue;
    while (map_next(&memory->by_name, &at, &key, &queue))
        if (chosen(choice, &((struct held_queue *)queue)->row))
            names[count++] = ((struct held_queue *)queue)->row.name;
    qsort(names, count, sizeof *names, compare_names);
    *ret_count = count < limit ? count : limit;
    *ret = arena_array(arena, *ret_count, sizeof **ret);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = arena_copy(arena, names[i]);
    free(names);
    return STORE_OK;
}

enum store_status memory_queue_list(struct store *store, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count)
{
    const struct choice choice = {account, region, prefix, after, NULL};
    return list_names(memory_of(store), &choice, limit, arena, ret, ret_count);
}

enum store_status memory_queue_sources(struct store *store, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count)
{
    const struct choice choice = {account, region, SLICE(""), after, &name};
    return list_names(memory_of(store), &choice, limit, arena, ret, ret_count);
}

enum store_status memory_queue_counts(struct store *store, int64_t id, struct store_time time,
                                      struct store_counts *ret)
{
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    settle_and_expire(memory_of(store), queue, time);
    const struct content *content = queue->content;
    *ret = (struct store_counts){
        .visible = content->ready_count,
        .not_visible = (int64_t)content->waiting.count - content->delayed_count,
        .delayed = content->delayed_count,
    };
    return STORE_OK;
}

void memory_queues_free(struct memory_store *memory)
{
    size_t at = 0;
    struct slice key;
    void *value;
    for (size_t i = 0; i < memory->id_count; i++) {
        if (!memory->by_id[i])
            continue;
        list_init(&memory->by_id[i]->content->garbage);
        content_free(memory->by_id[i]->content);
        queue_free(memory->by_id[i]);
    }
    free(memory->by_id);
    map_release(&memory->by_name);
    while (map_next(&memory->deleted, &at, &key, &value))
        free(value);
    map_release(&memory->deleted);
}
