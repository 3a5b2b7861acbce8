/* Export and import of queues: see transfer.h. */
#include "src/engine/transfer.h"

#include "src/base/digest.h"
#include "src/engine/message_attributes.h"
#include "src/engine/observe.h"
#include "src/engine/queue_attributes.h"
#include "src/engine/queues.h"
#include "src/engine/send.h"

/* Attributes of the contract; beside them the engine keeps notes of its own. */
static struct store_pairs public_attributes(struct arena *arena, const struct store_queue *queue)
{
    struct store_pairs all = queue->attributes;
    struct store_pairs known = {arena_array(arena, all.count + 1, sizeof *all.items), 0};
    if (queue->fifo)
        known.items[known.count++] = (struct store_pair){
            slice_of(queue_attributes_all[QUEUE_ATTRIBUTE_FIFO_QUEUE].name), SLICE("true")};
    for (size_t i = 0; i < all.count; i++)
        for (int k = 0; k < QUEUE_ATTRIBUTE_COUNT; k++)
            if (slice_is(all.items[i].name, queue_attributes_all[k].name))
                known.items[known.count++] = all.items[i];
    return known;
}

bool engine_export_queue(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                         struct store_queue *ret)
{
    if (!turn_ensure(engine) ||
        !turn_ok(engine, engine->store->ops->queue_find(engine->store, ref->account, ref->region,
                                                        ref->name, arena, ret)))
        return false;
    ret->attributes = public_attributes(arena, ret);
    return true;
}

bool engine_export_messages(struct engine *engine, const struct queue_ref *ref, int64_t after,
                            size_t limit, struct arena *arena, struct store_message **ret,
                            size_t *ret_count)
{
    const struct queue *queue = turn_ensure(engine) ? queue_find(engine, ref) : NULL;
    return queue && turn_ok(engine, engine->store->ops->message_scan(
                                        engine->store, queue->row.id, queue_time(engine, queue),
                                        after, limit, arena, ret, ret_count));
}

/* The owner itself calls. */
static struct call call_of(const struct queue_ref *ref, struct arena *arena)
{
    return (struct call){
        .caller = {.account = ref->account, .region = ref->region, .sender_id = ref->account},
        .queue = *ref,
        .arena = arena,
    };
}

static bool lost(struct api_error *error)
{
    *error = (struct api_error){.text = TEXT_INTERNAL_FAILURE};
    return false;
}

bool engine_import_queue(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                         struct list attributes, struct list tags, struct api_error *error)
{
    struct create_queue_request request = {.queue_name = ref->name};
    struct call call = call_of(ref, arena);
    request.attributes = attributes;
    request.tags = tags;
    call.action = &actions_all[ACTION_CREATE_QUEUE];
    call.request = &request;
    if (!turn_ensure(engine))
        return lost(error);
    create_queue(engine, &call);
    *error = call.error;
    return !api_error_is(error) && (!engine->turn_failed || lost(error));
}

bool engine_import_message(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                           const struct store_message *facts, struct list attributes,
                           struct api_error *error)
{
    struct queue *queue = turn_ensure(engine) ? queue_find(engine, ref) : NULL;
    struct call call = call_of(ref, arena);
    const struct send_message_batch_entry entry = {
        .message_body = facts->body,
        .message_attributes = attributes,
        .message_group_id = facts->group,
        .message_deduplication_id = facts->deduplication_id,
    };
    struct outgoing outgoing = {.entry = &entry};
    if (!queue && engine->turn_failed)
        return lost(error);
    if (!queue)
        return fail(error, TEXT_NO_SUCH_QUEUE);
    if (!send_check(&call, queue, &outgoing, error))
        return false;
    struct store_message message = *facts;
    message.attributes = message_attributes_record(arena, &outgoing.attributes);
    digest_md5(message.body, message.body_md5);
    enum store_status status =
        engine->store->ops->message_put(engine->store, queue->row.id, &message);
    if (status == STORE_FULL)
        return fail(error, TEXT_STORE_FULL);
    if (!turn_ok(engine, status))
        return lost(error);
    tell_message(engine, ENGINE_EVENT_SENT, queue, NULL, &message);
    queue->in_flight_bound = INT64_MAX; /* it may be in flight */
    queue_touch(engine, queue);
    return true;
}

bool engine_import_commit(struct engine *engine)
{
    return turn_end(engine);
}
