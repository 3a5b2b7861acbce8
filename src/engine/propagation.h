/* Changed attributes that act later, as on AWS (attributes.md section 2; --strict-propagation).
 *
 * A change is stored and shown at once. The value that acted before is kept beside the attributes,
 * with the time until which it goes on acting: 60 seconds, for MessageRetentionPeriod 15 minutes.
 */
#ifndef ROPELINE_ENGINE_PROPAGATION_H
#define ROPELINE_ENGINE_PROPAGATION_H

#include "src/engine/queue_attributes.h"

/* Adds to a changed row what goes on acting; new lists are made in the arena. */
void propagation_hold(struct engine *engine, struct arena *arena, const struct queue *queue,
                      const struct attribute_changes *changes, struct store_queue *row);

/* The text that acts. Lowers *settles_ms to the time at which that will change. */
struct slice propagation_acting(const struct queue *queue, int attribute, int64_t *settles_ms);

/* The row without what has acted long enough; new lists are made in the arena. */
void propagation_settle(struct arena *arena, int64_t now_ms, struct store_queue *row);

#endif
