/* Changing visibility: actions.md section 12, standard.md section 2. */
#include "src/engine/visibility.h"

#include "src/engine/handles.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

/* Would the message be invisible for more than 12 hours since it was received? */
static bool beyond_limit(const struct store_message *message, int64_t now, int64_t timeout_ms)
{
    return now - message->received_ms + timeout_ms > LIMIT_VISIBILITY_TIMEOUT_MAX * INT64_C(1000);
}

bool visibility_change(struct engine *engine, struct call *call, struct queue *queue,
                       struct slice handle, int64_t timeout_seconds, bool batch,
                       struct api_error *error)
{
    struct store_message message;
    struct receipt receipt;
    int64_t now = queue_now(engine, queue);
    switch (handle_find(engine, call, queue, handle, &receipt, &message, error)) {
    case HANDLE_GONE:
        tell_handle(engine, ENGINE_EVENT_LATE_CHANGE, queue, call, NULL, &receipt, true);
        return fail(error, batch ? TEXT_ENTRY_NOT_IN_FLIGHT : TEXT_NOT_IN_FLIGHT, handle);
    case HANDLE_EXPIRED:
        tell_handle(engine, ENGINE_EVENT_LATE_CHANGE, queue, call, &message, &receipt, true);
        return fail(error, TEXT_HANDLE_EXPIRED, handle);
    case HANDLE_GOOD:
        break;
    case HANDLE_BAD:
    case HANDLE_LOST:
        return false;
    }
    if (beyond_limit(&message, now, timeout_seconds * 1000))
        return fail(error, TEXT_TOTAL_VISIBILITY, arena_int64(call->arena, timeout_seconds));
    if (message.visible_ms <= now && queue->in_flight_bound < LIMIT_IN_FLIGHT)
        queue->in_flight_bound++; /* its window had ended: it is in flight again */
    if (observed(engine) && handle_is_late(&receipt, &message, now))
        tell_handle(engine, ENGINE_EVENT_LATE_CHANGE, queue, call, &message, &receipt, false);
    if (!turn_ok(engine, engine->store->ops->message_set_visible(
                             engine->store, queue->row.id, &message, now + timeout_seconds * 1000)))
        return false;
    tell_handle(engine, ENGINE_EVENT_VISIBILITY_CHANGED, queue, call, &message, &receipt, false);
    queue_touch(engine, queue);
    return true;
}
