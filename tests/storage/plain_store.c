/* The plain store: queues, entries, tasks, settings. Messages are in plain_messages.c. */
#include "tests/storage/plain_state.h"

#include <stdlib.h>

#include "src/base/memory.h"

void *plain_grow(void *items, size_t *count, size_t size)
{
    char *grown = memory_array(items, *count + 1, size);
    memset(grown + *count * size, 0, size);
    ++*count;
    return grown;
}

struct plain_queue *plain_queue(struct store *store, int64_t id)
{
    struct plain_store *plain = plain_of(store);
    bool known = id >= 1 && (size_t)id <= plain->queue_count && !plain->queues[id - 1].deleted;
    return known ? &plain->queues[id - 1] : NULL;
}

/* ---- entries ---- */

struct plain_entry *plain_entry_find(struct plain_entries *entries, struct slice key)
{
    for (size_t i = 0; i < entries->count; i++)
        if (slice_equal(entries->items[i].key, key))
            return &entries->items[i];
    return NULL;
}

void plain_entry_put(struct plain_store *plain, struct plain_entries *entries, struct slice key,
                     int64_t expires_ms, struct slice record)
{
    struct plain_entry *entry = plain_entry_find(entries, key);
    if (!entry) {
        entries->items = plain_grow(entries->items, &entries->count, sizeof *entries->items);
        entry = &entries->items[entries->count - 1];
        entry->key = arena_copy(&plain->arena, key);
    }
    entry->expires_ms = expires_ms;
    entry->record = arena_copy(&plain->arena, record);
}

static enum store_status find_open(struct plain_entries *entries, struct slice key, int64_t now_ms,
                                   struct slice *ret)
{
    const struct plain_entry *entry = plain_entry_find(entries, key);
    if (!entry || now_ms >= entry->expires_ms)
        return STORE_NOT_FOUND;
    *ret = entry->record;
    return STORE_OK;
}

static enum store_status deduplication_find(struct store *store, int64_t id, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret)
{
    struct plain_queue *queue = plain_queue(store, id);
    struct slice record;
    if (!queue || find_open(&queue->deduplication, key, now_ms, &record) != STORE_OK)
        return STORE_NOT_FOUND;
    memcpy(ret, record.at, sizeof *ret);
    return STORE_OK;
}

static enum store_status deduplication_put(struct store *store, int64_t id, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry)
{
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    plain_entry_put(plain_of(store), &queue->deduplication, key, expires_ms,
                    slice_make(entry, sizeof *entry));
    return STORE_OK;
}

static enum store_status attempt_find(struct store *store, int64_t id, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret)
{
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue || find_open(&queue->attempts, attempt_id, now_ms, ret) != STORE_OK)
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, *ret);
    return STORE_OK;
}

static enum store_status attempt_put(struct store *store, int64_t id, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record)
{
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    plain_entry_put(plain_of(store), &queue->attempts, attempt_id, expires_ms, record);
    return STORE_OK;
}

static enum store_status setting_get(struct store *store, struct slice name, struct arena *arena,
                                     struct slice *ret)
{
    const struct plain_entry *entry = plain_entry_find(&plain_of(store)->settings, name);
    if (!entry || !slice_present(entry->record))
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, entry->record);
    return STORE_OK;
}

static enum store_status setting_put(struct store *store, struct slice name, struct slice value)
{
    struct plain_store *plain = plain_of(store);
    plain_entry_put(plain, &plain->settings, name, 0, value);
    return STORE_OK;
}

/* ---- queues ---- */

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

/* The latest queue of this name, whether it is deleted or not. */
static struct plain_queue *latest(struct store *store, struct slice account, struct slice region,
                                  struct slice name)
{
    struct plain_store *plain = plain_of(store);
    for (size_t i = plain->queue_count; i-- > 0;) {
        const struct store_queue *row = &plain->queues[i].row;
        if (slice_equal(row->account, account) && slice_equal(row->region, region) &&
            slice_equal(row->name, name))
            return &plain->queues[i];
    }
    return NULL;
}

static enum store_status queue_create(struct store *store, struct store_queue *row)
{
    struct plain_store *plain = plain_of(store);
    const struct plain_queue *former = latest(store, row->account, row->region, row->name);
    if (former && !former->deleted)
        return STORE_EXISTS;
    plain->queues = plain_grow(plain->queues, &plain->queue_count, sizeof *plain->queues);
    row->id = (int64_t)plain->queue_count;
    plain->queues[plain->queue_count - 1].row = copy_row(&plain->arena, row);
    return STORE_OK;
}

static enum store_status queue_find(struct store *store, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena, struct store_queue *ret)
{
    const struct plain_queue *queue = latest(store, account, region, name);
    if (!queue || queue->deleted)
        return STORE_NOT_FOUND;
    *ret = copy_row(arena, &queue->row);
    return STORE_OK;
}

static enum store_status queue_update(struct store *store, const struct store_queue *row)
{
    struct plain_queue *queue = plain_queue(store, row->id);
    if (!queue)
        return STORE_NOT_FOUND;
    struct store_queue copy = copy_row(&plain_of(store)->arena, row);
    queue->row.modified_ms = copy.modified_ms;
    queue->row.purged_ms = copy.purged_ms;
    queue->row.dead_letter_queue = copy.dead_letter_queue;
    queue->row.attributes = copy.attributes;
    queue->row.tags = copy.tags;
    return STORE_OK;
}

static enum store_status queue_purge(struct store *store, int64_t id)
{
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    queue->count = queue->deduplication.count = queue->attempts.count = 0;
    return STORE_OK;
}

static enum store_status queue_delete(struct store *store, int64_t id, int64_t now_ms)
{
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    queue->deleted = true;
    queue->deleted_ms = now_ms;
    return STORE_OK;
}

static enum store_status queue_deleted_ms(struct store *store, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret)
{
    const struct plain_queue *queue = latest(store, account, region, name);
    if (!queue || !queue->deleted || queue->deleted_ms == 0)
        return STORE_NOT_FOUND;
    *ret = queue->deleted_ms;
    return STORE_OK;
}

/* The name that comes next after `after`; `source_of`: among queues that name this one. */
static struct slice next_name(const struct plain_store *plain, struct slice account,
                              struct slice region, struct slice prefix, struct slice after,
                              struct slice source_of)
{
    struct slice best = SLICE_NONE;
    for (size_t i = 0; i < plain->queue_count; i++) {
        const struct store_queue *row = &plain->queues[i].row;
        bool fits = !plain->queues[i].deleted && slice_equal(row->account, account) &&
                    slice_equal(row->region, region) && slice_starts(row->name, prefix) &&
                    slice_compare(row->name, after) > 0;
        if (slice_present(source_of) && (!slice_present(row->dead_letter_queue) ||
                                         !slice_equal(row->dead_letter_queue, source_of)))
            fits = false;
        if (fits && (!slice_present(best) || slice_compare(row->name, best) < 0))
            best = row->name;
    }
    return best;
}

static enum store_status list(struct store *store, struct slice account, struct slice region,
                              struct slice prefix, struct slice source_of, struct slice after,
                              size_t limit, struct arena *arena, struct slice **ret,
                              size_t *ret_count)
{
    const struct plain_store *plain = plain_of(store);
    *ret = arena_array(arena, plain->queue_count, sizeof **ret);
    *ret_count = 0;
    while (*ret_count < limit) {
        after = next_name(plain, account, region, prefix, after, source_of);
        if (!slice_present(after))
            break;
        (*ret)[(*ret_count)++] = arena_copy(arena, after);
    }
    return STORE_OK;
}

static enum store_status queue_list(struct store *store, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count)
{
    return list(store, account, region, prefix, SLICE_NONE, after, limit, arena, ret, ret_count);
}

static enum store_status queue_sources(struct store *store, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count)
{
    return list(store, account, region, SLICE(""), name, after, limit, arena, ret, ret_count);
}

static enum store_status queue_scan(struct store *store, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count)
{
    const struct plain_store *plain = plain_of(store);
    *ret = arena_array(arena, plain->queue_count, sizeof **ret);
    *ret_count = 0;
    for (size_t i = 0; i < plain->queue_count && *ret_count < limit; i++) {
        const struct plain_queue *queue = &plain->queues[i];
        if (!queue->deleted && queue->row.id > after &&
            (!slice_present(account) || slice_equal(queue->row.account, account)))
            (*ret)[(*ret_count)++] = copy_row(arena, &queue->row);
    }
    return STORE_OK;
}

static enum store_status account_forget(struct store *store, struct slice account)
{
    struct plain_store *plain = plain_of(store);
    size_t kept = 0;
    for (size_t i = 0; i < plain->task_count; i++)
        if (slice_present(account) && !slice_equal(plain->tasks[i].account, account))
            plain->tasks[kept++] = plain->tasks[i];
    plain->task_count = kept;
    for (size_t i = 0; i < plain->queue_count; i++) {
        struct store_queue *row = &plain->queues[i].row;
        if (plain->queues[i].deleted &&
            (!slice_present(account) || slice_equal(row->account, account)))
            row->name = SLICE(""); /* no name is empty: it is never found */
    }
    return STORE_OK;
}

/* ---- tasks ---- */

static enum store_status task_put(struct store *store, const struct store_task *task)
{
    struct plain_store *plain = plain_of(store);
    struct arena *arena = &plain->arena;
    size_t i = 0;
    while (i < plain->task_count && memcmp(&plain->tasks[i].id, &task->id, sizeof task->id) != 0)
        i++;
    if (i == plain->task_count)
        plain->tasks = plain_grow(plain->tasks, &plain->task_count, sizeof *plain->tasks);
    plain->tasks[i] = *task;
    plain->tasks[i].account = arena_copy(arena, task->account);
    plain->tasks[i].source_arn = arena_copy(arena, task->source_arn);
    plain->tasks[i].destination_arn = arena_copy(arena, task->destination_arn);
    plain->tasks[i].failure_reason = arena_copy(arena, task->failure_reason);
    return STORE_OK;
}

static enum store_status task_list(struct store *store, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count)
{
    const struct plain_store *plain = plain_of(store);
    *ret = arena_array(arena, plain->task_count, sizeof **ret);
    *ret_count = 0;
    for (size_t i = plain->task_count; i-- > 0 && *ret_count < limit;)
        if (slice_equal(plain->tasks[i].source_arn, source_arn))
            (*ret)[(*ret_count)++] = plain->tasks[i];
    return STORE_OK;
}

static enum store_status task_active(struct store *store, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count)
{
    const struct plain_store *plain = plain_of(store);
    *ret = arena_array(arena, plain->task_count, sizeof **ret);
    *ret_count = 0;
    for (size_t i = 0; i < plain->task_count; i++)
        if (plain->tasks[i].status == TASK_RUNNING || plain->tasks[i].status == TASK_CANCELLING)
            (*ret)[(*ret_count)++] = plain->tasks[i];
    return STORE_OK;
}

/* ---- snapshots ---- */

struct plain_snapshot {
    struct store_snapshot head;
    struct plain_queue *queues;
    size_t queue_count;
    struct store_task *tasks;
    size_t task_count;
};

/* A copy of an array; texts stay in the arena, which only grows. */
static void *copy_array(const void *items, size_t count, size_t size)
{
    void *copy = memory_array(NULL, count + 1, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

static struct plain_queue *copy_queues(const struct plain_queue *queues, size_t count)
{
    struct plain_queue *copy = copy_array(queues, count, sizeof *queues);
    for (size_t i = 0; i < count; i++) {
        copy[i].messages = copy_array(queues[i].messages, queues[i].count, sizeof *copy->messages);
        copy[i].deduplication.items =
            copy_array(queues[i].deduplication.items, queues[i].deduplication.count,
                       sizeof(struct plain_entry));
        copy[i].attempts.items = copy_array(queues[i].attempts.items, queues[i].attempts.count,
                                            sizeof(struct plain_entry));
    }
    return copy;
}

static void free_queue(struct plain_queue *queue)
{
    free(queue->messages);
    free(queue->deduplication.items);
    free(queue->attempts.items);
}

static void free_queues(struct plain_queue *queues, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free_queue(&queues[i]);
    free(queues);
}

static enum store_status snapshot_take(struct store *store, size_t limit, size_t max_bytes,
                                       struct store_snapshot **ret, bool *ret_more)
{
    const struct plain_store *plain = plain_of(store);
    struct plain_snapshot *snapshot = memory_zalloc(sizeof *snapshot);
    (void)limit;
    for (size_t i = 0; i < plain->queue_count; i++) {
        const struct plain_queue *queue = &plain->queues[i];
        snapshot->head.queues += !queue->deleted;
        for (size_t k = 0; k < queue->count && !queue->deleted; k++)
            snapshot->head.messages += !queue->messages[k].deleted;
    }
    snapshot->head.bytes = 1 + (size_t)snapshot->head.messages * sizeof(struct plain_message);
    snapshot->queues = copy_queues(plain->queues, plain->queue_count);
    snapshot->queue_count = plain->queue_count;
    snapshot->tasks = copy_array(plain->tasks, plain->task_count, sizeof *plain->tasks);
    snapshot->task_count = plain->task_count;
    *ret = &snapshot->head;
    *ret_more = false;
    if (snapshot->head.bytes <= max_bytes)
        return STORE_OK;
    store->ops->snapshot_free(store, *ret);
    *ret = NULL;
    return STORE_FULL;
}

/* Queues that came later stay as if deleted, without a name, so that ids are not used twice. */
static enum store_status snapshot_restore(struct store *store, size_t limit,
                                          struct store_snapshot *head, bool *ret_more)
{
    struct plain_store *plain = plain_of(store);
    const struct plain_snapshot *snapshot = (const struct plain_snapshot *)head;
    struct plain_queue *queues = copy_queues(snapshot->queues, snapshot->queue_count);
    (void)limit;
    *ret_more = false;
    for (size_t i = 0; i < snapshot->queue_count; i++) {
        if (queues[i].sequence < plain->queues[i].sequence)
            queues[i].sequence = plain->queues[i].sequence;
        free_queue(&plain->queues[i]);
        plain->queues[i] = queues[i];
    }
    for (size_t i = snapshot->queue_count; i < plain->queue_count; i++) {
        plain->queues[i].deleted = true;
        plain->queues[i].row.name = SLICE("");
    }
    free(queues);
    free(plain->tasks);
    plain->tasks = copy_array(snapshot->tasks, snapshot->task_count, sizeof *plain->tasks);
    plain->task_count = snapshot->task_count;
    return STORE_OK;
}

static void snapshot_free(struct store *store, struct store_snapshot *head)
{
    struct plain_snapshot *snapshot = (struct plain_snapshot *)head;
    (void)store;
    if (!snapshot)
        return;
    free_queues(snapshot->queues, snapshot->queue_count);
    free(snapshot->tasks);
    free(snapshot);
}

/* ---- the rest ---- */

static enum store_status turn_begin(struct store *store)
{
    (void)store;
    return STORE_OK;
}

static void turn_abandon(struct store *store)
{
    (void)store;
}

static enum store_status collect(struct store *store, int64_t now_ms, size_t limit, bool *ret_more)
{
    struct plain_store *plain = plain_of(store);
    (void)limit;
    for (size_t i = 0; i < plain->queue_count; i++)
        if (plain->queues[i].deleted_ms <= now_ms - STORE_DELETED_KEPT_MS)
            plain->queues[i].deleted_ms = 0;
    *ret_more = false;
    return STORE_OK;
}

static const char *error(const struct store *store)
{
    (void)store;
    return "";
}

static void close_plain(struct store *store)
{
    struct plain_store *plain = plain_of(store);
    free_queues(plain->queues, plain->queue_count);
    free(plain->tasks);
    free(plain->settings.items);
    arena_release(&plain->arena);
    free(plain);
}

static struct store_ops all_ops(void)
{
    struct store_ops ops = plain_message_ops;
    ops.close = close_plain;
    ops.error = error;
    ops.turn_begin = ops.turn_commit = turn_begin;
    ops.turn_abandon = turn_abandon;
    ops.queue_create = queue_create;
    ops.queue_find = queue_find;
    ops.queue_update = queue_update;
    ops.queue_delete = queue_delete;
    ops.queue_purge = queue_purge;
    ops.queue_deleted_ms = queue_deleted_ms;
    ops.queue_list = queue_list;
    ops.queue_sources = queue_sources;
    ops.queue_scan = queue_scan;
    ops.account_forget = account_forget;
    ops.deduplication_find = deduplication_find;
    ops.deduplication_put = deduplication_put;
    ops.attempt_find = attempt_find;
    ops.attempt_put = attempt_put;
    ops.snapshot_take = snapshot_take;
    ops.snapshot_restore = snapshot_restore;
    ops.snapshot_free = snapshot_free;
    ops.task_put = task_put;
    ops.task_list = task_list;
    ops.task_active = task_active;
    ops.setting_get = setting_get;
    ops.setting_put = setting_put;
    ops.collect = collect;
    return ops;
}

struct store *plain_store_open(void)
{
    static struct store_ops ops;
    struct plain_store *plain = memory_zalloc(sizeof *plain);
    ops = all_ops();
    plain->super.ops = &ops;
    return &plain->super;
}
