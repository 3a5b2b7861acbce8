/* The parts of slices that are too long for the header. */
#include "src/base/slice.h"

#include "src/base/text.h"

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.at, b.at, common);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
    return a.len == b.len && slice_starts_nocase(a, b);
}

bool slice_starts_nocase(struct slice s, struct slice prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++) {
        if (char_lower(s.at[i]) != char_lower(prefix.at[i]))
            return false;
    }
    return true;
}

ptrdiff_t slice_find(struct slice s, char c)
{
    const char *found = s.len == 0 ? NULL : memchr(s.at, c, s.len);
    return found == NULL ? -1 : found - s.at;
}

ptrdiff_t slice_find_last(struct slice s, char c)
{
    const char *found = s.len == 0 ? NULL : memrchr(s.at, c, s.len);
    return found == NULL ? -1 : found - s.at;
}

/* Counts downwards from zero: INT64_MIN has no positive counterpart. */
struct slice slice_cut(struct slice *rest, char separator)
{
    struct slice all = *rest;
    ptrdiff_t at = slice_find(all, separator);
    *rest = at < 0 ? SLICE_NONE : slice_from(all, (size_t)at + 1);
    return at < 0 ? all : slice_head(all, (size_t)at);
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && s.at[0] == ' ')
        s = slice_from(s, 1);
    while (s.len > 0 && s.at[s.len - 1] == ' ')
        s.len--;
    return s;
}

bool slice_to_int64(struct slice s, int64_t *ret)
{
    bool minus = s.len > 0 && s.at[0] == '-';
    struct slice digits = slice_from(s, minus ? 1 : 0);
    if (digits.len == 0)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (!char_is_digit(digits.at[i]))
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digits.at[i] - '0', &value))
            return false;
    }
    if (!minus && __builtin_sub_overflow(0, value, &value))
        return false;
    *ret = value;
    return true;
}

size_t decimal_write(int64_t value, char out[static DECIMAL_MAX])
{
    char digits[DECIMAL_MAX];
    size_t count = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    size_t len = 0;
    if (value < 0)
        out[len++] = '-';
    while (count > 0)
        out[len++] = digits[--count];
    return len;
}
