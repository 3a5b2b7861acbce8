/* Receipt handles (standard.md section 3): base64 text that names a receive of a message.
 *
 * It says which queue and message, the how-manieth receive it was, and what the visibility deadline
 * was (a shortcut for the store). Random bytes make each unique; a checksum tells a handle from
 * garbage. Like AWS's it starts with "AQEB". */
#ifndef ROPELINE_ENGINE_RECEIPT_H
#define ROPELINE_ENGINE_RECEIPT_H

#include "src/base/arena.h"

struct receipt {
    int64_t queue;
    int64_t message;
    int64_t visible_ms;
    int32_t receive_count;
};

struct slice receipt_format(struct arena *arena, const struct receipt *receipt);

/* False when the text is no handle of ours. */
bool receipt_parse(struct arena *arena, struct slice text, struct receipt *ret);

#endif
