/* Bounded buffers and binary records: see buf.h. */
#include "src/base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/base/memory.h"

#define FIRST_CAPACITY 256

/* Length of an absent slice in a record. */
#define ABSENT UINT32_MAX

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

static void grow_to(struct buf *buf, size_t need)
{
    size_t capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
    while (capacity < need)
        capacity *= 2;
    if (capacity > buf->max)
        capacity = buf->max;
    buf->at = memory_realloc(buf->at, capacity);
    buf->capacity = capacity;
}

char *buf_reserve(struct buf *buf, size_t len)
{
    if (buf->overflow || len > buf->max - buf->len) {
        buf->overflow = true;
        return NULL;
    }
    if (buf->len + len > buf->capacity || !buf->at)
        grow_to(buf, buf->len + len);
    return buf->at + buf->len;
}

void buf_grow(struct buf *buf, size_t len)
{
    buf->len += len;
}

void buf_append(struct buf *buf, struct slice s)
{
    char *at = s.len ? buf_reserve(buf, s.len) : NULL;
    if (!at)
        return;
    memcpy(at, s.at, s.len);
    buf->len += s.len;
}

void buf_byte(struct buf *buf, char c)
{
    char *at = buf_reserve(buf, 1);
    if (!at)
        return;
    *at = c;
    buf->len++;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    /* vsnprintf wants room for its NUL too, so it writes into memory of its own. */
    char *text = memory_alloc((size_t)(len < 0 ? 0 : len) + 1);
    int written = vsnprintf(text, (size_t)(len < 0 ? 0 : len) + 1, format, again);
    va_end(again);
    if (written > 0)
        buf_append(buf, slice_make(text, (size_t)written));
    free(text);
}

void buf_int64(struct buf *buf, int64_t value)
{
    char digits[21];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    buf_append(buf, slice_make(digits + at, sizeof digits - at));
}

static void put_bytes(struct buf *buf, uint64_t value, size_t bytes)
{
    char *at = buf_reserve(buf, bytes);
    if (!at)
        return;
    for (size_t i = 0; i < bytes; i++)
        at[i] = (char)(value >> (8 * i));
    buf->len += bytes;
}

void buf_put_u8(struct buf *buf, uint8_t value)
{
    put_bytes(buf, value, 1);
}

void buf_put_u32(struct buf *buf, uint32_t value)
{
    put_bytes(buf, value, 4);
}

void buf_put_u64(struct buf *buf, uint64_t value)
{
    put_bytes(buf, value, 8);
}

void buf_put_slice(struct buf *buf, struct slice s)
{
    if (s.len >= ABSENT) {
        buf->overflow = true;
        return;
    }
    buf_put_u32(buf, slice_present(s) ? (uint32_t)s.len : ABSENT);
    buf_append(buf, s);
}

static uint64_t get_bytes(struct reader *reader, size_t bytes)
{
    uint64_t value = 0;
    if (reader->failed || reader->rest.len < bytes) {
        reader->failed = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)(uint8_t)reader->rest.at[i] << (8 * i);
    reader->rest = slice_from(reader->rest, bytes);
    return value;
}

uint8_t reader_u8(struct reader *reader)
{
    return (uint8_t)get_bytes(reader, 1);
}

uint32_t reader_u32(struct reader *reader)
{
    return (uint32_t)get_bytes(reader, 4);
}

uint64_t reader_u64(struct reader *reader)
{
    return get_bytes(reader, 8);
}

struct slice reader_slice(struct reader *reader)
{
    uint32_t len = reader_u32(reader);
    if (reader->failed || len == ABSENT)
        return SLICE_NONE;
    if (len > reader->rest.len) {
        reader->failed = true;
        return SLICE_NONE;
    }
    struct slice s = slice_head(reader->rest, len);
    reader->rest = slice_from(reader->rest, len);
    return s;
}
