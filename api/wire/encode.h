/* What the encoders of api/wire share. */
#ifndef ROPELINE_API_WIRE_ENCODE_H
#define ROPELINE_API_WIRE_ENCODE_H

#include "api/wire/wire.h"

/* Writes a result as a JSON object, keys in alphabetical order (wire-recorded.md). */
void json_encode_result(const struct wire_reply *reply, struct arena *arena, struct buf *body);

/* Writes the whole XML document of a Query reply. */
void xml_encode_result(const struct wire_reply *reply, struct arena *arena, struct buf *body);
void xml_encode_error(const struct wire_reply *reply, struct arena *arena, struct buf *body);

/* Writes a Query reply as JSON (protocols.md section 3.4). */
void query_json_encode_result(const struct wire_reply *reply, struct arena *arena,
                              struct buf *body);
void query_json_encode_error(const struct wire_reply *reply, struct arena *arena, struct buf *body);

/* The URL of a queue, as the reply's client reaches it. */
struct slice queue_url_encode(const struct wire_reply *reply, struct arena *arena,
                              const struct queue_ref *queue);

/* "Sender" or "Receiver". */
struct slice error_fault_name(const struct error_row *row);

#endif
