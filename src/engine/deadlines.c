/* What time will bring about next: see engine_deadlines. Nobody keeps such a list, so all queues
 * are asked; only tests do that. */
#include "src/engine/control.h"
#include "src/engine/move_tasks.h"
#include "src/engine/queues.h"

#define DEADLINES_MAX 100
#define SCAN_QUEUES   1000

struct search {
    struct engine *engine;
    struct slice account; /* absent: all */
    struct arena *arena;
    struct engine_deadlines *ret;
};

static bool concerns(const struct search *search, struct slice account)
{
    return !slice_present(search->account) || slice_equal(search->account, account);
}

/* A deadline that is not the first is of no interest; one that is past is done by the next tick. */
static void consider(struct search *search, enum engine_deadline_kind kind,
                     const struct queue_ref *ref, int64_t at_ms, int64_t now_ms)
{
    struct engine_deadlines *ret = search->ret;
    if (at_ms <= now_ms || at_ms == INT64_MAX)
        return;
    int64_t in_ms = at_ms - now_ms;
    if (ret->count > 0 && in_ms < ret->items[0].in_ms)
        ret->count = 0;
    if (ret->count == DEADLINES_MAX || (ret->count > 0 && in_ms > ret->items[0].in_ms))
        return;
    ret->items[ret->count++] = (struct engine_deadline){
        .kind = kind,
        .queue = {arena_copy(search->arena, ref->region), arena_copy(search->arena, ref->account),
                  arena_copy(search->arena, ref->name)},
        .in_ms = in_ms};
}

static void consider_waits(struct search *search, const struct queue *queue,
                           const struct queue_ref *ref, int64_t now_ms)
{
    for (struct list_node *node = queue->waiters.next; node != &queue->waiters; node = node->next)
        consider(search, DEADLINE_WAIT, ref, LIST_OF(node, struct waiter, link)->deadline_ms,
                 now_ms);
}

static void consider_queue(struct search *search, struct queue *queue)
{
    struct engine *engine = search->engine;
    struct store_time time = queue_time(engine, queue);
    struct queue_ref ref = queue_reference(queue);
    struct store_deadlines next;
    if (!turn_ok(engine, engine->store->ops->deadlines(engine->store, queue->row.id, time, &next)))
        return;
    consider(search, DEADLINE_VISIBLE, &ref, next.visible_ms, time.now_ms);
    if (next.retained_ms < INT64_MAX)
        consider(search, DEADLINE_RETENTION, &ref,
                 time.now_ms + (next.retained_ms - time.oldest_ms), time.now_ms);
    consider(search, DEADLINE_WINDOW, &ref, next.window_ms, time.now_ms);
    consider(search, DEADLINE_ATTRIBUTES, &ref, queue->settles_ms, time.now_ms);
    consider_waits(search, queue, &ref, time.now_ms);
}

/* Queues of the store, a page at a time. */
static bool consider_queues(struct search *search)
{
    struct engine *engine = search->engine;
    struct arena arena = {0};
    struct store_queue *rows;
    size_t count = SCAN_QUEUES;
    int64_t after = 0;
    while (count == SCAN_QUEUES && turn_ensure(engine) &&
           turn_ok(engine, engine->store->ops->queue_scan(engine->store, search->account, after,
                                                          SCAN_QUEUES, &arena, &rows, &count))) {
        for (size_t i = 0; i < count; i++) {
            struct queue_ref ref = {rows[i].region, rows[i].account, rows[i].name};
            struct queue *queue = queue_find(engine, &ref);
            if (queue)
                consider_queue(search, queue);
            after = rows[i].id;
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    return !engine->turn_failed;
}

static void consider_tasks(struct search *search)
{
    struct engine *engine = search->engine;
    for (struct list_node *node = engine->tasks.next; node != &engine->tasks; node = node->next) {
        const struct move_task *task = LIST_OF(node, struct move_task, link);
        struct queue *source = queue_of_arn(engine, task->row.source_arn);
        if (!source || !concerns(search, task->row.account))
            continue;
        struct queue_ref ref = queue_reference(source);
        consider(search, DEADLINE_MOVE_TASK, &ref, task->next_ms, queue_now(engine, source));
    }
}

bool engine_deadlines(struct engine *engine, struct slice account, struct arena *arena,
                      struct engine_deadlines *ret)
{
    struct search search = {engine, account, arena, ret};
    ret->count = 0;
    ret->items = arena_array(arena, DEADLINES_MAX, sizeof *ret->items);
    if (!consider_queues(&search))
        return false;
    consider_tasks(&search);
    return !engine->turn_failed;
}
