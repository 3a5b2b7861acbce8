/* Sending one message: what SendMessage and each entry of SendMessageBatch do. */
#ifndef ROPELINE_ENGINE_SEND_H
#define ROPELINE_ENGINE_SEND_H

#include "src/engine/state.h"

/* A message on its way in. `entry` is given by the caller (SendMessage has no id); the rest is made
 * by send_check. */
struct outgoing {
    const struct send_message_batch_entry *entry;
    bool batch;      /* an entry of a batch: AWS words some errors differently */
    size_t position; /* 1 for the first entry */
    struct slice trace_header;
    struct list attributes; /* sorted by name once their digest is made */
};

/* Bytes that count toward the size limits: body and message attributes. */
size_t send_size(const struct send_message_batch_entry *entry);

/* Everything that can be wrong with a message for this queue. */
bool send_check(struct call *call, const struct queue *queue, struct outgoing *outgoing,
                struct api_error *error);

/* Stores a checked message, or finds that it is a duplicate; fills the result. False: the store had
 * no room (error is set), or the turn is lost. */
bool send_store(struct engine *engine, struct call *call, struct queue *queue,
                struct outgoing *outgoing, struct send_message_batch_result_entry *ret,
                struct api_error *error);

#endif
