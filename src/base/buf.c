/* Bounded buffers, and the small binary records that the store keeps in them. */
#include "src/base/buf.h"

#include "src/base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CAPACITY 256
#define ABSENT_LEN     UINT32_MAX /* stands for the length of an absent slice */

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){.max = max};
}

void buf_release(struct buf *buf)
{
    free(buf->at);
    buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->overflow = false;
}

/* Doubling, at least `needed`, at most the maximum; `needed` is within the maximum. */
static size_t next_capacity(const struct buf *buf, size_t needed)
{
    size_t capacity = buf->capacity == 0 ? FIRST_CAPACITY : buf->capacity;
    while (capacity < needed) {
        if (capacity > buf->max / 2)
            return buf->max;
        capacity *= 2;
    }
    return capacity < buf->max ? capacity : buf->max;
}

char *buf_reserve_slow(struct buf *buf, size_t len)
{
    if (buf->overflow || len > buf->max - buf->len) {
        buf->overflow = true;
        return NULL;
    }
    buf->capacity = next_capacity(buf, buf->len + len);
    buf->at = memory_realloc(buf->at, buf->capacity);
    return buf->at + buf->len;
}

void buf_grow(struct buf *buf, size_t len)
{
    assert(len <= buf->capacity - buf->len);
    buf->len += len;
}

/* By way of a copy: vsnprintf needs room for a NUL, which the buffer may not have. */
void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    char text[256];
    int len = vsnprintf(text, sizeof text, format, args);
    assert(len >= 0);
    if ((size_t)len < sizeof text) {
        buf_append(buf, slice_make(text, (size_t)len));
    } else {
        char *longer = memory_alloc((size_t)len + 1);
        vsnprintf(longer, (size_t)len + 1, format, again);
        buf_append(buf, slice_make(longer, (size_t)len));
        free(longer);
    }
    va_end(again);
    va_end(args);
}

void buf_int64(struct buf *buf, int64_t value)
{
    char text[DECIMAL_MAX];
    buf_append(buf, slice_make(text, decimal_write(value, text)));
}

static void put_little_endian(struct buf *buf, uint64_t value, size_t size)
{
    char bytes[sizeof value];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(value >> (8 * i));
    buf_append(buf, slice_make(bytes, size));
}

void buf_put_u8(struct buf *buf, uint8_t value)
{
    put_little_endian(buf, value, sizeof value);
}

void buf_put_u32(struct buf *buf, uint32_t value)
{
    put_little_endian(buf, value, sizeof value);
}

void buf_put_u64(struct buf *buf, uint64_t value)
{
    put_little_endian(buf, value, sizeof value);
}

void buf_put_slice(struct buf *buf, struct slice s)
{
    assert(s.len < ABSENT_LEN);
    buf_put_u32(buf, slice_present(s) ? (uint32_t)s.len : ABSENT_LEN);
    buf_append(buf, s);
}

/* The next `size` bytes, or NULL (and the reader fails) when there are not so many. */
static const char *reader_take(struct reader *reader, size_t size)
{
    if (reader->failed || size > reader->rest.len) {
        reader->failed = true;
        return NULL;
    }
    const char *taken = reader->rest.at;
    reader->rest = slice_from(reader->rest, size);
    return taken;
}

static uint64_t take_little_endian(struct reader *reader, size_t size)
{
    const char *bytes = reader_take(reader, size);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < size; i++)
        value |= (uint64_t)(uint8_t)bytes[i] << (8 * i);
    return value;
}

uint8_t reader_u8(struct reader *reader)
{
    return (uint8_t)take_little_endian(reader, sizeof(uint8_t));
}

uint32_t reader_u32(struct reader *reader)
{
    return (uint32_t)take_little_endian(reader, sizeof(uint32_t));
}

uint64_t reader_u64(struct reader *reader)
{
    return take_little_endian(reader, sizeof(uint64_t));
}

struct slice reader_slice(struct reader *reader)
{
    uint32_t len = reader_u32(reader);
    if (reader->failed || len == ABSENT_LEN)
        return SLICE_NONE;
    const char *at = reader_take(reader, len);
    return at == NULL ? SLICE_NONE : slice_make(at, len);
}
