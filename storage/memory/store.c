/* The store in memory: opening, closing, idle work. Its turns need no undoing, since no verb fails
 * after it changed something. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

static void close_store(struct store *store)
{
    struct memory_store *memory = memory_of(store);
    queues_free(memory);
    settings_free(memory);
    tasks_free(memory);
    while (!list_empty(&memory->garbage))
        content_free(LIST_OF(memory->garbage.next, struct content, garbage));
    free(memory);
}

static enum store_status turn_begin(struct store *store)
{
    (void)store;
    return STORE_OK;
}

static void turn_abandon(struct store *store)
{
    (void)store;
}

enum store_status collect(struct store *store, int64_t now_ms, size_t limit, bool *ret_more)
{
    struct memory_store *memory = memory_of(store);
    (void)now_ms; /* closed windows are forgotten by the verbs that look at them */
    while (limit > 0 && !list_empty(&memory->garbage))
        content_free_slice(LIST_OF(memory->garbage.next, struct content, garbage), &limit);
    *ret_more = !list_empty(&memory->garbage);
    return STORE_OK;
}

static const struct store_ops ops = {
    .close = close_store,
    .turn_begin = turn_begin,
    .turn_commit = turn_begin,
    .turn_abandon = turn_abandon,
    .queue_create = queue_create,
    .queue_find = queue_find_row,
    .queue_update = queue_update,
    .queue_delete = queue_delete,
    .queue_purge = queue_purge,
    .queue_deleted_ms = queue_deleted_ms,
    .queue_list = queue_list,
    .queue_sources = queue_sources,
    .queue_counts = queue_counts,
    .message_put = message_put,
    .ready = ready,
    .take = message_take,
    .message_find = message_find,
    .message_load = message_load,
    .message_set_visible = message_set_visible,
    .message_delete = message_delete,
    .message_move = message_move,
    .next_visible = next_visible,
    .expire = message_expire,
    .deduplication_find = deduplication_find,
    .deduplication_put = deduplication_put,
    .attempt_find = attempt_find,
    .attempt_put = attempt_put,
    .task_put = task_put,
    .task_list = task_list,
    .task_active = task_active,
    .setting_get = setting_get,
    .setting_put = setting_put,
    .collect = collect,
};

struct store *memory_store_open(size_t max_bytes)
{
    struct memory_store *memory = memory_zalloc(sizeof *memory);
    memory->super.ops = &ops;
    memory->max_bytes = max_bytes;
    map_init(&memory->by_name);
    map_init(&memory->deleted);
    map_init(&memory->settings);
    list_init(&memory->tasks);
    list_init(&memory->garbage);
    return &memory->super;
}
