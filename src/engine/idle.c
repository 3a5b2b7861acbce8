/* Idle work in slices: see idle.h. A slice is small enough that no request notices it. */
#include "src/engine/idle.h"

#include "src/engine/queues.h"

#define SLICE_ROWS     200
#define SLICE_PAUSE_MS 5
#define ROUND_PAUSE_MS 10000

/* Removes expired messages of the queues in use; true when some are left. */
static bool expire_queues(struct engine *engine)
{
    size_t at = 0;
    struct slice key;
    void *value;
    bool more = false;
    while (!engine->turn_failed && map_next(&engine->queues, &at, &key, &value)) {
        struct queue *queue = value;
        bool queue_more = false;
        if (!queue->stale &&
            turn_ok(engine,
                    engine->store->ops->expire(engine->store, queue->row.id,
                                               queue_time(engine, queue), SLICE_ROWS, &queue_more)))
            more = more || queue_more;
        if (queue_more)
            break;
    }
    return more;
}

void idle_step(struct engine *engine)
{
    int64_t now = clock_now_ms(engine->clock);
    if (now < engine->collect_ms || !turn_ensure(engine))
        return;
    bool more = false;
    bool expired_more = expire_queues(engine);
    if (!engine->turn_failed)
        turn_ok(engine, engine->store->ops->collect(engine->store, accounts_earliest_ms(engine),
                                                    SLICE_ROWS, &more));
    engine->collect_ms = now + (more || expired_more ? SLICE_PAUSE_MS : ROUND_PAUSE_MS);
}

void idle_hurry(struct engine *engine)
{
    int64_t soon = clock_now_ms(engine->clock) + SLICE_PAUSE_MS;
    if (soon < engine->collect_ms)
        engine->collect_ms = soon;
}
