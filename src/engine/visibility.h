/* Changing the visibility timeout of one message: what ChangeMessageVisibility and each entry of
 * ChangeMessageVisibilityBatch do. */
#ifndef ROPELINE_ENGINE_VISIBILITY_H
#define ROPELINE_ENGINE_VISIBILITY_H

#include "src/engine/state.h"

/* `batch`: AWS words the error for a message that is gone differently there. False: an error is
 * set, or the turn is lost. */
bool visibility_change(struct engine *engine, struct call *call, struct queue *queue,
                       struct slice handle, int64_t timeout_seconds, bool batch,
                       struct api_error *error);

#endif
