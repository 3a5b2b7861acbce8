/* A slice: bytes that somebody else owns. The way text and data travel through Ropeline.
 *
 * A slice is not NUL-terminated. `at == NULL` means "absent", which is not the same as empty: the
 * AWS contract tells a missing parameter from an empty one in several places. */
#ifndef ROPELINE_BASE_SLICE_H
#define ROPELINE_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *at;
    size_t len;
};

/* Constant initialisers. SLICE takes a string literal only. */
#define SLICE_INIT(literal)                                                                        \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define SLICE(literal) ((struct slice)SLICE_INIT(literal))
#define SLICE_NONE     ((struct slice){NULL, 0})

/* For printf: `printf("%.*s", SLICE_ARG(s))`. */
#define SLICE_ARG(s) (int)(s).len, ((s).at ? (s).at : "")

static inline struct slice slice_of(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

static inline struct slice slice_make(const void *at, size_t len)
{
    return (struct slice){at, len};
}

static inline bool slice_present(struct slice s)
{
    return s.at != NULL;
}

/* Absent and empty compare equal here; ask slice_present where the difference matters. */
static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool slice_is(struct slice s, const char *text)
{
    return slice_equal(s, slice_of(text));
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.at, prefix.at, prefix.len) == 0);
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.at + s.len - suffix.len, suffix.at, suffix.len) == 0);
}

/* The rest from byte `from` on; empty (but present) when `from` is past the end. */
static inline struct slice slice_from(struct slice s, size_t from)
{
    size_t cut = from < s.len ? from : s.len;
    return (struct slice){s.at ? s.at + cut : NULL, s.len - cut};
}

static inline struct slice slice_head(struct slice s, size_t len)
{
    return (struct slice){s.at, len < s.len ? len : s.len};
}

/* Byte order (memcmp, then length): the order of UTF-8 code points. */
int slice_compare(struct slice a, struct slice b);

/* ASCII case-insensitive comparison. */
bool slice_equal_nocase(struct slice a, struct slice b);
bool slice_starts_nocase(struct slice s, struct slice prefix);

/* Position of the first / last `c`, or -1. */
ptrdiff_t slice_find(struct slice s, char c);
ptrdiff_t slice_find_last(struct slice s, char c);

/* What comes before the first separator, which is taken off *rest with it. Without a separator that
 * is everything, and *rest is absent then: so a list is walked while its rest is present. */
struct slice slice_cut(struct slice *rest, char separator);

/* Without the blanks at both ends. */
struct slice slice_trim(struct slice s);

/* A decimal integer with an optional minus sign and nothing else around it; false when it is not
 * one or does not fit. `ret` is written only on success. */
bool slice_to_int64(struct slice s, int64_t *ret);

/* The opposite: writes the decimal text of a number, at most DECIMAL_MAX characters without a NUL,
 * and returns its length. */
#define DECIMAL_MAX 20
size_t decimal_write(int64_t value, char out[static DECIMAL_MAX]);

#endif
