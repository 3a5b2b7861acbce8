/* The queue's delay and messages that were sent already (attributes.md 1.1): on FIFO queues a new
 * delay acts on them too, on standard queues it does not. */
#ifndef ROPELINE_ENGINE_DELAYS_H
#define ROPELINE_ENGINE_DELAYS_H

#include "src/engine/state.h"

/* The delay of a FIFO queue has changed from `former_ms`: messages that were never received become
 * available by the new one. Does nothing for standard queues. False: the turn is lost. */
bool delays_follow(struct engine *engine, struct queue *queue, int64_t former_ms);

#endif
