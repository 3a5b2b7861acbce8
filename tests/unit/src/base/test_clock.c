/* The clock and its text. */
#include "tests/unit/unit.h"

#include "src/base/clock.h"

static void a_manual_clock_stands(void **state)
{
    (void)state;
    struct clock clock;
    clock_init_manual(&clock, 1234);
    assert_int_equal(clock_now_ms(&clock), 1234);
    assert_int_equal(clock_wall_ms(&clock), 1234);
    clock.manual_ms += 1000;
    assert_int_equal(clock_now_ms(&clock), 2234);
}

static void the_real_clock_runs_forward_near_the_time_of_day(void **state)
{
    (void)state;
    struct clock clock;
    clock_init_real(&clock);
    int64_t first = clock_now_ms(&clock);
    int64_t second = clock_now_ms(&clock);
    assert_true(second >= first);
    int64_t apart = clock_wall_ms(&clock) - second;
    assert_true(apart > -5000 && apart < 5000);
    assert_true(first > INT64_C(1577836800000)); /* 2020 */
}

static void formats_iso_8601(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *text;
    } rows[] = {{0, "1970-01-01T00:00:00.000Z"},
                {1, "1970-01-01T00:00:00.001Z"},
                {-1, "1969-12-31T23:59:59.999Z"},
                {951827696789, "2000-02-29T12:34:56.789Z"},
                {1767323045006, "2026-01-02T03:04:05.006Z"},
                {253402300799999, "9999-12-31T23:59:59.999Z"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[25];
        clock_format(rows[i].ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void parses_iso_8601(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "2026-01-02",
                                        "2026-01-02T03:04:05",
                                        "2026-01-02 03:04:05Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-13-01T00:00:00Z",
                                        "2026-01-00T00:00:00Z",
                                        "2026-01-01T24:00:00Z",
                                        "2026-01-01T00:00:60Z",
                                        "2026-01-01T00:00:00.1Z",
                                        "2026-01-01T00:00:0xZ",
                                        "+026-01-01T00:00:00Z"};
    int64_t ms = -1;
    assert_true(clock_parse(SLICE("2026-01-02T03:04:05.006Z"), &ms));
    assert_int_equal(ms, 1767323045006);
    assert_true(clock_parse(SLICE("2000-02-29T12:34:56Z"), &ms));
    assert_int_equal(ms, 951827696000);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (clock_parse(slice_of(wrong[i]), &ms))
            fail_msg("'%s' is not refused", wrong[i]);
}

static void the_basic_form_of_signatures(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "20260102",
                                        "20260102T030405",
                                        "20260102 030405Z",
                                        "20260229T000000Z",
                                        "20260102T240000Z",
                                        "2026010xT030405Z",
                                        "2026-1-2T030405Z"};
    char text[17];
    int64_t ms = -1;
    clock_format_basic(1767323045006, text);
    assert_string_equal(text, "20260102T030405Z");
    assert_true(clock_parse_basic(slice_of(text), &ms));
    assert_int_equal(ms, 1767323045000);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(clock_parse_basic(slice_of(wrong[i]), &ms));
    assert_false(clock_parse_basic(SLICE_NONE, &ms));
    assert_int_equal(ms, 1767323045000);
}

TEST_MAIN(UNIT(the_basic_form_of_signatures), UNIT(a_manual_clock_stands),
          UNIT(the_real_clock_runs_forward_near_the_time_of_day), UNIT(formats_iso_8601),
          UNIT(parses_iso_8601))
