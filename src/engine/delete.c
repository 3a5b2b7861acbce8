/* Deleting one message: actions.md section 10. */
#include "src/engine/delete.h"

#include "src/engine/handles.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

/* The delivery is told to be late before the delete itself. */
static bool delete_found(struct engine *engine, struct call *call, struct queue *queue,
                         struct store_message *message, const struct receipt *receipt)
{
    const struct store_ops *ops = engine->store->ops;
    if (observed(engine) && handle_is_late(receipt, message, queue_now(engine, queue)))
        tell_handle(engine, ENGINE_EVENT_LATE_DELETE, queue, call, message, receipt, false);
    queue_touch(engine, queue); /* FIFO: the group may be free now */
    if (observed(engine) && observe_keeps(engine, queue, call, message, receipt))
        return turn_ok(engine, ops->message_set_visible(engine->store, queue->row.id, message,
                                                        queue_now(engine, queue)));
    if (!turn_ok(engine, ops->message_delete(engine->store, queue->row.id, message)))
        return false;
    tell_handle(engine, ENGINE_EVENT_DELETED, queue, call, message, receipt, false);
    return true;
}

bool delete_one(struct engine *engine, struct call *call, struct queue *queue, struct slice handle,
                struct api_error *error)
{
    struct store_message message;
    struct receipt receipt;
    switch (handle_find(engine, call, queue, handle, &receipt, &message, error)) {
    case HANDLE_GONE:
        tell_handle(engine, ENGINE_EVENT_LATE_DELETE, queue, call, NULL, &receipt, false);
        return true;
    case HANDLE_EXPIRED:
        tell_handle(engine, ENGINE_EVENT_LATE_DELETE, queue, call, &message, &receipt, true);
        return fail(error, TEXT_HANDLE_EXPIRED, handle);
    case HANDLE_GOOD:
        return delete_found(engine, call, queue, &message, &receipt);
    case HANDLE_BAD:
    case HANDLE_LOST:
        break;
    }
    return false;
}
