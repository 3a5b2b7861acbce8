/* Members of the laboratory's JSON replies: `,"name":value`. What is absent is not written. */
#ifndef ROPELINE_LAB_JSON_H
#define ROPELINE_LAB_JSON_H

#include "src/base/json.h"

static inline void put_name(struct buf *reply, const char *name)
{
    BUF_LITERAL(reply, ",\"");
    buf_append(reply, slice_of(name));
    BUF_LITERAL(reply, "\":");
}

static inline void put_text(struct buf *reply, const char *name, struct slice value)
{
    if (!slice_present(value))
        return;
    put_name(reply, name);
    json_write_text(reply, value);
}

static inline void put_number(struct buf *reply, const char *name, int64_t value)
{
    put_name(reply, name);
    buf_int64(reply, value);
}

static inline void put_flag(struct buf *reply, const char *name, bool value)
{
    put_name(reply, name);
    buf_append(reply, value ? SLICE("true") : SLICE("false"));
}

#endif
