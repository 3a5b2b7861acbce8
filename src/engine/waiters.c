/* Parked receives: see waiters.h. */
#include "src/engine/waiters.h"

#include "src/base/memory.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"
#include "src/engine/receive.h"

/* Receives that one flush may run for woken waiters before the loop gets its turn again. */
#define PASS_LIMIT 1000

#define WAITER_OF_LINK(node) LIST_OF(node, struct waiter, link)
#define WAITER_OF_EXPIRY(node)                                                                     \
    ((struct waiter *)(void *)((char *)(node)-offsetof(struct waiter, expiry)))
#define QUEUE_OF_DUE(node) ((struct queue *)(void *)((char *)(node)-offsetof(struct queue, due)))

static void waiter_schedule(struct engine *engine, struct waiter *waiter)
{
    heap_set(&engine->expiries, &waiter->expiry,
             account_clock_ms(engine, waiter->queue->account, waiter->deadline_ms));
}

void waiter_park(struct engine *engine, struct queue *queue, struct call *call, int64_t deadline_ms)
{
    struct waiter *waiter = memory_zalloc(sizeof *waiter);
    waiter->call = call;
    waiter->queue = queue;
    waiter->deadline_ms = deadline_ms;
    call->waiter = waiter;
    list_append(&queue->waiters, &waiter->link);
    waiter_schedule(engine, waiter);
    engine->parked++;
    queue_touch(engine, queue); /* finds out when the queue is due */
}

void waiter_remove(struct engine *engine, struct waiter *waiter)
{
    if (!waiter->served)
        engine->parked--;
    list_remove(&waiter->link);
    heap_remove(&engine->expiries, &waiter->expiry);
    waiter->call->waiter = NULL;
    free(waiter);
}

/* The waiter has its answer; it goes when the turn is committed. */
static void waiter_serve(struct engine *engine, struct waiter *waiter)
{
    waiter->served = true;
    engine->parked--;
    list_remove(&waiter->link);
    heap_remove(&engine->expiries, &waiter->expiry);
    list_append(&engine->calls, &waiter->call->link);
}

void waiter_restore(struct engine *engine, struct waiter *waiter)
{
    struct list_node *first = waiter->queue->waiters.next;
    waiter->served = false;
    waiter->call->error = (struct api_error){0};
    waiter->call->result = NULL;
    list_append(first, &waiter->link); /* before the first: it is the oldest */
    waiter_schedule(engine, waiter);
    engine->parked++;
    queue_touch(engine, waiter->queue);
}

/* Completes a parked call as it stands: with an empty result, or an error set by the caller. */
static void waiter_end(struct engine *engine, struct waiter *waiter)
{
    struct call *call = waiter->call;
    waiter_remove(engine, waiter);
    if (!api_error_is(&call->error))
        call->result = arena_zalloc(call->arena, call->action->result->size);
    list_append(&engine->calls, &call->link);
}

/* When the next message of the queue becomes visible, if anybody waits for one. */
static void schedule_due(struct engine *engine, struct queue *queue)
{
    int64_t due_ms = INT64_MAX;
    if (!list_empty(&queue->waiters) && turn_ensure(engine))
        turn_ok(engine, engine->store->ops->next_visible(engine->store, queue->row.id,
                                                         queue_time(engine, queue), &due_ms));
    if (!list_empty(&queue->waiters) && queue->settles_ms < due_ms)
        due_ms = queue->settles_ms;
    if (due_ms < INT64_MAX)
        heap_set(&engine->dues, &queue->due, account_clock_ms(engine, queue->account, due_ms));
    else
        heap_remove(&engine->dues, &queue->due);
}

/* Runs the queue's waiters in order until one finds nothing. */
static size_t run_queue(struct engine *engine, struct queue *queue, size_t limit)
{
    size_t runs = 0;
    while (runs < limit && !list_empty(&queue->waiters) && !engine->turn_failed) {
        struct waiter *waiter = WAITER_OF_LINK(queue->waiters.next);
        runs++;
        if (!receive_now(engine, queue, waiter->call))
            break;
        waiter_serve(engine, waiter);
    }
    return runs;
}

/* A woken queue may have gone stale in a turn that failed. */
static bool refresh(struct engine *engine, struct queue *queue)
{
    struct arena arena = {0};
    struct queue_ref ref = queue_reference(queue);
    ref = (struct queue_ref){arena_copy(&arena, ref.region), arena_copy(&arena, ref.account),
                             arena_copy(&arena, ref.name)};
    bool same = queue_find(engine, &ref) == queue;
    arena_release(&arena);
    return same;
}

bool waiters_run_woken(struct engine *engine)
{
    size_t left = PASS_LIMIT;
    while (!list_empty(&engine->woken) && !engine->turn_failed) {
        if (left == 0)
            return false;
        struct queue *queue = LIST_OF(engine->woken.next, struct queue, woken);
        list_remove(&queue->woken);
        if (queue->stale && !refresh(engine, queue))
            continue;
        queue_settle(engine, queue);
        size_t runs = run_queue(engine, queue, left);
        left -= runs < left ? runs : left;
        if (left == 0)
            queue_touch(engine, queue);
        else
            schedule_due(engine, queue);
    }
    return true;
}

void waiters_run_due(struct engine *engine)
{
    int64_t now = clock_now_ms(engine->clock);
    struct heap_node *node;
    while ((node = heap_first(&engine->dues)) && node->key <= now) {
        struct queue *queue = QUEUE_OF_DUE(node);
        heap_remove(&engine->dues, node);
        queue_touch(engine, queue);
    }
    /* Deliveries come before ends: a message that becomes visible just then is still delivered. */
    waiters_run_woken(engine);
    while (!engine->turn_failed && (node = heap_first(&engine->expiries)) && node->key <= now) {
        struct waiter *waiter = WAITER_OF_EXPIRY(node);
        if (observed(engine))
            observe_event(engine, waiter->queue, waiter->call,
                          (struct engine_event){.id = ENGINE_EVENT_EMPTY_RECEIVE, .waited = true});
        waiter_end(engine, waiter);
    }
}

int64_t waiters_next_ms(const struct engine *engine)
{
    const struct heap_node *due = heap_first(&engine->dues);
    const struct heap_node *expiry = heap_first(&engine->expiries);
    int64_t next = due ? due->key : INT64_MAX;
    return expiry && expiry->key < next ? expiry->key : next;
}

void waiters_clock_moved(struct engine *engine)
{
    size_t at = 0;
    struct slice key;
    void *value;
    while (map_next(&engine->queues, &at, &key, &value)) {
        struct queue *queue = value;
        for (struct list_node *node = queue->waiters.next; node != &queue->waiters;
             node = node->next)
            waiter_schedule(engine, WAITER_OF_LINK(node));
        queue_touch(engine, queue);
    }
}

void waiters_end_deleted(struct engine *engine, struct queue *queue)
{
    while (!list_empty(&queue->waiters)) {
        struct waiter *waiter = WAITER_OF_LINK(queue->waiters.next);
        call_fail(waiter->call, TEXT_NO_SUCH_QUEUE);
        waiter_end(engine, waiter);
    }
}

void waiters_end_all(struct engine *engine)
{
    struct heap_node *node;
    while ((node = heap_first(&engine->expiries)))
        waiter_end(engine, WAITER_OF_EXPIRY(node));
}
