/* DeleteQueue: actions.md section 2. Takes effect at once; parked receives end with the error. */
#include "src/engine/idle.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

void delete_queue(struct engine *engine, struct call *call)
{
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !turn_ok(engine, engine->store->ops->queue_delete(engine->store, queue->row.id,
                                                                    queue_now(engine, queue))))
        return;
    tell_queue(engine, ENGINE_EVENT_QUEUE_DELETED, queue, call);
    queue_forget(engine, queue);
    idle_hurry(engine);
}
