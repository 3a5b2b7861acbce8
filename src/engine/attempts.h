/* ReceiveRequestAttemptId (fifo.md section 5): a receive whose answer was lost can be repeated
 * within five minutes and returns the same messages and handles, unless one of them changed since.
 */
#ifndef ROPELINE_ENGINE_ATTEMPTS_H
#define ROPELINE_ENGINE_ATTEMPTS_H

#include "src/engine/state.h"

struct attempt {
    size_t count;
    struct store_message *messages;
    struct slice *handles;
};

/* Is the call a repetition? Reads what the first call returned (messages hold no more than id,
 * receive_count and visible_ms). */
bool attempt_find(struct engine *engine, struct queue *queue, struct call *call,
                  struct attempt *ret);

/* Loads the messages again and restarts their visibility timeout. False: an error is set (a message
 * changed since), or the turn is lost. */
bool attempt_replay(struct engine *engine, struct queue *queue, struct call *call,
                    struct attempt *attempt, int64_t visibility_ms);

/* Remembers what a call with an attempt id received; does nothing for others. */
bool attempt_remember(struct engine *engine, struct queue *queue, struct call *call,
                      const struct store_message *messages, const struct slice *handles,
                      size_t count);

#endif
