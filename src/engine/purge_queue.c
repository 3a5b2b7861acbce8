/* PurgeQueue: actions.md section 14. Takes effect at once, whatever the state of the messages. */
#include "src/engine/idle.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

void purge_queue(struct engine *engine, struct call *call)
{
    struct queue *queue = queue_of_call(engine, call);
    if (!queue)
        return;
    struct store_queue row = queue->row;
    int64_t now = queue_now(engine, queue);
    if (engine->options.strict_purge && row.purged_ms > 0 &&
        now - row.purged_ms < LIMIT_PURGE_INTERVAL_SECONDS * INT64_C(1000)) {
        call_fail(call, TEXT_PURGE_IN_PROGRESS, arena_copy(call->arena, row.name));
        return;
    }
    row.purged_ms = now;
    if (turn_ok(engine, engine->store->ops->queue_purge(engine->store, row.id)))
        queue_save(engine, queue, &row);
    tell_queue(engine, ENGINE_EVENT_PURGED, queue, call);
    idle_hurry(engine);
}
