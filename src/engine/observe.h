/* What the engine's files tell the observer (observer.h), and ask it. Each is one comparison when
 * there is none. */
#ifndef ROPELINE_ENGINE_OBSERVE_H
#define ROPELINE_ENGINE_OBSERVE_H

#include "src/engine/observer.h"
#include "src/engine/receipt.h"
#include "src/engine/state.h"

static inline bool observed(const struct engine *engine)
{
    return __builtin_expect(engine->observer.ops != NULL, 0);
}

/* The slow ways, when there is an observer. */
struct engine_place observe_place(struct engine *engine, const struct queue *queue);
void observe_event(struct engine *engine, const struct queue *queue, const struct call *call,
                   struct engine_event event);
int64_t observe_send_visible(struct engine *engine, const struct queue *queue,
                             const struct call *call, const struct store_message *message);
size_t observe_look(struct engine *engine, const struct queue *queue, size_t max);
size_t observe_choice(struct engine *engine, const struct queue *queue, const struct call *call,
                      struct store_message *messages, size_t count, size_t max);
bool observe_taken(struct engine *engine, const struct queue *queue, const struct call *call,
                   struct store_message *messages, size_t count, int64_t now);
bool observe_keeps(struct engine *engine, const struct queue *queue, const struct call *call,
                   const struct store_message *message, const struct receipt *receipt);
bool observe_entry_fails(struct engine *engine, const struct queue *queue, const struct call *call,
                         struct slice entry_id, struct engine_entry_failure *ret);

/* Something happened to a message; `message` as engine_event has it. */
static inline void tell_message(struct engine *engine, enum engine_event_id id,
                                const struct queue *queue, const struct call *call,
                                const struct store_message *message)
{
    if (observed(engine))
        observe_event(
            engine, queue, call,
            (struct engine_event){.id = id, .message = message, .receive = message->receive_count});
}

/* Something happened to a queue. */
static inline void tell_queue(struct engine *engine, enum engine_event_id id,
                              const struct queue *queue, const struct call *call)
{
    if (observed(engine))
        observe_event(engine, queue, call, (struct engine_event){.id = id});
}

/* A delete or a change of visibility by a handle; message NULL: it is gone. */
static inline void tell_handle(struct engine *engine, enum engine_event_id id,
                               const struct queue *queue, const struct call *call,
                               const struct store_message *message, const struct receipt *receipt,
                               bool refused)
{
    if (observed(engine))
        observe_event(engine, queue, call,
                      (struct engine_event){.id = id,
                                            .message = message,
                                            .message_id = receipt->message,
                                            .receive = receipt->receive_count,
                                            .refused = refused});
}

static inline void tell_moved(struct engine *engine, enum engine_event_id id,
                              const struct queue *from, const struct queue *to,
                              const struct store_message *former,
                              const struct store_message *message)
{
    if (observed(engine))
        observe_event(engine, to, NULL,
                      (struct engine_event){.id = id,
                                            .message = message,
                                            .receive = former->receive_count,
                                            .from = observe_place(engine, from),
                                            .former = former->message_id});
}

#endif
