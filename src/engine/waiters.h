/* Parked receives: who waits on which queue, and until when (standard.md section 5).
 *
 * Whatever may make a message visible touches its queue; at the end of the turn the oldest waiter
 * of each touched queue runs its receive again. A waiter is answered exactly once. */
#ifndef ROPELINE_ENGINE_WAITERS_H
#define ROPELINE_ENGINE_WAITERS_H

#include "src/engine/state.h"

/* Parks a receive until `deadline_ms` (emulated time). */
void waiter_park(struct engine *engine, struct queue *queue, struct call *call,
                 int64_t deadline_ms);

/* Takes a waiter out of everything and frees it; the call is no longer parked. */
void waiter_remove(struct engine *engine, struct waiter *waiter);

/* Runs the receives that were woken, in bounded passes. Returns false when some are left. */
bool waiters_run_woken(struct engine *engine);

/* Touches the queues whose messages became visible, ends the waits that are over. */
void waiters_run_due(struct engine *engine);

/* A waiter whose answer did not survive the commit waits on. */
void waiter_restore(struct engine *engine, struct waiter *waiter);

/* The earliest clock time at which waiters_run_due has something to do; INT64_MAX: never. */
int64_t waiters_next_ms(const struct engine *engine);

void waiters_clock_moved(struct engine *engine);
void waiters_end_deleted(struct engine *engine, struct queue *queue);
void waiters_end_all(struct engine *engine);

#endif
