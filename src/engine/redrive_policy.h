/* RedrivePolicy and RedriveAllowPolicy (attributes.md section 6). */
#ifndef ROPELINE_ENGINE_REDRIVE_POLICY_H
#define ROPELINE_ENGINE_REDRIVE_POLICY_H

#include "src/engine/state.h"

/* Reads a stored (checked) policy; texts point into the arena or into `policy`. */
void redrive_read(struct arena *arena, struct slice policy, struct redrive *ret);

/* Checks a RedrivePolicy that is to be set on `source`; `fifo` is the type of the source. On
 * success `ret_policy` is the text to store (maxReceiveCount as a number) and `ret_target` the name
 * of the dead-letter queue. */
bool redrive_check(struct engine *engine, struct arena *arena, const struct queue_ref *source,
                   bool fifo, struct slice policy, struct slice *ret_policy,
                   struct slice *ret_target, struct api_error *error);

/* Checks a RedriveAllowPolicy. */
bool redrive_allow_check(struct arena *arena, struct slice policy, struct api_error *error);

#endif
