/* Checking and merging the attributes that CreateQueue and SetQueueAttributes are given
 * (attributes.md section 1, actions.md sections 1 and 6). */
#ifndef ROPELINE_ENGINE_QUEUE_ATTRIBUTES_H
#define ROPELINE_ENGINE_QUEUE_ATTRIBUTES_H

#include "api/model/attributes.h"
#include "src/engine/state.h"

/* Name under which the DeduplicationScope at creation is kept beside the attributes: it goes on
 * acting after a change (recorded, fifo.md section 2). No client can see or set it. */
#define CREATION_SCOPE "creation.DeduplicationScope"

/* Checked values by attribute; absent = not given. An empty text removes the attribute. */
struct attribute_changes {
    struct slice values[QUEUE_ATTRIBUTE_COUNT];
    struct slice dead_letter_queue; /* set with a RedrivePolicy */
};

/* Checks the pairs for a queue of the given type. `creating` words some errors as CreateQueue does.
 */
bool attributes_check(struct engine *engine, struct call *call, const struct queue_ref *ref,
                      bool fifo, bool creating, const struct list *given,
                      struct attribute_changes *ret);

/* The row with the changes applied, and what follows from them (a KMS key switches SQS's own
 * encryption off, and the other way round); new lists are made in the arena. */
void attributes_apply(struct arena *arena, const struct attribute_changes *given_changes,
                      struct store_queue *row);

/* Same meaning? JSON is compared as JSON. */
bool attribute_equal(struct arena *arena, int attribute, struct slice a, struct slice b);

#endif
