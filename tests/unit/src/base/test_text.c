/* UTF-8 and the characters that SQS allows. */
#include "tests/unit/unit.h"

#include "src/base/text.h"

static const struct slice valid[] = {
    SLICE_INIT(""),
    SLICE_INIT("plain ASCII that is longer than eight bytes"),
    SLICE_INIT("\x00\x7f"),
    SLICE_INIT("\xc2\x80\xdf\xbf"),                 /* U+0080, U+07FF */
    SLICE_INIT("\xe0\xa0\x80\xef\xbf\xbf"),         /* U+0800, U+FFFF */
    SLICE_INIT("\xed\x9f\xbf\xee\x80\x80"),         /* U+D7FF, U+E000 */
    SLICE_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), /* U+10000, U+10FFFF */
};

static const struct slice invalid[] = {
    SLICE_INIT("\x80"),             /* continuation alone */
    SLICE_INIT("\xc3"),             /* cut */
    SLICE_INIT("\xc3("),            /* continuation missing */
    SLICE_INIT("\xc0\x80"),         /* overlong */
    SLICE_INIT("\xc1\xbf"),         /* overlong */
    SLICE_INIT("\xe0\x9f\xbf"),     /* overlong */
    SLICE_INIT("\xf0\x8f\xbf\xbf"), /* overlong */
    SLICE_INIT("\xe2\x82"),         /* cut */
    SLICE_INIT("\xed\xa0\x80"),     /* U+D800 */
    SLICE_INIT("\xed\xbf\xbf"),     /* U+DFFF */
    SLICE_INIT("\xf4\x90\x80\x80"), /* past U+10FFFF */
    SLICE_INIT("\xf8\x88\x80\x80\x80"),
    SLICE_INIT("\xfe"),
    SLICE_INIT("\xff"),
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each sequence at each offset, so that it meets the steps by blocks in every way. */
static void tells_utf8_at_every_offset(void **state)
{
    (void)state;
    char text[64];
    for (size_t offset = 0; offset < 35; offset++) {
        memset(text, 'a', sizeof text);
        for (size_t i = 0; i < COUNT(valid); i++) {
            if (valid[i].len > 10)
                continue;
            memcpy(text + offset, valid[i].at, valid[i].len);
            assert_true(text_is_utf8(slice_make(text, offset + valid[i].len)));
        }
        for (size_t i = 0; i < COUNT(invalid); i++) {
            memset(text, 'a', sizeof text);
            memcpy(text + offset, invalid[i].at, invalid[i].len);
            assert_false(text_is_utf8(slice_make(text, offset + invalid[i].len)));
            assert_false(text_is_utf8(slice_make(text, sizeof text)));
        }
    }
}

static void lengths_count_code_points(void **state)
{
    (void)state;
    assert_int_equal(text_length(SLICE_NONE), 0);
    assert_int_equal(text_length(SLICE("abc")), 3);
    assert_int_equal(text_length(SLICE("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z")), 4);
}

static void put_point(char *out, uint32_t point, size_t *ret_len)
{
    if (point < 0x80) {
        out[0] = (char)point;
        *ret_len = 1;
    } else if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 63));
        *ret_len = 2;
    } else if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 63));
        out[2] = (char)(0x80 | (point & 63));
        *ret_len = 3;
    } else {
        out[0] = (char)(0xf0 | point >> 18);
        out[1] = (char)(0x80 | (point >> 12 & 63));
        out[2] = (char)(0x80 | (point >> 6 & 63));
        out[3] = (char)(0x80 | (point & 63));
        *ret_len = 4;
    }
}

/* The sentence of the specification. */
static bool specified(uint32_t point)
{
    return point == 0x9 || point == 0xa || point == 0xd || (point >= 0x20 && point <= 0xd7ff) ||
           (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

static void allows_exactly_the_specified_characters(void **state)
{
    (void)state;
    char text[64];
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        size_t len, at = point % 36;
        memset(text, 'x', sizeof text);
        put_point(text + at, point, &len);
        uint32_t bad = 0xabcdef;
        bool allowed = text_is_allowed(slice_make(text, at + len), &bad);
        if (allowed != specified(point) || bad != (allowed ? 0xabcdef : point))
            fail_msg("U+%04X: allowed %d, reported %x", point, allowed, bad);
    }
}

static void reports_the_first_offender(void **state)
{
    (void)state;
    uint32_t bad = 0;
    assert_true(text_is_allowed(SLICE_NONE, &bad));
    assert_true(text_is_allowed(SLICE("tab\tline\r\n and more"), &bad));
    assert_false(text_is_allowed(SLICE("\t long enough \x0b then \x01"), &bad));
    assert_int_equal(bad, 0x0b);
    assert_false(text_is_allowed(SLICE("12345678\xff"), &bad));
    assert_int_equal(bad, 0xff);
    assert_false(text_is_allowed(SLICE("1234567\xc3"), &bad));
    assert_int_equal(bad, 0xc3);
    assert_false(text_is_allowed(SLICE("\xc0\x80"), &bad));
    assert_int_equal(bad, 0xc0);
    assert_false(text_is_allowed(SLICE("\xed\xa0\x80"), &bad));
    assert_int_equal(bad, 0xd800);
}

static void decodes_one_by_one(void **state)
{
    (void)state;
    struct slice text = SLICE("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    static const uint32_t wanted[] = {'a', 0xe4, 0x20ac, 0x1f600, UINT32_MAX, UINT32_MAX};
    size_t at = 0;
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_int_equal(text_next(text, &at), wanted[i]);
    assert_int_equal(at, text.len);
}

static void counts_digits(void **state)
{
    (void)state;
    assert_true(text_is_digits(SLICE("123456789012"), 12));
    assert_false(text_is_digits(SLICE("12345678901"), 12));
    assert_false(text_is_digits(SLICE("1234567890123"), 12));
    assert_false(text_is_digits(SLICE("12345678901x"), 12));
    assert_false(text_is_digits(SLICE_NONE, 12));
}

static void starts_end_between_characters(void **state)
{
    (void)state;
    struct slice text = SLICE("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    static const size_t wanted[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max = 0; max < COUNT(wanted); max++)
        assert_int_equal(text_start(text, max).len, wanted[max]);
}

TEST_MAIN(UNIT(starts_end_between_characters), UNIT(counts_digits),
          UNIT(tells_utf8_at_every_offset), UNIT(lengths_count_code_points),
          UNIT(allows_exactly_the_specified_characters), UNIT(reports_the_first_offender),
          UNIT(decodes_one_by_one))
