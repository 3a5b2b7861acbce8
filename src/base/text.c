/* Text rules: see text.h. */
#include "src/base/text.h"

/* Decodes one sequence. Returns its length, or 0 when it is no UTF-8. Encoded surrogates are
 * decoded
 * (`*ret` then lies in U+D800..U+DFFF), so that a caller can name them. */
static size_t decode(struct slice s, size_t at, uint32_t *ret)
{
    uint8_t first = (uint8_t)s.at[at];
    if (first < 0x80) {
        *ret = first;
        return 1;
    }
    size_t len = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || len > s.len - at)
        return 0;
    uint32_t code = first & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        uint8_t next = (uint8_t)s.at[at + i];
        if ((next & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (next & 0x3F);
    }
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < smallest[len] || code > 0x10FFFF)
        return 0;
    *ret = code;
    return len;
}

static bool is_surrogate(uint32_t code)
{
    return code >= 0xD800 && code <= 0xDFFF;
}

bool text_is_utf8(struct slice s)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t code;
        size_t len = decode(s, at, &code);
        if (len == 0 || is_surrogate(code))
            return false;
        at += len;
    }
    return true;
}

size_t text_length(struct slice s)
{
    size_t length = 0;
    for (size_t i = 0; i < s.len; i++)
        length += ((uint8_t)s.at[i] & 0xC0) != 0x80;
    return length;
}

/* Are the eight bytes at `at` all in 0x20..0x7F? The usual case, decided at once. */
static bool eight_plain(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    uint64_t below = bytes - 0x2020202020202020u; /* borrows set a high bit where a byte < 0x20 */
    return ((bytes | below) & 0x8080808080808080u) == 0;
}

static bool is_allowed(uint32_t code)
{
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
           (code >= 0xE000 && code <= 0xFFFD) || code >= 0x10000;
}

bool text_is_allowed(struct slice s, uint32_t *ret_bad)
{
    for (size_t at = 0; at < s.len;) {
        if (s.len - at >= 8 && eight_plain(s.at + at)) {
            at += 8;
            continue;
        }
        uint32_t code;
        size_t len = decode(s, at, &code);
        if (len == 0 || !is_allowed(code)) {
            *ret_bad = len == 0 ? (uint8_t)s.at[at] : code;
            return false;
        }
        at += len;
    }
    return true;
}

uint32_t text_next(struct slice s, size_t *at)
{
    uint32_t code = UINT32_MAX;
    if (*at >= s.len)
        return code;
    size_t len = decode(s, *at, &code);
    *at += len ? len : 1;
    return code;
}
