/* A message as a receiver gets it: only the attributes that were asked for. */
#ifndef ROPELINE_ENGINE_RECEIVED_MESSAGE_H
#define ROPELINE_ENGINE_RECEIVED_MESSAGE_H

#include "src/engine/state.h"

/* New receipt handles for messages that were just taken. */
struct slice *received_handles(struct arena *arena, const struct queue *queue,
                               const struct store_message *messages, size_t count);

/* Fills `ret` as the call (a ReceiveMessage) asks for it. */
void received_message(struct call *call, const struct queue *queue,
                      const struct store_message *message, struct slice handle,
                      struct message *ret);

#endif
