/* SequenceNumber as text: 20 digits, strictly increasing per queue, not consecutive (fifo.md
 * section 1; AWS's look like 18833816039270639616). */
#ifndef ROPELINE_ENGINE_SEQUENCE_H
#define ROPELINE_ENGINE_SEQUENCE_H

#include <inttypes.h>

#include "src/base/arena.h"

static inline struct slice sequence_text(struct arena *arena, int64_t sequence)
{
    return arena_printf(arena, "188%017" PRId64, sequence * 256);
}

#endif
