/* Telling and asking the observer: see observe.h. */
#include "src/engine/observe.h"

#include "src/engine/message_attributes.h"
#include "src/engine/queues.h"

void engine_observe(struct engine *engine, const struct engine_observer *observer)
{
    engine->observer = *observer;
}

struct list engine_message_attributes(struct arena *arena, const struct store_message *message)
{
    struct slice all = SLICE("All");
    const struct list names = {.present = true, .count = 1, .items = &all};
    return message_attributes_choose(arena, message->attributes, &names);
}

struct engine_place observe_place(struct engine *engine, const struct queue *queue)
{
    return (struct engine_place){.ref = queue_reference(queue),
                                 .id = queue->row.id,
                                 .fifo = queue->row.fifo,
                                 .retention_ms = queue->retention_ms,
                                 .now_ms = queue_now(engine, queue)};
}

void observe_event(struct engine *engine, const struct queue *queue, const struct call *call,
                   struct engine_event event)
{
    event.place = observe_place(engine, queue);
    event.call = call;
    if (event.message)
        event.message_id = event.message->id;
    engine->observer.ops->event(engine->observer.self, &event);
}

int64_t observe_send_visible(struct engine *engine, const struct queue *queue,
                             const struct call *call, const struct store_message *message)
{
    struct engine_place place = observe_place(engine, queue);
    return engine->observer.ops->send_visible(engine->observer.self, &place, call, message);
}

size_t observe_look(struct engine *engine, const struct queue *queue, size_t max)
{
    struct engine_place place = observe_place(engine, queue);
    return engine->observer.ops->look(engine->observer.self, &place, max);
}

/* A long poll is not answered with nothing while there are messages (standard.md section 5). */
static bool is_short_poll(const struct queue *queue, const struct call *call)
{
    struct opt_int wait =
        ((const struct receive_message_request *)call->request)->wait_time_seconds;
    return wait.present ? wait.value == 0 : queue->wait_ms == 0;
}

size_t observe_choice(struct engine *engine, const struct queue *queue, const struct call *call,
                      struct store_message *messages, size_t count, size_t max)
{
    struct engine_place place = observe_place(engine, queue);
    return engine->observer.ops->choose(engine->observer.self, &place, call, messages, count, max,
                                        is_short_poll(queue, call));
}

bool observe_taken(struct engine *engine, const struct queue *queue, const struct call *call,
                   struct store_message *messages, size_t count, int64_t now)
{
    const struct store_ops *ops = engine->store->ops;
    struct engine_place place = observe_place(engine, queue);
    for (size_t i = 0; i < count; i++) {
        int64_t visible_ms =
            engine->observer.ops->take_visible(engine->observer.self, &place, call, &messages[i]);
        visible_ms = visible_ms < now ? now : visible_ms;
        if (visible_ms != messages[i].visible_ms &&
            !turn_ok(engine, ops->message_set_visible(engine->store, queue->row.id, &messages[i],
                                                      visible_ms)))
            return false;
        tell_message(engine, ENGINE_EVENT_DELIVERED, queue, call, &messages[i]);
    }
    return true;
}

bool observe_keeps(struct engine *engine, const struct queue *queue, const struct call *call,
                   const struct store_message *message, const struct receipt *receipt)
{
    struct engine_place place = observe_place(engine, queue);
    return engine->observer.ops->keep(engine->observer.self, &place, call, message,
                                      receipt->receive_count);
}

bool observe_entry_fails(struct engine *engine, const struct queue *queue, const struct call *call,
                         struct slice entry_id, struct engine_entry_failure *ret)
{
    struct engine_place place = observe_place(engine, queue);
    return engine->observer.ops->fail_entry(engine->observer.self, &place, call, entry_id, ret);
}
