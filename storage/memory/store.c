/* The store in memory: opening, closing, idle work. Its turns need no undoing, since no verb fails
 * after it changed something. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

static void close_store(struct store *store)
{
    struct memory_store *memory = memory_of(store);
    memory_queues_free(memory);
    memory_settings_free(memory);
    memory_tasks_free(memory);
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

enum store_status memory_collect(struct store *store, int64_t now_ms, size_t limit, bool *ret_more)
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
    .queue_create = memory_queue_create,
    .queue_find = memory_queue_find,
    .queue_update = memory_queue_update,
    .queue_delete = memory_queue_delete,
    .queue_purge = memory_queue_purge,
    .queue_deleted_ms = memory_queue_deleted_ms,
    .queue_list = memory_queue_list,
    .queue_sources = memory_queue_sources,
    .queue_counts = memory_queue_counts,
    .message_put = memory_message_put,
    .ready = memory_ready,
    .take = memory_message_take,
    .message_find = memory_message_find,
    .message_load = memory_message_load,
    .message_set_visible = memory_message_set_visible,
    .message_delete = memory_message_delete,
    .message_move = memory_message_move,
    .next_visible = memory_next_visible,
    .expire = memory_message_expire,
    .deduplication_find = memory_deduplication_find,
    .deduplication_put = memory_deduplication_put,
    .attempt_find = memory_attempt_find,
    .attempt_put = memory_attempt_put,
    .task_put = memory_task_put,
    .task_list = memory_task_list,
    .task_active = memory_task_active,
    .setting_get = memory_setting_get,
    .setting_put = memory_setting_put,
    .collect = memory_collect,
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
