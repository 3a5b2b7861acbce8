/* Receive attempts: see attempts.h. */
#include "src/engine/attempts.h"

#include "src/base/buf.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

static struct slice attempt_id(const struct call *call)
{
    return ((const struct receive_message_request *)call->request)->receive_request_attempt_id;
}

static bool read_record(struct arena *arena, struct slice record, struct attempt *ret)
{
    struct reader reader = {.rest = record};
    ret->count = reader_u32(&reader);
    if (ret->count > LIMIT_MAX_NUMBER_OF_MESSAGES_MAX)
        return false;
    ret->messages = arena_array(arena, ret->count, sizeof *ret->messages);
    ret->handles = arena_array(arena, ret->count, sizeof *ret->handles);
    for (size_t i = 0; i < ret->count; i++) {
        ret->messages[i].id = (int64_t)reader_u64(&reader);
        ret->messages[i].receive_count = (int32_t)reader_u32(&reader);
        ret->messages[i].visible_ms = (int64_t)reader_u64(&reader);
        ret->handles[i] = reader_slice(&reader);
    }
    return !reader.failed;
}

bool attempt_find(struct engine *engine, struct queue *queue, struct call *call,
                  struct attempt *ret)
{
    struct slice record;
    return slice_present(attempt_id(call)) &&
           turn_ok(engine, engine->store->ops->attempt_find(
                               engine->store, queue->row.id, attempt_id(call),
                               queue_now(engine, queue), call->arena, &record)) &&
           read_record(call->arena, record, ret);
}

bool attempt_remember(struct engine *engine, struct queue *queue, struct call *call,
                      const struct store_message *messages, const struct slice *handles,
                      size_t count)
{
    if (!slice_present(attempt_id(call)))
        return true;
    struct buf record;
    buf_init(&record, 4096);
    buf_put_u32(&record, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        buf_put_u64(&record, (uint64_t)messages[i].id);
        buf_put_u32(&record, (uint32_t)messages[i].receive_count);
        buf_put_u64(&record, (uint64_t)messages[i].visible_ms);
        buf_put_slice(&record, handles[i]);
    }
    int64_t expires_ms = queue_now(engine, queue) + LIMIT_ATTEMPT_SECONDS * INT64_C(1000);
    bool stored = turn_ok(engine, engine->store->ops->attempt_put(engine->store, queue->row.id,
                                                                  attempt_id(call), expires_ms,
                                                                  buf_slice(&record)));
    buf_release(&record);
    return stored;
}

/* Is the message as the first call left it, and still in flight? */
static bool unchanged(const struct store_message *then, const struct store_message *message,
                      struct store_time time)
{
    return message->receive_count == then->receive_count &&
           message->visible_ms == then->visible_ms && message->visible_ms > time.now_ms &&
           message->retained_ms > time.oldest_ms;
}

bool attempt_replay(struct engine *engine, struct queue *queue, struct call *call,
                    struct attempt *attempt, int64_t visibility_ms)
{
    const struct store_ops *ops = engine->store->ops;
    struct store_time time = queue_time(engine, queue);
    for (size_t i = 0; i < attempt->count; i++) {
        struct store_message message;
        enum store_status status = ops->message_load(
            engine->store, queue->row.id, attempt->messages[i].id, call->arena, &message);
        if (status == STORE_NOT_FOUND ||
            (status == STORE_OK && !unchanged(&attempt->messages[i], &message, time)))
            return call_fail(call, TEXT_ATTEMPT_NOT_RETRYABLE, attempt_id(call));
        if (!turn_ok(engine, status))
            return false;
        attempt->messages[i] = message;
    }
    for (size_t i = 0; i < attempt->count; i++)
        if (!turn_ok(engine,
                     ops->message_set_visible(engine->store, queue->row.id, &attempt->messages[i],
                                              time.now_ms + visibility_ms)))
            return false;
    for (size_t i = 0; observed(engine) && i < attempt->count; i++)
        observe_event(engine, queue, call,
                      (struct engine_event){.id = ENGINE_EVENT_DELIVERED,
                                            .message = &attempt->messages[i],
                                            .receive = attempt->messages[i].receive_count,
                                            .again = true});
    return attempt_remember(engine, queue, call, attempt->messages, attempt->handles,
                            attempt->count);
}
