/* From a receipt handle to its message: see handles.h. */
#include "src/engine/handles.h"

#include "src/engine/queues.h"

enum handle_state handle_find(struct engine *engine, struct call *call, const struct queue *queue,
                              struct slice handle, struct receipt *ret_receipt,
                              struct store_message *ret, struct api_error *error)
{
    if (!receipt_parse(call->arena, handle, ret_receipt)) {
        fail(error, TEXT_HANDLE_INVALID, handle);
        return HANDLE_BAD;
    }
    if (ret_receipt->queue != queue->row.id) {
        fail(error, TEXT_HANDLE_OTHER_QUEUE, handle);
        return HANDLE_BAD;
    }
    struct store_time time = queue_time(engine, queue);
    enum store_status status = engine->store->ops->message_find(
        engine->store, queue->row.id, ret_receipt->message, ret_receipt->visible_ms, ret);
    if (status == STORE_NOT_FOUND)
        return HANDLE_GONE;
    if (!turn_ok(engine, status))
        return HANDLE_LOST;
    if (ret->retained_ms <= time.oldest_ms)
        return HANDLE_GONE;
    if (queue->row.fifo && handle_is_late(ret_receipt, ret, time.now_ms))
        return HANDLE_EXPIRED;
    return HANDLE_GOOD;
}
