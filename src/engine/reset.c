/* Emptying an account, or everything: see engine_reset. */
#include "src/engine/idle.h"
#include "src/engine/jobs.h"
#include "src/engine/queues.h"

/* Queues that one slice deletes. */
#define SLICE_QUEUES 100

/* Deletes queues of one page; false when there are none left, or the turn is lost. */
static bool delete_page(struct engine *engine, struct slice account)
{
    struct arena arena = {0};
    struct store_queue *rows;
    size_t count = 0;
    if (turn_ensure(engine))
        turn_ok(engine, engine->store->ops->queue_scan(engine->store, account, 0, SLICE_QUEUES,
                                                       &arena, &rows, &count));
    for (size_t i = 0; i < count && !engine->turn_failed; i++) {
        struct queue_ref ref = {rows[i].region, rows[i].account, rows[i].name};
        struct queue *queue = queue_cached(engine, &ref);
        if (queue)
            queue_forget(engine, queue);
        if (turn_ok(engine, engine->store->ops->queue_delete(engine->store, rows[i].id,
                                                             rows[i].created_ms)))
            engine->reset.queues++;
    }
    arena_release(&arena);
    return count > 0 && !engine->turn_failed;
}

static bool is_emptied(struct slice account, const struct account *one)
{
    return !slice_present(account) || slice_equal(account, one->id);
}

/* Stores that the time of those who are emptied begins anew; that is the one way in which it goes
 * back. */
static bool store_clocks(struct engine *engine, struct slice account)
{
    const struct pace none = {0};
    size_t at = 0;
    struct slice id;
    void *one;
    bool stored = slice_present(account) || account_store_pace(engine, NULL, &none);
    while (stored && map_next(&engine->accounts, &at, &id, &one))
        if (is_emptied(account, one))
            stored = account_store_pace(engine, one, &none);
    return stored;
}

/* What store_clocks stored has been committed. */
static void begin_clocks_anew(struct engine *engine, struct slice account)
{
    size_t at = 0;
    struct slice id;
    void *one;
    while (map_next(&engine->accounts, &at, &id, &one))
        if (is_emptied(account, one))
            account_drop_pace(engine, one);
    if (!slice_present(account))
        engine->pace = (struct pace){0};
}

static bool step(struct engine *engine, struct engine_job_result *ret)
{
    struct reset *reset = &engine->reset;
    struct slice account = slice_make(reset->account, reset->account_len);
    if (reset->account_len == 0)
        account = SLICE_NONE;
    bool more = delete_page(engine, account);
    if (!more && !engine->turn_failed &&
        turn_ok(engine, engine->store->ops->account_forget(engine->store, account)) &&
        (!reset->clock || store_clocks(engine, account)))
        idle_hurry(engine);
    bool stored = turn_end(engine);
    if (more && stored)
        return false;
    if (stored && reset->clock)
        begin_clocks_anew(engine, account);
    caches_renew(engine);
    ret->outcome = stored ? JOB_DONE : JOB_FAILED;
    ret->queues = reset->queues;
    return true;
}

bool engine_reset(struct engine *engine, struct slice account, bool clock, struct engine_job *job)
{
    size_t room = sizeof engine->reset.account - 1;
    if (!job_begin(engine, step, false, job))
        return false;
    engine->reset = (struct reset){.clock = clock};
    engine->reset.account_len = account.len < room ? account.len : room;
    if (account.len > 0)
        memcpy(engine->reset.account, account.at, engine->reset.account_len);
    return true;
}
