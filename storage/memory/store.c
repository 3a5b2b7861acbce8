/* The store in memory: opening, turns, idle work, closing.
 *
 * A turn needs no undoing, since no verb fails after it has changed something. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

/* Blocks that one slice of idle work gives back to the system: some 0.4 ms. */
#define TRIM_BLOCKS 8

/* Queue ids begin anywhere, so that a receipt handle of an earlier process names no queue. */
#define FIRST_QUEUE_BITS 48

static enum store_status turn_begin(struct store *store)
{
    (void)store;
    return STORE_OK;
}

static enum store_status turn_commit(struct store *store)
{
    (void)store;
    return STORE_OK;
}

static void turn_abandon(struct store *store)
{
    (void)store;
}

/* No verb fails. */
static const char *error(const struct store *store)
{
    (void)store;
    return "";
}

enum store_status memory_collect(struct store *store, int64_t now_ms, size_t limit, bool *ret_more)
{
    struct memory_store *memory = memory_of(store);
    size_t done = memory_content_collect(memory, limit);
    done += memory_windows_collect(memory, now_ms, limit - done);
    done += memory_names_collect(memory, now_ms, limit - done);
    *ret_more = done == limit && limit > 0;
    if (!*ret_more)
        *ret_more = pool_trim(&memory->pool, TRIM_BLOCKS);
    return STORE_OK;
}

static void memory_close(struct store *store)
{
    struct memory_store *memory = memory_of(store);
    memory_queues_free(memory);
    while (memory_content_collect(memory, SIZE_MAX) > 0)
        continue;
    while (memory_windows_collect(memory, INT64_MIN, SIZE_MAX) > 0)
        continue;
    memory_realms_free(memory);
    memory_settings_free(memory);
    memory_tasks_free(memory);
    heap_release(&memory->windows);
    id_pages_release(&memory->messages);
    pool_release(&memory->pool);
    free(memory);
}

static const struct store_ops ops = {
    .close = memory_close,
    .turn_begin = turn_begin,
    .turn_commit = turn_commit,
    .turn_abandon = turn_abandon,
    .error = error,
    .queue_create = memory_queue_create,
    .queue_find = memory_queue_find,
    .queue_update = memory_queue_update,
    .queue_delete = memory_queue_delete,
    .queue_purge = memory_queue_purge,
    .queue_deleted_ms = memory_queue_deleted_ms,
    .queue_list = memory_queue_list,
    .queue_sources = memory_queue_sources,
    .queue_scan = memory_queue_scan,
    .account_forget = memory_account_forget,
    .queue_counts = memory_queue_counts,
    .snapshot_take = memory_snapshot_take,
    .snapshot_restore = memory_snapshot_restore,
    .snapshot_free = memory_snapshot_free,
    .message_put = memory_message_put,
    .ready = memory_ready,
    .take = memory_take,
    .message_find = memory_message_find,
    .message_load = memory_message_load,
    .message_recent = memory_message_recent,
    .message_set_visible = memory_message_set_visible,
    .message_delete = memory_message_delete,
    .message_move = memory_message_move,
    .next_visible = memory_next_visible,
    .deadlines = memory_deadlines,
    .message_scan = memory_message_scan,
    .expire = memory_expire,
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
    uint64_t anywhere;
    random_bytes(&anywhere, sizeof anywhere);
    memory->super.ops = &ops;
    memory->max_bytes = max_bytes;
    memory->next_queue = (int64_t)(anywhere >> (64 - FIRST_QUEUE_BITS)) + 1;
    pool_init(&memory->pool);
    map_init(&memory->realms);
    map_init(&memory->settings);
    map_init(&memory->tasks);
    heap_init(&memory->windows);
    list_init(&memory->deleted);
    list_init(&memory->garbage);
    list_init(&memory->dead_windows);
    return &memory->super;
}
