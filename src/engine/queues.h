/* Queues in use: found by reference, loaded from the store on first use, kept in step with it. */
#ifndef ROPELINE_ENGINE_QUEUES_H
#define ROPELINE_ENGINE_QUEUES_H

#include "src/engine/state.h"

/* The queue, or NULL when there is none (or the turn is lost). */
struct queue *queue_find(struct engine *engine, const struct queue_ref *ref);

/* Lets attributes act whose time has come (propagation.h). queue_find does so. */
void queue_settle(struct engine *engine, struct queue *queue);

/* The queue when it is in use, else NULL: nothing is read. */
struct queue *queue_cached(struct engine *engine, const struct queue_ref *ref);

/* The queue that the call names, or NULL with the call's error set (NO_SUCH_QUEUE, or a missing
 * QueueUrl). */
struct queue *queue_of_call(struct engine *engine, struct call *call);

/* Another queue of the same account and region, or NULL. */
struct queue *queue_beside(struct engine *engine, const struct queue *queue, struct slice name);

/* Writes a changed row to the store and into the queue. `row` must not point into the queue's own
 * arena except for texts that stay as they are. */
bool queue_save(struct engine *engine, struct queue *queue, const struct store_queue *row);

/* The queue was deleted from the store: forgets it, ends its parked receives with NO_SUCH_QUEUE. */
void queue_forget(struct engine *engine, struct queue *queue);

void queues_mark_stale(struct engine *engine);
void queues_release(struct engine *engine);

int64_t queue_now(const struct engine *engine, const struct queue *queue);
struct store_time queue_time(const struct engine *engine, const struct queue *queue);
struct queue_ref queue_reference(const struct queue *queue);

/* The text of a stored attribute; its default when unset; absent when it has none. */
struct slice queue_attribute(const struct queue *queue, int attribute);

/* Something happened that may let a parked receive succeed. */
void queue_touch(struct engine *engine, struct queue *queue);

#endif
