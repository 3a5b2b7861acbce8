/* SetQueueAttributes: actions.md section 6. All or nothing. */
#include "api/model/check.h"
#include "src/engine/delays.h"
#include "src/engine/propagation.h"
#include "src/engine/queues.h"

void set_queue_attributes(struct engine *engine, struct call *call)
{
    const struct set_queue_attributes_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    struct attribute_changes changes;
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error))
        return;
    if (request->attributes.count == 0) {
        call_fail(call, TEXT_NO_ATTRIBUTES);
        return;
    }
    if (!attributes_check(engine, call, &call->queue, queue->row.fifo, false, &request->attributes,
                          &changes))
        return;
    struct store_queue row = queue->row;
    attributes_apply(call->arena, &changes, &row);
    if (engine->options.strict_propagation)
        propagation_hold(engine, call->arena, queue, &changes, &row);
    row.modified_ms = queue_now(engine, queue);
    int64_t former_ms = queue->delay_ms;
    if (queue_save(engine, queue, &row))
        delays_follow(engine, queue, former_ms);
}
