/* Queues in use: see queues.h. */
#include "src/engine/queues.h"

#include "src/base/memory.h"
#include "src/engine/delays.h"
#include "src/engine/observe.h"
#include "src/engine/propagation.h"
#include "src/engine/redrive_policy.h"
#include "src/engine/waiters.h"

/* Region, account and name in one map key; the first two cannot contain the separator. */
#define KEY_MAX 512

static struct slice queue_key(const struct queue_ref *ref, char out[static KEY_MAX])
{
    size_t len = ref->region.len + ref->account.len + ref->name.len + 2;
    if (len > KEY_MAX)
        return SLICE_NONE;
    char *at = out;
    memcpy(at, ref->region.at, ref->region.len);
    at += ref->region.len;
    *at++ = '\0';
    memcpy(at, ref->account.at, ref->account.len);
    at += ref->account.len;
    *at++ = '\0';
    memcpy(at, ref->name.at, ref->name.len);
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

struct slice queue_attribute(const struct queue *queue, int attribute)
{
    const struct queue_attribute *row = &queue_attributes_all[attribute];
    for (size_t i = 0; i < queue->row.attributes.count; i++)
        if (slice_is(queue->row.attributes.items[i].name, row->name))
            return queue->row.attributes.items[i].value;
    return slice_of(row->fallback);
}

static int64_t acting_ms(struct queue *queue, int attribute)
{
    int64_t seconds = 0;
    slice_to_int64(propagation_acting(queue, attribute, &queue->settles_ms), &seconds);
    return seconds * 1000;
}

/* Attributes as they act now, in the types that rules use. */
static void derive(struct queue *queue)
{
    int64_t *settles = &queue->settles_ms;
    *settles = INT64_MAX;
    queue->delay_ms = acting_ms(queue, QUEUE_ATTRIBUTE_DELAY_SECONDS);
    queue->retention_ms = acting_ms(queue, QUEUE_ATTRIBUTE_MESSAGE_RETENTION_PERIOD);
    queue->wait_ms = acting_ms(queue, QUEUE_ATTRIBUTE_RECEIVE_MESSAGE_WAIT_TIME_SECONDS);
    queue->visibility_ms = acting_ms(queue, QUEUE_ATTRIBUTE_VISIBILITY_TIMEOUT);
    slice_to_int64(propagation_acting(queue, QUEUE_ATTRIBUTE_MAXIMUM_MESSAGE_SIZE, settles),
                   &queue->maximum_message_size);
    queue->content_based_deduplication = slice_is(
        propagation_acting(queue, QUEUE_ATTRIBUTE_CONTENT_BASED_DEDUPLICATION, settles), "true");
    queue->deduplication_per_group = false;
    for (size_t i = 0; i < queue->row.attributes.count; i++)
        if (slice_is(queue->row.attributes.items[i].name, CREATION_SCOPE))
            queue->deduplication_per_group =
                slice_is(queue->row.attributes.items[i].value, "messageGroup");
    redrive_read(&queue->arena, propagation_acting(queue, QUEUE_ATTRIBUTE_REDRIVE_POLICY, settles),
                 &queue->redrive);
}

/* Takes over a row, copying it; the former arena dies. */
static void set_row(struct queue *queue, const struct store_queue *row)
{
    struct arena arena = {0};
    struct store_queue copy = *row;
    copy.account = arena_copy(&arena, row->account);
    copy.region = arena_copy(&arena, row->region);
    copy.name = arena_copy(&arena, row->name);
    copy.dead_letter_queue = arena_copy(&arena, row->dead_letter_queue);
    copy.attributes = copy_pairs(&arena, row->attributes);
    copy.tags = copy_pairs(&arena, row->tags);
    arena_release(&queue->arena);
    queue->arena = arena;
    queue->row = copy;
    queue->stale = false;
    derive(queue);
}

static struct queue *queue_add(struct engine *engine, struct slice key,
                               const struct store_queue *row)
{
    struct queue *queue = memory_zalloc(sizeof *queue);
    list_init(&queue->waiters);
    set_row(queue, row);
    queue->in_flight_bound = INT64_MAX; /* unknown yet */
    map_put(&engine->queues, key, queue);
    return queue;
}

static void queue_free(struct engine *engine, struct queue *queue)
{
    list_remove(&queue->woken);
    heap_remove(&engine->dues, &queue->due);
    account_release(engine, queue->account);
    arena_release(&queue->arena);
    free(queue);
}

/* Reads the row from the store; a new queue, the old one renewed, or NULL. */
static struct queue *queue_load(struct engine *engine, const struct queue_ref *ref,
                                struct slice key, struct queue *old)
{
    struct arena arena = {0};
    struct store_queue row;
    struct queue *queue = NULL;
    if (turn_ensure(engine) &&
        turn_ok(engine, engine->store->ops->queue_find(engine->store, ref->account, ref->region,
                                                       ref->name, &arena, &row))) {
        if (old && old->row.id != row.id) {
            queue_forget(engine, old);
            old = NULL;
        }
        if (old)
            set_row(old, &row);
        queue = old ? old : queue_add(engine, key, &row);
        if (!queue->account)
            queue->account = account_take(engine, queue->row.account);
        account_find(engine, queue->row.account); /* loads what a lost turn left unread */
    } else if (old && !engine->turn_failed) {
        queue_forget(engine, old);
    }
    arena_release(&arena);
    return queue;
}

void queue_settle(struct engine *engine, struct queue *queue)
{
    if (queue->settles_ms == INT64_MAX || queue->settles_ms > queue_now(engine, queue))
        return;
    struct arena arena = {0};
    struct store_queue row = queue->row;
    int64_t former_ms = queue->delay_ms;
    propagation_settle(&arena, queue_now(engine, queue), &row);
    if (queue_save(engine, queue, &row))
        delays_follow(engine, queue, former_ms);
    arena_release(&arena);
}

struct queue *queue_find(struct engine *engine, const struct queue_ref *ref)
{
    char text[KEY_MAX];
    struct slice key = queue_key(ref, text);
    if (!slice_present(key))
        return NULL;
    struct queue *queue = map_get(&engine->queues, key);
    if (!queue || queue->stale)
        queue = queue_load(engine, ref, key, queue);
    if (queue)
        queue_settle(engine, queue);
    return queue;
}

struct queue *queue_cached(struct engine *engine, const struct queue_ref *ref)
{
    char text[KEY_MAX];
    struct slice key = queue_key(ref, text);
    return slice_present(key) ? map_get(&engine->queues, key) : NULL;
}

struct queue *queue_of_call(struct engine *engine, struct call *call)
{
    if (!slice_present(call->queue.name)) {
        call_fail(call, TEXT_MISSING_PARAMETER, SLICE("QueueUrl"));
        return NULL;
    }
    struct queue *queue = queue_find(engine, &call->queue);
    if (!queue)
        call_fail(call, TEXT_NO_SUCH_QUEUE);
    return queue;
}

struct queue *queue_beside(struct engine *engine, const struct queue *queue, struct slice name)
{
    struct queue_ref ref = {queue->row.region, queue->row.account, name};
    return queue_find(engine, &ref);
}

bool queue_save(struct engine *engine, struct queue *queue, const struct store_queue *row)
{
    if (!turn_ensure(engine) ||
        !turn_ok(engine, engine->store->ops->queue_update(engine->store, row)))
        return false;
    set_row(queue, row);
    tell_queue(engine, ENGINE_EVENT_QUEUE_CHANGED, queue, NULL);
    queue_touch(engine, queue);
    return true;
}

void queue_forget(struct engine *engine, struct queue *queue)
{
    char text[KEY_MAX];
    struct queue_ref ref = queue_reference(queue);
    struct slice key = queue_key(&ref, text);
    waiters_end_deleted(engine, queue);
    map_remove(&engine->queues, key);
    queue_free(engine, queue);
}

void queues_mark_stale(struct engine *engine)
{
    size_t at = 0;
    struct slice key;
    void *queue;
    while (map_next(&engine->queues, &at, &key, &queue))
        ((struct queue *)queue)->stale = true;
}

void queues_release(struct engine *engine)
{
    size_t at = 0;
    struct slice key;
    void *queue;
    while (map_next(&engine->queues, &at, &key, &queue))
        queue_free(engine, queue);
    map_release(&engine->queues);
}

int64_t queue_now(const struct engine *engine, const struct queue *queue)
{
    return account_now(engine, queue->account);
}

struct store_time queue_time(const struct engine *engine, const struct queue *queue)
{
    int64_t now = queue_now(engine, queue);
    return (struct store_time){now, now - queue->retention_ms};
}

struct queue_ref queue_reference(const struct queue *queue)
{
    return (struct queue_ref){queue->row.region, queue->row.account, queue->row.name};
}

void queue_touch(struct engine *engine, struct queue *queue)
{
    if (!list_empty(&queue->waiters) && !list_linked(&queue->woken))
        list_append(&engine->woken, &queue->woken);
}
