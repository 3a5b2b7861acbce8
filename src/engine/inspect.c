/* Looking at queues and at time from outside a call: the second half of observer.h. */
#include "src/engine/observe.h"
#include "src/engine/queues.h"

static bool is_dead_letter_queue(struct engine *engine, const struct queue *queue)
{
    struct arena arena = {0};
    struct slice *names;
    size_t count = 0;
    turn_ok(engine, engine->store->ops->queue_sources(engine->store, queue->row.account,
                                                      queue->row.region, queue->row.name, SLICE(""),
                                                      1, &arena, &names, &count));
    arena_release(&arena);
    return count > 0;
}

bool engine_queue_view(struct engine *engine, const struct queue_ref *ref,
                       struct engine_queue_view *ret)
{
    struct queue *queue = turn_ensure(engine) ? queue_find(engine, ref) : NULL;
    if (!queue)
        return false;
    ret->place = observe_place(engine, queue);
    ret->dead_letter_queue = is_dead_letter_queue(engine, queue);
    return turn_ensure(engine) && turn_ok(engine, engine->store->ops->queue_counts(
                                                      engine->store, queue->row.id,
                                                      queue_time(engine, queue), &ret->counts));
}

size_t engine_queue_names(struct engine *engine, struct slice account, struct slice region,
                          struct slice after, size_t limit, struct arena *arena, struct slice **ret)
{
    size_t count = 0;
    if (turn_ensure(engine))
        turn_ok(engine, engine->store->ops->queue_list(engine->store, account, region, SLICE(""),
                                                       slice_present(after) ? after : SLICE(""),
                                                       limit, arena, ret, &count));
    return count;
}

int64_t engine_account_now(struct engine *engine, struct slice account)
{
    return account_now(engine, account_find(engine, account));
}

int64_t engine_account_clock_ms(struct engine *engine, struct slice account, int64_t emulated_ms)
{
    return account_clock_ms(engine, account_find(engine, account), emulated_ms);
}
