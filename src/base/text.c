/* UTF-8 and SQS's allowed characters. Messages are mostly ASCII, so blocks of it are skipped. */
#include "src/base/text.h"

#include "src/base/block.h"

static inline block beyond_ascii(block b)
{
    return b & 0x80;
}

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The shape of a sequence by its first byte: its length (0: cannot start one), the bits of the
 * first byte that count, and the smallest code point that needs this length. */
struct shape {
    size_t len;
    uint8_t mask;
    uint32_t least;
};

static struct shape shape_of(uint8_t first)
{
    if (first < 0x80)
        return (struct shape){1, 0x7f, 0};
    if (first < 0xc0)
        return (struct shape){0, 0, 0};
    if (first < 0xe0)
        return (struct shape){2, 0x1f, 0x80};
    if (first < 0xf0)
        return (struct shape){3, 0x0f, 0x800};
    if (first < 0xf8)
        return (struct shape){4, 0x07, 0x10000};
    return (struct shape){0, 0, 0};
}

/* Decodes the sequence at `at` (`left` > 0 bytes are there) without looking whether its code point
 * may be encoded in UTF-8 (surrogates). Returns its length, 0 when the bytes are no sequence. */
static size_t decode(const char *at, size_t left, uint32_t *ret_point)
{
    struct shape shape = shape_of((uint8_t)at[0]);
    if (shape.len == 0 || shape.len > left)
        return 0;
    uint32_t point = (uint8_t)at[0] & shape.mask;
    for (size_t i = 1; i < shape.len; i++) {
        if (!is_continuation((uint8_t)at[i]))
            return 0;
        point = point << 6 | ((uint8_t)at[i] & 0x3f);
    }
    if (point < shape.least || point > 0x10ffff)
        return 0;
    *ret_point = point;
    return shape.len;
}

static bool is_surrogate(uint32_t point)
{
    return point >= 0xd800 && point <= 0xdfff;
}

bool text_is_utf8(struct slice s)
{
    size_t i = 0;
    while (i < s.len) {
        size_t plain = block_skip(s.at + i, s.len - i, beyond_ascii);
        i += plain;
        if (plain > 0)
            continue;
        uint32_t point;
        size_t len = decode(s.at + i, s.len - i, &point);
        if (len == 0 || is_surrogate(point))
            return false;
        i += len;
    }
    return true;
}

size_t text_length(struct slice s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += !is_continuation((uint8_t)s.at[i]);
    return count;
}

static bool point_is_allowed(uint32_t point)
{
    if (point < 0x20)
        return point == '\t' || point == '\n' || point == '\r';
    return !is_surrogate(point) && point != 0xfffe && point != 0xffff;
}

static inline block needs_a_look(block b)
{
    return (block)(b < 0x20) | beyond_ascii(b);
}

bool text_is_allowed(struct slice s, uint32_t *ret_bad)
{
    size_t i = 0;
    while (i < s.len) {
        size_t plain = block_skip(s.at + i, s.len - i, needs_a_look);
        i += plain;
        if (plain > 0)
            continue;
        uint32_t point = (uint8_t)s.at[i];
        size_t len = decode(s.at + i, s.len - i, &point);
        if (len == 0 || !point_is_allowed(point)) {
            *ret_bad = point;
            return false;
        }
        i += len;
    }
    return true;
}

uint32_t text_next(struct slice s, size_t *at)
{
    if (*at >= s.len)
        return UINT32_MAX;
    uint32_t point = (uint8_t)s.at[*at];
    size_t len = decode(s.at + *at, s.len - *at, &point);
    *at += len == 0 ? 1 : len;
    return point;
}

bool text_is_digits(struct slice s, size_t len)
{
    for (size_t i = 0; i < s.len; i++)
        if (!char_is_digit(s.at[i]))
            return false;
    return s.len == len;
}

struct slice text_start(struct slice text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && ((unsigned char)text.at[max] & 0xc0) == 0x80)
        max--;
    return slice_make(text.at, max);
}
