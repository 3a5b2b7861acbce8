/* Moves to the dead-letter queue, at the receive attempt that would exceed maxReceiveCount
 * (standard.md section 6, fifo.md section 7). */
#ifndef ROPELINE_ENGINE_DEAD_LETTERS_H
#define ROPELINE_ENGINE_DEAD_LETTERS_H

#include "src/engine/state.h"

/* Moves away every message among the next `max` to be received that was received often enough, and
 * so on until none of the next `max` is. Does nothing when the target queue does not exist. False:
 * the turn is lost. */
bool dead_letters_move(struct engine *engine, struct queue *queue, size_t max);

#endif
