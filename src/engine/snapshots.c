/* Named snapshots of everything, in memory, bounded: see control.h. */
#include "src/base/memory.h"
#include "src/engine/idle.h"
#include "src/engine/jobs.h"

/* Of all snapshots together. */
#define SNAPSHOTS_MAX_BYTES ((size_t)1 << 30)
#define SNAPSHOTS_MAX       100

/* Messages, or as much else, that one slice copies: a few milliseconds. */
#define SLICE_MESSAGES 250

struct snapshot {
    struct list_node link; /* in engine->snapshots, by name */
    char name[ENGINE_SNAPSHOT_NAME_MAX + 1];
    int64_t taken_ms;
    struct store_snapshot *copy; /* NULL: it is being taken */
};

#define SNAPSHOT_OF(node) LIST_OF(node, struct snapshot, link)

static struct snapshot *find(struct engine *engine, struct slice name)
{
    for (struct list_node *node = engine->snapshots.next; node != &engine->snapshots;
         node = node->next)
        if (slice_is(name, SNAPSHOT_OF(node)->name))
            return SNAPSHOT_OF(node);
    return NULL;
}

static void drop(struct engine *engine, struct snapshot *snapshot)
{
    if (!snapshot)
        return;
    engine->store->ops->snapshot_free(engine->store, snapshot->copy);
    list_remove(&snapshot->link);
    free(snapshot);
}

static void add(struct engine *engine, struct snapshot *snapshot)
{
    struct list_node *node = engine->snapshots.next;
    while (node != &engine->snapshots && strcmp(SNAPSHOT_OF(node)->name, snapshot->name) < 0)
        node = node->next;
    list_append(node, &snapshot->link);
}

static size_t count(struct engine *engine, size_t *ret_bytes)
{
    size_t found = 0;
    *ret_bytes = 0;
    for (struct list_node *node = engine->snapshots.next; node != &engine->snapshots;
         node = node->next, found++)
        *ret_bytes += SNAPSHOT_OF(node)->copy->bytes;
    return found;
}

static void describe(const struct snapshot *snapshot, struct engine_job_result *ret)
{
    ret->queues = snapshot->copy->queues;
    ret->messages = snapshot->copy->messages;
    ret->taken_ms = snapshot->taken_ms;
}

/* The new one takes the place of one of the same name only when it is whole. */
static bool take_step(struct engine *engine, struct engine_job_result *ret)
{
    struct snapshot *taking = engine->snapshot;
    size_t bytes;
    bool more;
    count(engine, &bytes);
    enum store_status status = engine->store->ops->snapshot_take(
        engine->store, SLICE_MESSAGES, SNAPSHOTS_MAX_BYTES - bytes, &taking->copy, &more);
    if (status == STORE_OK && more)
        return false;
    engine->snapshot = NULL;
    if (status == STORE_OK) {
        drop(engine, find(engine, slice_of(taking->name)));
        add(engine, taking);
        describe(taking, ret);
        ret->outcome = JOB_DONE;
    } else {
        drop(engine, taking);
        ret->outcome = status == STORE_FULL ? JOB_FULL : JOB_FAILED;
    }
    return true;
}

static bool restore_step(struct engine *engine, struct engine_job_result *ret)
{
    struct snapshot *snapshot = engine->snapshot;
    bool more;
    enum store_status status =
        engine->store->ops->snapshot_restore(engine->store, SLICE_MESSAGES, snapshot->copy, &more);
    if (status == STORE_OK && more)
        return false;
    engine->snapshot = NULL;
    caches_renew(engine);
    describe(snapshot, ret);
    ret->outcome = status == STORE_OK ? JOB_DONE : JOB_FAILED;
    idle_hurry(engine);
    return true;
}

enum engine_snapshot_outcome engine_snapshot_take(struct engine *engine, struct slice name,
                                                  struct engine_job *job)
{
    size_t bytes;
    if (name.len == 0 || name.len > ENGINE_SNAPSHOT_NAME_MAX)
        return SNAPSHOT_BAD_NAME;
    if (!find(engine, name) && count(engine, &bytes) >= SNAPSHOTS_MAX)
        return SNAPSHOT_TOO_MANY;
    int64_t now_ms = account_now(engine, NULL);
    if (!job_begin(engine, take_step, true, job))
        return SNAPSHOT_BUSY;
    engine->snapshot = memory_zalloc(sizeof *engine->snapshot);
    engine->snapshot->taken_ms = now_ms;
    memcpy(engine->snapshot->name, name.at, name.len);
    return SNAPSHOT_BEGUN;
}

enum engine_snapshot_outcome engine_snapshot_restore(struct engine *engine, struct slice name,
                                                     struct engine_job *job)
{
    struct snapshot *snapshot = find(engine, name);
    if (!snapshot)
        return SNAPSHOT_UNKNOWN;
    if (!job_begin(engine, restore_step, true, job))
        return SNAPSHOT_BUSY;
    engine->snapshot = snapshot;
    return SNAPSHOT_BEGUN;
}

enum engine_snapshot_outcome engine_snapshot_drop(struct engine *engine, struct slice name)
{
    struct snapshot *snapshot = find(engine, name);
    if (snapshot && snapshot == engine->snapshot)
        return SNAPSHOT_BUSY;
    drop(engine, snapshot);
    return snapshot ? SNAPSHOT_BEGUN : SNAPSHOT_UNKNOWN;
}

bool engine_snapshot_next(struct engine *engine, struct slice *name, struct engine_job_result *ret)
{
    for (struct list_node *node = engine->snapshots.next; node != &engine->snapshots;
         node = node->next) {
        const struct snapshot *snapshot = SNAPSHOT_OF(node);
        if (slice_compare(slice_of(snapshot->name), *name) <= 0)
            continue;
        *name = slice_of(snapshot->name);
        describe(snapshot, ret);
        return true;
    }
    return false;
}

void snapshots_abandon(struct engine *engine)
{
    drop(engine, engine->snapshot);
    engine->snapshot = NULL;
}

void snapshots_release(struct engine *engine)
{
    snapshots_abandon(engine);
    while (!list_empty(&engine->snapshots))
        drop(engine, SNAPSHOT_OF(engine->snapshots.next));
}
