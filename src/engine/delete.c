/* Deleting one message: actions.md section 10. */
#include "src/engine/delete.h"

#include "src/engine/handles.h"
#include "src/engine/queues.h"

bool delete_one(struct engine *engine, struct call *call, struct queue *queue, struct slice handle,
                struct api_error *error)
{
    struct store_message message;
    switch (handle_find(engine, call, queue, handle, &message, error)) {
    case HANDLE_GONE:
        return true;
    case HANDLE_EXPIRED:
        return fail(error, TEXT_HANDLE_EXPIRED, handle);
    case HANDLE_GOOD:
        break;
    case HANDLE_BAD:
    case HANDLE_LOST:
        return false;
    }
    if (!turn_ok(engine,
                 engine->store->ops->message_delete(engine->store, queue->row.id, &message)))
        return false;
    queue_touch(engine, queue); /* FIFO: the group may be free now */
    return true;
}
