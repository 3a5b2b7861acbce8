/* From a receipt handle to its message: what deleting and changing visibility share. */
#ifndef ROPELINE_ENGINE_HANDLES_H
#define ROPELINE_ENGINE_HANDLES_H

#include "src/engine/state.h"

enum handle_state {
    HANDLE_BAD,     /* not a handle of this queue: the error is set */
    HANDLE_GONE,    /* the message does not exist any more */
    HANDLE_EXPIRED, /* FIFO: the visibility window of this receive has ended, or the message was
                       received again */
    HANDLE_GOOD,
    HANDLE_LOST, /* the turn is lost */
};

/* Finds the message of a handle (fifo.md section 4, standard.md section 3). */
enum handle_state handle_find(struct engine *engine, struct call *call, const struct queue *queue,
                              struct slice handle, struct store_message *ret,
                              struct api_error *error);

#endif
