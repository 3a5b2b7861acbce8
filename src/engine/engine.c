/* The engine's public face: executing calls, ending turns, doing due work. */
#include "src/base/memory.h"
#include "src/engine/authorize.h"
#include "src/engine/idle.h"
#include "src/engine/jobs.h"
#include "src/engine/move_tasks.h"
#include "src/engine/queues.h"
#include "src/engine/waiters.h"

/* What is due is tried again after this when its turn was lost: a full disk must not make it spin.
 */
#define LOST_PAUSE_MS 100

typedef void action_handler(struct engine *engine, struct call *call);

static action_handler *const handlers[ACTION_COUNT] = {
#define HANDLER(UPPER, lower, ...) [ACTION_##UPPER] = lower,
    ALL_ACTIONS(HANDLER)
#undef HANDLER
};

struct engine *engine_create(const struct engine_options *options, struct store *store,
                             const struct clock *clock)
{
    struct engine *engine = memory_zalloc(sizeof *engine);
    engine->options = *options;
    engine->store = store;
    engine->clock = clock;
    map_init(&engine->accounts);
    map_init(&engine->queues);
    heap_init(&engine->dues);
    heap_init(&engine->expiries);
    list_init(&engine->calls);
    list_init(&engine->woken);
    list_init(&engine->tasks);
    list_init(&engine->held);
    list_init(&engine->snapshots);
    if (!accounts_load(engine) || !move_tasks_load(engine) || !turn_end(engine)) {
        engine_destroy(engine);
        return NULL;
    }
    return engine;
}

void engine_destroy(struct engine *engine)
{
    if (!engine)
        return;
    if (engine->turn_open)
        engine->store->ops->turn_abandon(engine->store);
    snapshots_release(engine);
    move_tasks_release(engine);
    queues_release(engine);
    accounts_release(engine);
    heap_release(&engine->dues);
    heap_release(&engine->expiries);
    free(engine);
}

void engine_execute(struct engine *engine, struct call *call)
{
    call->error = (struct api_error){0};
    call->result = NULL;
    call->waiter = NULL;
    call->held = false;
    if (engine_busy(engine)) {
        jobs_hold(engine, call);
        return;
    }
    if (turn_ensure(engine) && (!engine->options.enforce_policies || authorize(engine, call)))
        handlers[call->action->id](engine, call);
    if (call->waiter)
        return; /* parked: completed later */
    if (!call->result && !api_error_is(&call->error))
        call->result = arena_zalloc(call->arena, call->action->result->size);
    list_append(&engine->calls, &call->link);
}

/* Answers one call after its turn ended. A parked receive that was served but not committed goes on
 * waiting: nothing happened. */
static void complete(struct engine *engine, struct call *call, bool committed)
{
    if (call->waiter && !committed) {
        waiter_restore(engine, call->waiter);
        return;
    }
    if (call->waiter)
        waiter_remove(engine, call->waiter);
    if (!committed)
        call_fail(call, TEXT_INTERNAL_FAILURE);
    call->done(call);
}

/* False: the turn was lost. */
static bool flush(struct engine *engine)
{
    if (engine_busy(engine))
        return true; /* nothing was executed */
    waiters_run_woken(engine);
    bool committed = turn_end(engine);
    struct list_node done;
    list_init(&done);
    while (!list_empty(&engine->calls)) {
        struct list_node *node = engine->calls.next;
        list_remove(node);
        list_append(&done, node);
    }
    while (!list_empty(&done)) {
        struct call *call = LIST_OF(done.next, struct call, link);
        list_remove(&call->link);
        complete(engine, call, committed);
    }
    return committed;
}

void engine_flush(struct engine *engine)
{
    flush(engine);
}

int64_t engine_tick(struct engine *engine)
{
    if (engine_busy(engine)) {
        jobs_step(engine);
        if (engine_busy(engine))
            return 0;
    }
    waiters_run_due(engine);
    move_tasks_step(engine);
    idle_step(engine);
    if (!flush(engine))
        return LOST_PAUSE_MS;
    if (!list_empty(&engine->woken))
        return 0;
    int64_t next = waiters_next_ms(engine);
    int64_t task = move_tasks_next_ms(engine);
    next = task < next ? task : next;
    next = engine->collect_ms < next ? engine->collect_ms : next;
    int64_t now = clock_now_ms(engine->clock);
    return next > now ? next - now : 0;
}

void engine_cancel(struct engine *engine, struct call *call)
{
    if (call->waiter)
        waiter_remove(engine, call->waiter);
    list_remove(&call->link);
}

void engine_stop(struct engine *engine)
{
    jobs_abandon(engine);
    waiters_end_all(engine);
    engine_flush(engine);
}

size_t engine_turns_lost(const struct engine *engine, const char **ret_why)
{
    *ret_why = engine->lost_why;
    return engine->turns_lost;
}

size_t engine_parked(const struct engine *engine)
{
    return engine->parked;
}
