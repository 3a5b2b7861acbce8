/* JSON's strings, read and written: see json.h. */
#include "src/base/json_inside.h"

#include "src/base/block.h"
#include "src/base/digest.h"
#include "src/base/text.h"

static bool parse_hex4(const char *at, const char *end, uint32_t *ret)
{
    uint32_t value = 0;
    if (end - at < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c = char_lower(at[i]);
        if (char_is_digit(c))
            value = value << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *ret = value;
    return true;
}

static char *put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    } else {
        *out++ = (char)(0xF0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 63));
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    }
    return out;
}

/* The code point of a \u escape whose 'u' is at `*at`; a pair of surrogates is one code point, a
 * lone one is no character. */
static bool unescape_unicode(const char **at, const char *end, uint32_t *ret)
{
    uint32_t high, low;
    if (!parse_hex4(*at + 1, end, &high))
        return false;
    *at += 5;
    *ret = high;
    if (high < 0xD800 || high > 0xDFFF)
        return true;
    if (high > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' ||
        !parse_hex4(*at + 2, end, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *at += 6;
    *ret = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* The character of each one-letter escape, 0 for those that are none. */
static const char unescaped[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Decodes the escape behind a backslash; advances both positions. */
static bool unescape(const char **at, const char *end, char **out)
{
    if (*at == end)
        return false;
    char letter = **at;
    uint32_t code;
    if (unescaped[(uint8_t)letter] != 0) {
        *(*out)++ = unescaped[(uint8_t)letter];
        (*at)++;
        return true;
    }
    if (letter != 'u' || !unescape_unicode(at, end, &code))
        return false;
    *out = put_utf8(*out, code);
    return true;
}

/* An escape is never shorter than its character, so the raw length is room enough. */
static bool unescape_all(struct arena *arena, struct slice raw, struct slice *ret)
{
    char *start = arena_alloc(arena, raw.len);
    char *out = start;
    const char *at = raw.at, *end = raw.at + raw.len;
    const char *backslash;
    while ((backslash = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        out = mempcpy(out, at, (size_t)(backslash - at));
        at = backslash + 1;
        if (!unescape(&at, end, &out))
            return false;
    }
    out = mempcpy(out, at, (size_t)(end - at));
    *ret = slice_make(start, (size_t)(out - start));
    return true;
}

/* What stands behind the backslash for each byte that a JSON string may not hold as it is. */
static const char escapes[256] = {
    [0 ... 7] = 'u', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',          [0x0b] = 'u',
    ['\f'] = 'f',    ['\r'] = 'r', ['"'] = '"',  [0x0e ... 0x1f] = 'u', ['\\'] = '\\',
};

/* Marks the bytes that need an escape. */
static inline block needs_escape(block b)
{
    return (block)(b < 0x20) | (block)(b == '"') | (block)(b == '\\');
}

/* The first byte from `at` on that needs an escape; `end` when there is none. */
static const char *skip_plain(const char *at, const char *end)
{
    at += block_skip(at, (size_t)(end - at), needs_escape);
    if (end - at >= BLOCK_LEN)
        return at + block_first(needs_escape(block_load(at)));
    while (at < end && escapes[(uint8_t)*at] == 0)
        at++;
    return at;
}

/* Finds the closing quote. */
bool json_read_text(struct json_cursor *cursor, struct arena *arena, struct slice *ret)
{
    if (!json_accept(cursor, '"'))
        return false;
    bool escaped = false;
    const char *start = cursor->at;
    const char *at = skip_plain(start, cursor->end);
    while (cursor->end - at >= 2 && *at == '\\') {
        escaped = true;
        at = skip_plain(at + 2, cursor->end);
    }
    if (at == cursor->end || *at != '"')
        return false;
    cursor->at = at + 1;
    struct slice raw = slice_make(start, (size_t)(at - start));
    if (!text_is_utf8(raw))
        return false;
    *ret = raw;
    return !escaped || unescape_all(arena, raw, ret);
}

static void write_escape(struct buf *buf, char c)
{
    char escape[6] = {'\\', escapes[(uint8_t)c], '0', '0'};
    bool named = escape[1] != 'u';
    if (!named)
        hex_encode(&c, 1, escape + 4);
    buf_append(buf, slice_make(escape, named ? 2 : sizeof escape));
}

void json_write_text(struct buf *buf, struct slice text)
{
    buf_byte(buf, '"');
    while (text.len > 0) {
        size_t run = (size_t)(skip_plain(text.at, text.at + text.len) - text.at);
        buf_append(buf, slice_head(text, run));
        if (run < text.len)
            write_escape(buf, text.at[run]);
        text = slice_from(text, run + 1);
    }
    buf_byte(buf, '"');
}
