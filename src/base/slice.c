/* Slices: see slice.h. */
#include "src/base/slice.h"

#include "src/base/text.h"

int slice_compare(struct slice a, struct slice b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
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
    for (size_t i = 0; i < prefix.len; i++)
        if (char_lower(s.at[i]) != char_lower(prefix.at[i]))
            return false;
    return true;
}

ptrdiff_t slice_find(struct slice s, char c)
{
    const char *found = s.len ? memchr(s.at, c, s.len) : NULL;
    return found ? found - s.at : -1;
}

ptrdiff_t slice_find_last(struct slice s, char c)
{
    const char *found = s.len ? memrchr(s.at, c, s.len) : NULL;
    return found ? found - s.at : -1;
}

bool slice_to_int64(struct slice s, int64_t *ret)
{
    bool negative = s.len > 0 && s.at[0] == '-';
    struct slice digits = slice_from(s, negative ? 1 : 0);
    uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t value = 0;
    if (digits.len == 0)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (!char_is_digit(digits.at[i]))
            return false;
        uint64_t digit = (uint64_t)(digits.at[i] - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}
