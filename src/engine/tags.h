/* Tags of queues: actions.md sections 15 to 17. */
#ifndef ROPELINE_ENGINE_TAGS_H
#define ROPELINE_ENGINE_TAGS_H

#include "src/engine/state.h"

/* Checks the tags given and puts them over `tags`, as a new list in the call's arena. */
bool tags_merge(struct call *call, const struct queue_ref *ref, struct store_pairs *tags,
                const struct list *given);

#endif
