/* Deleting one message: what DeleteMessage and each entry of DeleteMessageBatch do. */
#ifndef ROPELINE_ENGINE_DELETE_H
#define ROPELINE_ENGINE_DELETE_H

#include "src/engine/state.h"

/* False: an error is set, or the turn is lost. Deleting what is gone already succeeds. */
bool delete_one(struct engine *engine, struct call *call, struct queue *queue, struct slice handle,
                struct api_error *error);

#endif
