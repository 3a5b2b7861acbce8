/* A growing byte buffer that must be given its maximum at birth: no unbounded input or output by
 * construction. When an append would pass the maximum, nothing is appended, `overflow` is set and
 * stays set, and later appends do nothing either; check it once at the end. */
#ifndef ROPELINE_BASE_BUF_H
#define ROPELINE_BASE_BUF_H

#include "src/base/slice.h"

struct buf {
    char *at;
    size_t len;
    size_t capacity;
    size_t max;
    bool overflow;
};

void buf_init(struct buf *buf, size_t max);
void buf_release(struct buf *buf);

/* Empties the buffer and keeps its memory; an overflow is forgotten. */
void buf_clear(struct buf *buf);

/* The way of buf_reserve when the memory must grow; not for others. */
char *buf_reserve_slow(struct buf *buf, size_t len);

/* Room for `len` more bytes, or NULL on overflow; the caller writes there, then buf_grow(len). */
static inline char *buf_reserve(struct buf *buf, size_t len)
{
    if (buf->overflow || len > buf->capacity - buf->len || buf->at == NULL)
        return buf_reserve_slow(buf, len);
    return buf->at + buf->len;
}

/* Counts `len` bytes that were written to reserved room. */
void buf_grow(struct buf *buf, size_t len);

static inline void buf_append(struct buf *buf, struct slice s)
{
    char *to = buf_reserve(buf, s.len);
    if (to == NULL || s.len == 0)
        return;
    memcpy(to, s.at, s.len);
    buf->len += s.len;
}

static inline void buf_byte(struct buf *buf, char c)
{
    char *to = buf_reserve(buf, 1);
    if (to == NULL)
        return;
    *to = c;
    buf->len++;
}

void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int64(struct buf *buf, int64_t value);

#define BUF_LITERAL(buf, literal) buf_append((buf), SLICE(literal))

static inline struct slice buf_slice(const struct buf *buf)
{
    return (struct slice){buf->at, buf->len};
}

/* Writer and reader of small binary records (integers little-endian, slices with a 32-bit length;
 * absent slices stay absent). A reader that runs past the end sets `failed` and returns zeros. */
void buf_put_u8(struct buf *buf, uint8_t value);
void buf_put_u32(struct buf *buf, uint32_t value);
void buf_put_u64(struct buf *buf, uint64_t value);
void buf_put_slice(struct buf *buf, struct slice s);

struct reader {
    struct slice rest;
    bool failed;
};

uint8_t reader_u8(struct reader *reader);
uint32_t reader_u32(struct reader *reader);
uint64_t reader_u64(struct reader *reader);
struct slice reader_slice(struct reader *reader); /* points into the record */

#endif
