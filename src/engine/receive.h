/* Receiving: what ReceiveMessage does at once, and again when a parked receive is woken. */
#ifndef ROPELINE_ENGINE_RECEIVE_H
#define ROPELINE_ENGINE_RECEIVE_H

#include "src/engine/state.h"

/* Runs a checked receive now. True: the call has its answer (messages or an error); false: there is
 * nothing to receive, or the turn is lost. */
bool receive_now(struct engine *engine, struct queue *queue, struct call *call);

#endif
