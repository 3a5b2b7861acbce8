/* Text rules: UTF-8 and the characters that SQS allows (spec attributes.md section 5). */
#ifndef ROPELINE_BASE_TEXT_H
#define ROPELINE_BASE_TEXT_H

#include "src/base/slice.h"

/* Strict UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF. */
bool text_is_utf8(struct slice s);

/* Number of code points in valid UTF-8. */
size_t text_length(struct slice s);

/* Checks #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]. Returns true when
 * all characters are allowed; else false and the first offending code point in `ret_bad` (for bytes
 * that are no UTF-8, the byte's value; for an encoded surrogate, its code point). */
bool text_is_allowed(struct slice s, uint32_t *ret_bad);

/* Decodes one code point of valid UTF-8 at `*at` and advances it; 0xFFFFFFFF at the end. */
uint32_t text_next(struct slice s, size_t *at);

/* ASCII classes, independent of the locale. */
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool char_is_alnum(char c)
{
    return char_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* So many digits, and nothing else: an account has twelve. */
bool text_is_digits(struct slice s, size_t len);

static inline char char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The beginning of a UTF-8 text, at most `max` bytes of whole characters. */
struct slice text_start(struct slice text, size_t max);

#endif
