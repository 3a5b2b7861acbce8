/* Wildcards: what matches, and that nothing takes for ever. */
#include "src/access/pattern.h"
#include "tests/unit/unit.h"

static void test_matches(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "abc", true},
        {"a", "a", true},
        {"a", "A", false},
        {"?", "", false},
        {"?", "a", true},
        {"a*", "abc", true},
        {"*c", "abc", true},
        {"a*c", "abc", true},
        {"a*c", "abd", false},
        {"a*b*c", "aXbYbZc", true},
        {"a*b*c", "acb", false},
        {"**", "x", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"*ab", "aab", true},
        {"*aab", "aaaab", true},
        {"a*", "b", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (pattern_matches(slice_of(rows[i].pattern), slice_of(rows[i].text), false) !=
            rows[i].matches)
            fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].text);
    assert_true(pattern_matches(SLICE("SEND*"), SLICE("SendMessage"), true));
}

static void test_many_stars(void **state)
{
    (void)state;
    char pattern[2001], text[4001];
    for (size_t i = 0; i < 1000; i++)
        memcpy(pattern + 2 * i, "*a", 2);
    pattern[2000] = 'b';
    memset(text, 'a', sizeof text);
    assert_false(
        pattern_matches(slice_make(pattern, sizeof pattern), slice_make(text, sizeof text), false));
}

TEST_MAIN(UNIT(test_matches), UNIT(test_many_stars))
