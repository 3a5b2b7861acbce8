/* A queue's messages out of the engine and into another: looking at all without receiving any, and
 * putting back what was looked at, with ids and times.
 *
 * Everything here runs between calls, in the open turn; changes count when engine_import_commit
 * said so. */
#ifndef ROPELINE_ENGINE_TRANSFER_H
#define ROPELINE_ENGINE_TRANSFER_H

#include "src/engine/engine.h"

/* The queue with its attributes that were set, and its tags. False: there is none, or the store
 * failed. */
bool engine_export_queue(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                         struct store_queue *ret);

/* The messages whose store id is greater than `after`, in order of arrival, whatever their state,
 * at most `limit`. False: as above. */
bool engine_export_messages(struct engine *engine, const struct queue_ref *ref, int64_t after,
                            size_t limit, struct arena *arena, struct store_message **ret,
                            size_t *ret_count);

/* Creates the queue by the rules of CreateQueue, so one that has these attributes already is fine.
 * Lists of struct pair. False: `error`. */
bool engine_import_queue(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                         struct list attributes, struct list tags, struct api_error *error);

/* Puts a message by the rules of SendMessage, but with its own id, times and receive count; no
 * deduplication. `attributes` is a list of struct message_attribute; facts->attributes, md5, id and
 * sequence are not read. False: `error`. */
bool engine_import_message(struct engine *engine, const struct queue_ref *ref, struct arena *arena,
                           const struct store_message *facts, struct list attributes,
                           struct api_error *error);

/* Ends the turn. False: nothing of it happened. */
bool engine_import_commit(struct engine *engine);

#endif
