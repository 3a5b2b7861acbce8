/* Jobs, one at a time: see jobs.h. */
#include "src/engine/jobs.h"

#include "src/engine/queues.h"
#include "src/engine/waiters.h"

bool engine_busy(const struct engine *engine)
{
    return engine->step != NULL;
}

bool job_begin(struct engine *engine, job_step *step, bool takes_store, struct engine_job *job)
{
    if (engine_busy(engine))
        return false;
    engine_flush(engine);
    engine->step = step;
    engine->store_taken = takes_store;
    engine->job = job;
    return true;
}

void engine_job_cancel(struct engine *engine, struct engine_job *job)
{
    if (engine->job == job)
        engine->job = NULL;
}

void jobs_hold(struct engine *engine, struct call *call)
{
    call->held = true;
    list_append(&engine->held, &call->link);
}

/* They stay held back when the answer to the job that ended has begun another. */
static void run_held(struct engine *engine)
{
    while (!list_empty(&engine->held) && !engine_busy(engine)) {
        struct call *call = LIST_OF(engine->held.next, struct call, link);
        list_remove(&call->link);
        engine_execute(engine, call);
    }
}

static void end(struct engine *engine, const struct engine_job_result *result)
{
    struct engine_job *job = engine->job;
    engine->step = NULL;
    engine->job = NULL;
    if (engine->store_taken)
        engine->turn_failed = false; /* by those who looked in the meantime */
    engine->store_taken = false;
    if (job) {
        job->result = *result;
        job->done(job);
    }
    run_held(engine);
}

void jobs_step(struct engine *engine)
{
    struct engine_job_result result = {0};
    if (engine->step(engine, &result))
        end(engine, &result);
}

/* What they would see is half done. */
static void fail_held(struct engine *engine)
{
    while (!list_empty(&engine->held)) {
        struct call *call = LIST_OF(engine->held.next, struct call, link);
        list_remove(&call->link);
        call->held = false;
        call_fail(call, TEXT_INTERNAL_FAILURE);
        list_append(&engine->calls, &call->link);
    }
}

void jobs_abandon(struct engine *engine)
{
    const struct engine_job_result result = {.outcome = JOB_FAILED};
    if (!engine_busy(engine))
        return;
    fail_held(engine);
    snapshots_abandon(engine);
    end(engine, &result);
}

void caches_renew(struct engine *engine)
{
    size_t at = 0;
    struct slice key;
    void *value;
    queues_mark_stale(engine);
    while (map_next(&engine->queues, &at, &key, &value))
        ((struct queue *)value)->in_flight_bound = INT64_MAX;
    engine->tasks_stale = true;
    waiters_clock_moved(engine);
}
