/* Wildcard matching without recursion: see pattern.h. */
#include "src/access/pattern.h"

#include "src/base/text.h"

static bool same(char a, char b, bool ignore_case)
{
    return a == b || (ignore_case && char_lower(a) == char_lower(b));
}

/* Where it fails after a star, that star takes one character more. Only the last star need be
 * remembered: what came before it has matched. */
bool pattern_matches(struct slice pattern, struct slice text, bool ignore_case)
{
    size_t p = 0, t = 0;
    size_t star = SIZE_MAX, taken = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.at[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.len &&
                   (pattern.at[p] == '?' || same(pattern.at[p], text.at[t], ignore_case))) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.at[p] == '*')
        p++;
    return p == pattern.len;
}
