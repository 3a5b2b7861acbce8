/* From a receipt handle to its message: what deleting and changing visibility share. */
#ifndef ROPELINE_ENGINE_HANDLES_H
#define ROPELINE_ENGINE_HANDLES_H

#include "src/engine/receipt.h"
#include "src/engine/state.h"

enum handle_state {
    HANDLE_BAD,     /* not a handle of this queue: the error is set */
    HANDLE_GONE,    /* the message does not exist any more */
    HANDLE_EXPIRED, /* FIFO: the visibility window of this receive has ended, or the message was
                       received again */
    HANDLE_GOOD,
    HANDLE_LOST, /* the turn is lost */
};

/* Finds the message of a handle (fifo.md section 4, standard.md section 3); what the handle says is
 * known unless it is BAD. */
enum handle_state handle_find(struct engine *engine, struct call *call, const struct queue *queue,
                              struct slice handle, struct receipt *ret_receipt,
                              struct store_message *ret, struct api_error *error);

/* Has the visibility of this delivery ended, or the message been received again? Standard queues
 * take such a handle all the same. */
static inline bool handle_is_late(const struct receipt *receipt,
                                  const struct store_message *message, int64_t now)
{
    return receipt->receive_count != message->receive_count || now >= message->visible_ms;
}

#endif
