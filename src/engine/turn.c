/* A turn: everything that the calls of one loop turn do to the store, committed together. */
#include <stdio.h>

#include "src/engine/observe.h"
#include "src/engine/queues.h"

bool turn_ensure(struct engine *engine)
{
    if (engine->store_taken)
        engine->turn_failed = true;
    if (!engine->turn_open && !engine->turn_failed) {
        if (engine->store->ops->turn_begin(engine->store) == STORE_OK)
            engine->turn_open = true;
        else
            engine->turn_failed = true;
    }
    return !engine->turn_failed;
}

bool turn_ok(struct engine *engine, enum store_status status)
{
    if (status == STORE_ERROR)
        engine->turn_failed = true;
    return status == STORE_OK;
}

/* What a lost turn did has not happened, so nothing that is remembered of it counts. */
static void turn_lost(struct engine *engine)
{
    const char *why = engine->store->ops->error(engine->store);
    snprintf(engine->lost_why, sizeof engine->lost_why, "%s", why);
    engine->turns_lost++;
    engine->tasks_stale = true;
    queues_mark_stale(engine);
}

bool turn_end(struct engine *engine)
{
    bool ended = !engine->turn_failed;
    if (engine->turn_open) {
        if (ended)
            ended = engine->store->ops->turn_commit(engine->store) == STORE_OK;
        else
            engine->store->ops->turn_abandon(engine->store);
    }
    engine->turn_open = false;
    engine->turn_failed = false;
    if (!ended)
        turn_lost(engine);
    if (observed(engine))
        engine->observer.ops->turn_ended(engine->observer.self, ended);
    return ended;
}

bool call_set_error(struct call *call, struct api_error error)
{
    call->error = error;
    return false;
}
