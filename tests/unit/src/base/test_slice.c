/* Slices: comparing, searching, numbers. */
#include "tests/unit/unit.h"

static void absent_is_not_empty(void **state)
{
    (void)state;
    assert_false(slice_present(SLICE_NONE));
    assert_false(slice_present(slice_of(NULL)));
    assert_true(slice_present(SLICE("")));
    assert_true(slice_equal(SLICE_NONE, SLICE("")));
    assert_false(slice_present(slice_from(SLICE_NONE, 3)));
    assert_true(slice_present(slice_from(SLICE("ab"), 3)));
    assert_int_equal(slice_from(SLICE("ab"), 3).len, 0);
}

static void compares_whole_slices(void **state)
{
    (void)state;
    assert_true(slice_is(SLICE("abc"), "abc"));
    assert_false(slice_is(SLICE("abc"), "ab"));
    assert_false(slice_equal(SLICE("a\0b"), SLICE("a\0c")));
    assert_true(slice_starts(SLICE("abc"), SLICE("ab")));
    assert_true(slice_starts(SLICE("abc"), SLICE("")));
    assert_false(slice_starts(SLICE("ab"), SLICE("abc")));
    assert_true(slice_ends(SLICE("x.fifo"), SLICE(".fifo")));
    assert_false(slice_ends(SLICE("fifo"), SLICE(".fifo")));
}

static void ignores_case_of_ascii_only(void **state)
{
    (void)state;
    assert_true(slice_equal_nocase(SLICE("X-Amz-Target"), SLICE("x-aMZ-target")));
    assert_false(slice_equal_nocase(SLICE("abc"), SLICE("abcd")));
    assert_false(slice_equal_nocase(SLICE("\xc3\x84"), SLICE("\xc3\xa4")));
    assert_false(slice_equal_nocase(SLICE("@"), SLICE("`")));
    assert_true(slice_starts_nocase(SLICE("AWS4-hmac"), SLICE("aws4-")));
    assert_false(slice_starts_nocase(SLICE("AW"), SLICE("aws4-")));
}

static void orders_by_bytes_then_length(void **state)
{
    (void)state;
    assert_true(slice_compare(SLICE("a"), SLICE("b")) < 0);
    assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
    assert_true(slice_compare(SLICE("\xc3\xa4"), SLICE("z")) > 0);
    assert_int_equal(slice_compare(SLICE("ab"), SLICE("ab")), 0);
    assert_int_equal(slice_compare(SLICE_NONE, SLICE("")), 0);
    assert_true(slice_compare(SLICE_NONE, SLICE("a")) < 0);
}

static void finds_first_and_last(void **state)
{
    (void)state;
    assert_int_equal(slice_find(SLICE("a:b:c"), ':'), 1);
    assert_int_equal(slice_find_last(SLICE("a:b:c"), ':'), 3);
    assert_int_equal(slice_find(SLICE("abc"), ':'), -1);
    assert_int_equal(slice_find_last(SLICE("abc"), ':'), -1);
    assert_int_equal(slice_find(SLICE_NONE, 'a'), -1);
    assert_int_equal(slice_find_last(SLICE_NONE, 'a'), -1);
}

static void cuts_head_and_rest(void **state)
{
    (void)state;
    assert_slice(slice_head(SLICE("abc"), 2), "ab");
    assert_slice(slice_head(SLICE("abc"), 9), "abc");
    assert_slice(slice_from(SLICE("abc"), 1), "bc");
    assert_slice(slice_from(SLICE("abc"), 3), "");
}

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {{"0", 0},
                {"-0", 0},
                {"007", 7},
                {"43200", 43200},
                {"-1", -1},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 42;
        assert_true(slice_to_int64(slice_of(rows[i].text), &value));
        assert_int_equal(value, rows[i].value);
    }
}

static void refuses_what_is_no_number(void **state)
{
    (void)state;
    static const char *const rows[] = {"",
                                       "-",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "1.0",
                                       "1e3",
                                       "0x1",
                                       "--1",
                                       "9223372036854775808",
                                       "1,000",
                                       "a",
                                       "-9223372036854775809",
                                       "99999999999999999999999"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 42;
        assert_false(slice_to_int64(slice_of(rows[i]), &value));
        assert_int_equal(value, 42);
    }
    int64_t value;
    assert_false(slice_to_int64(SLICE_NONE, &value));
}

static void writes_numbers(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 7, -7, 10, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[DECIMAL_MAX];
        int64_t back;
        assert_true(slice_to_int64(slice_make(text, decimal_write(values[i], text)), &back));
        assert_int_equal(back, values[i]);
    }
    char text[DECIMAL_MAX];
    assert_int_equal(decimal_write(INT64_MIN, text), DECIMAL_MAX);
    assert_slice(slice_make(text, DECIMAL_MAX), "-9223372036854775808");
}

static void trims_blanks(void **state)
{
    (void)state;
    assert_slice(slice_trim(SLICE("  a b ")), "a b");
    assert_slice(slice_trim(SLICE("   ")), "");
    assert_false(slice_present(slice_trim(SLICE_NONE)));
}

static void cuts_at_separators(void **state)
{
    (void)state;
    struct slice rest = SLICE("a,,b,");
    static const char *const parts[] = {"a", "", "b", ""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        assert_true(slice_present(rest));
        assert_true(slice_is(slice_cut(&rest, ','), parts[i]));
    }
    assert_false(slice_present(rest));
    assert_false(slice_present(slice_cut(&rest, ',')));
    rest = SLICE("");
    assert_true(slice_present(slice_cut(&rest, ',')));
    assert_false(slice_present(rest));
}

TEST_MAIN(UNIT(trims_blanks), UNIT(cuts_at_separators), UNIT(absent_is_not_empty),
          UNIT(compares_whole_slices), UNIT(ignores_case_of_ascii_only),
          UNIT(orders_by_bytes_then_length), UNIT(finds_first_and_last), UNIT(cuts_head_and_rest),
          UNIT(reads_numbers), UNIT(refuses_what_is_no_number), UNIT(writes_numbers))
