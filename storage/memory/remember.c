/* What FIFO queues remember for five minutes, and settings. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

static struct remembered *remembered_make(struct slice key, struct slice record)
{
    struct remembered *made = memory_zalloc(sizeof *made + key.len + record.len);
    memcpy(made->text, key.at, key.len);
    made->key = slice_make(made->text, key.len);
    if (record.len > 0)
        memcpy(made->text + key.len, record.at, record.len);
    made->record = slice_make(made->text + key.len, record.len);
    return made;
}

static void forget(struct remembered *remembered)
{
    list_remove(&remembered->link);
    map_remove(remembered->map, remembered->key);
    free(remembered);
}

/* Windows are all of the same length, so the list is in the order in which they close. */
static void forget_closed(struct content *content, int64_t now_ms)
{
    while (!list_empty(&content->remembered)) {
        struct remembered *first = LIST_OF(content->remembered.next, struct remembered, link);
        if (first->expires_ms > now_ms)
            break;
        forget(first);
    }
}

static void remember(struct content *content, struct map *map, struct remembered *made,
                     int64_t expires_ms)
{
    struct remembered *former = map_get(map, made->key);
    if (former)
        forget(former);
    made->map = map;
    made->expires_ms = expires_ms;
    map_put(map, made->key, made);
    list_append(&content->remembered, &made->link);
}

static const struct remembered *recall(struct content *content, const struct map *map,
                                       struct slice key, int64_t now_ms)
{
    forget_closed(content, now_ms);
    const struct remembered *found = map_get(map, key);
    return found && found->expires_ms > now_ms ? found : NULL;
}

enum store_status memory_deduplication_find(struct store *store, int64_t id, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret)
{
    struct held_queue *queue = queue_of(store, id);
    const struct remembered *found =
        queue ? recall(queue->content, &queue->content->deduplication, key, now_ms) : NULL;
    if (!found)
        return STORE_NOT_FOUND;
    *ret = found->first;
    return STORE_OK;
}

enum store_status memory_deduplication_put(struct store *store, int64_t id, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry)
{
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    struct remembered *made = remembered_make(key, SLICE_NONE);
    made->first = *entry;
    remember(queue->content, &queue->content->deduplication, made, expires_ms);
    return STORE_OK;
}

enum store_status memory_attempt_find(struct store *store, int64_t id, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret)
{
    struct held_queue *queue = queue_of(store, id);
    const struct remembered *found =
        queue ? recall(queue->content, &queue->content->attempts, attempt_id, now_ms) : NULL;
    if (!found)
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, found->record);
    return STORE_OK;
}

enum store_status memory_attempt_put(struct store *store, int64_t id, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record)
{
    struct held_queue *queue = queue_of(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    remember(queue->content, &queue->content->attempts, remembered_make(attempt_id, record),
             expires_ms);
    return STORE_OK;
}

enum store_status memory_setting_get(struct store *store, struct slice name, struct arena *arena,
                                     struct slice *ret)
{
    const struct remembered *found = map_get(&memory_of(store)->settings, name);
    if (!found)
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, found->record);
    return STORE_OK;
}

enum store_status memory_setting_put(struct store *store, struct slice name, struct slice value)
{
    struct memory_store *memory = memory_of(store);
    free(map_remove(&memory->settings, name));
    if (slice_present(value))
        map_put(&memory->settings, name, remembered_make(name, value));
    return STORE_OK;
}

void memory_settings_free(struct memory_store *memory)
{
    size_t at = 0;
    struct slice name;
    void *value;
    while (map_next(&memory->settings, &at, &name, &value))
        free(value);
    map_release(&memory->settings);
}
