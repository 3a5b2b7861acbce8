/* The verbs of a store with a planned fault in front: see verbs.h. */
#include "tests/faults/verbs.h"

#include <stdlib.h>

#include "src/base/memory.h"
#include "tests/faults/fault.h"

struct wrapped {
    struct store store;
    struct store *inner;
};

struct store *verbs_inner(struct store *store)
{
    return ((struct wrapped *)store)->inner;
}

/* name, parameters and arguments after the store */
#define ALL_VERBS(V)                                                                               \
    V(turn_begin, (struct store * store), (verbs_inner(store)))                                    \
    V(queue_create, (struct store * store, struct store_queue * queue),                            \
      (verbs_inner(store), queue))                                                                 \
    V(queue_find,                                                                                  \
      (struct store * store, struct slice account, struct slice region, struct slice name,         \
       struct arena * arena, struct store_queue * ret),                                            \
      (verbs_inner(store), account, region, name, arena, ret))                                     \
    V(queue_update, (struct store * store, const struct store_queue *queue),                       \
      (verbs_inner(store), queue))                                                                 \
    V(queue_delete, (struct store * store, int64_t queue, int64_t now_ms),                         \
      (verbs_inner(store), queue, now_ms))                                                         \
    V(queue_purge, (struct store * store, int64_t queue), (verbs_inner(store), queue))             \
    V(queue_deleted_ms,                                                                            \
      (struct store * store, struct slice account, struct slice region, struct slice name,         \
       int64_t * ret),                                                                             \
      (verbs_inner(store), account, region, name, ret))                                            \
    V(queue_list,                                                                                  \
      (struct store * store, struct slice account, struct slice region, struct slice prefix,       \
       struct slice after, size_t limit, struct arena * arena, struct slice * *ret,                \
       size_t * ret_count),                                                                        \
      (verbs_inner(store), account, region, prefix, after, limit, arena, ret, ret_count))          \
    V(queue_sources,                                                                               \
      (struct store * store, struct slice account, struct slice region, struct slice name,         \
       struct slice after, size_t limit, struct arena * arena, struct slice * *ret,                \
       size_t * ret_count),                                                                        \
      (verbs_inner(store), account, region, name, after, limit, arena, ret, ret_count))            \
    V(queue_scan,                                                                                  \
      (struct store * store, struct slice account, int64_t after, size_t limit,                    \
       struct arena * arena, struct store_queue * *ret, size_t * ret_count),                       \
      (verbs_inner(store), account, after, limit, arena, ret, ret_count))                          \
    V(account_forget, (struct store * store, struct slice account), (verbs_inner(store), account)) \
    V(queue_counts,                                                                                \
      (struct store * store, int64_t queue, struct store_time time, struct store_counts * ret),    \
      (verbs_inner(store), queue, time, ret))                                                      \
    V(message_put, (struct store * store, int64_t queue, struct store_message * message),          \
      (verbs_inner(store), queue, message))                                                        \
    V(ready,                                                                                       \
      (struct store * store, int64_t queue, struct store_time time, size_t limit,                  \
       struct arena * arena, struct store_message * *ret, size_t * ret_count),                     \
      (verbs_inner(store), queue, time, limit, arena, ret, ret_count))                             \
    V(take,                                                                                        \
      (struct store * store, int64_t queue, struct store_message * messages, size_t count,         \
       int64_t now_ms, int64_t visible_ms),                                                        \
      (verbs_inner(store), queue, messages, count, now_ms, visible_ms))                            \
    V(message_find,                                                                                \
      (struct store * store, int64_t queue, int64_t id, int64_t hint_ms,                           \
       struct store_message * ret),                                                                \
      (verbs_inner(store), queue, id, hint_ms, ret))                                               \
    V(message_load,                                                                                \
      (struct store * store, int64_t queue, int64_t id, struct arena * arena,                      \
       struct store_message * ret),                                                                \
      (verbs_inner(store), queue, id, arena, ret))                                                 \
    V(message_recent,                                                                              \
      (struct store * store, int64_t queue, int64_t since_ms, struct arena * arena,                \
       int64_t * *ret, size_t * ret_count),                                                        \
      (verbs_inner(store), queue, since_ms, arena, ret, ret_count))                                \
    V(message_set_visible,                                                                         \
      (struct store * store, int64_t queue, struct store_message * message, int64_t visible_ms),   \
      (verbs_inner(store), queue, message, visible_ms))                                            \
    V(message_delete, (struct store * store, int64_t queue, const struct store_message *message),  \
      (verbs_inner(store), queue, message))                                                        \
    V(message_move,                                                                                \
      (struct store * store, int64_t from, const struct store_message *message, int64_t to,        \
       struct store_message *changed),                                                             \
      (verbs_inner(store), from, message, to, changed))                                            \
    V(next_visible,                                                                                \
      (struct store * store, int64_t queue, struct store_time time, int64_t * ret_ms),             \
      (verbs_inner(store), queue, time, ret_ms))                                                   \
    V(deadlines,                                                                                   \
      (struct store * store, int64_t queue, struct store_time time, struct store_deadlines * ret), \
      (verbs_inner(store), queue, time, ret))                                                      \
    V(message_scan,                                                                                \
      (struct store * store, int64_t queue, struct store_time time, int64_t after, size_t limit,   \
       struct arena * arena, struct store_message * *ret, size_t * ret_count),                     \
      (verbs_inner(store), queue, time, after, limit, arena, ret, ret_count))                      \
    V(expire,                                                                                      \
      (struct store * store, int64_t queue, struct store_time time, size_t limit, bool *ret_more), \
      (verbs_inner(store), queue, time, limit, ret_more))                                          \
    V(deduplication_find,                                                                          \
      (struct store * store, int64_t queue, struct slice key, int64_t now_ms,                      \
       struct store_deduplication * ret),                                                          \
      (verbs_inner(store), queue, key, now_ms, ret))                                               \
    V(deduplication_put,                                                                           \
      (struct store * store, int64_t queue, struct slice key, int64_t expires_ms,                  \
       const struct store_deduplication *entry),                                                   \
      (verbs_inner(store), queue, key, expires_ms, entry))                                         \
    V(attempt_find,                                                                                \
      (struct store * store, int64_t queue, struct slice attempt_id, int64_t now_ms,               \
       struct arena * arena, struct slice * ret),                                                  \
      (verbs_inner(store), queue, attempt_id, now_ms, arena, ret))                                 \
    V(attempt_put,                                                                                 \
      (struct store * store, int64_t queue, struct slice attempt_id, int64_t expires_ms,           \
       struct slice record),                                                                       \
      (verbs_inner(store), queue, attempt_id, expires_ms, record))                                 \
    V(task_put, (struct store * store, const struct store_task *task), (verbs_inner(store), task)) \
    V(task_list,                                                                                   \
      (struct store * store, struct slice source_arn, size_t limit, struct arena * arena,          \
       struct store_task * *ret, size_t * ret_count),                                              \
      (verbs_inner(store), source_arn, limit, arena, ret, ret_count))                              \
    V(task_active,                                                                                 \
      (struct store * store, struct arena * arena, struct store_task * *ret, size_t * ret_count),  \
      (verbs_inner(store), arena, ret, ret_count))                                                 \
    V(setting_get,                                                                                 \
      (struct store * store, struct slice name, struct arena * arena, struct slice * ret),         \
      (verbs_inner(store), name, arena, ret))                                                      \
    V(setting_put, (struct store * store, struct slice name, struct slice value),                  \
      (verbs_inner(store), name, value))                                                           \
    V(collect, (struct store * store, int64_t now_ms, size_t limit, bool *ret_more),               \
      (verbs_inner(store), now_ms, limit, ret_more))

#define VERB(name, parameters, arguments)                                                          \
    static enum store_status name parameters                                                       \
    {                                                                                              \
        if (fault_reached(FAULT_VERB, NULL, NULL))                                                 \
            return STORE_ERROR;                                                                    \
        return verbs_inner(store)->ops->name arguments;                                            \
    }
ALL_VERBS(VERB)
#undef VERB

/* Fails as a store does: nothing happened. */
static enum store_status turn_commit(struct store *store)
{
    struct store *inner = verbs_inner(store);
    if (!fault_reached(FAULT_VERB, NULL, NULL))
        return inner->ops->turn_commit(inner);
    inner->ops->turn_abandon(inner);
    return STORE_ERROR;
}

static void turn_abandon(struct store *store)
{
    verbs_inner(store)->ops->turn_abandon(verbs_inner(store));
}

/* Outside of turns, with answers of their own: never the planned fault. */
static enum store_status snapshot_take(struct store *store, size_t limit, size_t max_bytes,
                                       struct store_snapshot **snapshot, bool *ret_more)
{
    struct store *inner = verbs_inner(store);
    return inner->ops->snapshot_take(inner, limit, max_bytes, snapshot, ret_more);
}

static enum store_status snapshot_restore(struct store *store, size_t limit,
                                          struct store_snapshot *snapshot, bool *ret_more)
{
    struct store *inner = verbs_inner(store);
    return inner->ops->snapshot_restore(inner, limit, snapshot, ret_more);
}

static void snapshot_free(struct store *store, struct store_snapshot *snapshot)
{
    verbs_inner(store)->ops->snapshot_free(verbs_inner(store), snapshot);
}

static const char *error(const struct store *store)
{
    const struct store *inner = ((const struct wrapped *)store)->inner;
    const char *why = inner->ops->error(inner);
    return *why ? why : "a planned fault";
}

static void close_wrapped(struct store *store)
{
    store_close(verbs_inner(store));
    free(store);
}

static const struct store_ops ops = {.close = close_wrapped,
                                     .turn_commit = turn_commit,
                                     .turn_abandon = turn_abandon,
                                     .error = error,
                                     .snapshot_take = snapshot_take,
                                     .snapshot_restore = snapshot_restore,
                                     .snapshot_free = snapshot_free,
#define VERB(name, parameters, arguments) .name = name,
                                     ALL_VERBS(VERB)
#undef VERB
};

#define COUNT_VERB(name, parameters, arguments) +1
_Static_assert(sizeof(struct store_ops) / sizeof(void (*)(void)) == 7 ALL_VERBS(COUNT_VERB),
               "a verb of store.h has no row in ALL_VERBS");

struct store *verbs_wrap(struct store *inner)
{
    if (!inner)
        return NULL;
    struct wrapped *wrapped = memory_zalloc(sizeof *wrapped);
    wrapped->store.ops = &ops;
    wrapped->inner = inner;
    return &wrapped->store;
}
