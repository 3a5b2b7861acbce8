/* The only file that reads a clock. */
#include "src/base/clock.h"

#include <assert.h>
#include <string.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    int failed = clock_gettime(id, &now);
    assert(failed == 0);
    (void)failed;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t real_now_ms(const struct clock *clock)
{
    return clock->origin_ms + read_ms(CLOCK_BOOTTIME);
}

static int64_t real_wall_ms(const struct clock *clock)
{
    (void)clock;
    return read_ms(CLOCK_REALTIME);
}

void clock_init_real(struct clock *clock)
{
    *clock = (struct clock){.now_ms = real_now_ms, .wall_ms = real_wall_ms};
    clock->origin_ms = read_ms(CLOCK_REALTIME) - read_ms(CLOCK_BOOTTIME);
}

static int64_t manual_ms(const struct clock *clock)
{
    return clock->manual_ms;
}

void clock_init_manual(struct clock *clock, int64_t start_ms)
{
    *clock = (struct clock){.now_ms = manual_ms, .wall_ms = manual_ms, .manual_ms = start_ms};
}

/* The last `width` decimal digits of a value that is not negative. */
static void put_digits(char *out, int64_t value, size_t width)
{
    while (width > 0) {
        out[--width] = (char)('0' + value % 10);
        value /= 10;
    }
}

void clock_format(int64_t ms, char out[static 25])
{
    int64_t seconds = ms / 1000, rest = ms % 1000;
    if (rest < 0) {
        rest += 1000;
        seconds--;
    }
    time_t time = (time_t)seconds;
    struct tm tm = {0};
    gmtime_r(&time, &tm);
    memcpy(out, "0000-00-00T00:00:00.000Z", 25);
    put_digits(out, tm.tm_year + 1900, 4);
    put_digits(out + 5, tm.tm_mon + 1, 2);
    put_digits(out + 8, tm.tm_mday, 2);
    put_digits(out + 11, tm.tm_hour, 2);
    put_digits(out + 14, tm.tm_min, 2);
    put_digits(out + 17, tm.tm_sec, 2);
    put_digits(out + 20, rest, 3);
}

/* Decimal digits for each letter of the form, which else must be matched. */
static bool read_digits(struct slice text, const char *form, int *values)
{
    size_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (form[i] != '9') {
            if (c != form[i])
                return false;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        bool begins = i == 0 || form[i - 1] != '9';
        if (begins)
            values[value++] = 0;
        values[value - 1] = values[value - 1] * 10 + (c - '0');
    }
    return true;
}

bool clock_parse(struct slice text, int64_t *ret_ms)
{
    static const char *const forms[] = {"9999-99-99T99:99:99Z", "9999-99-99T99:99:99.999Z"};
    int values[7] = {0};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text.len != strlen(forms[i]) || !read_digits(text, forms[i], values))
            continue;
        struct tm tm = {.tm_year = values[0] - 1900,
                        .tm_mon = values[1] - 1,
                        .tm_mday = values[2],
                        .tm_hour = values[3],
                        .tm_min = values[4],
                        .tm_sec = values[5]};
        const struct tm asked = tm;
        int64_t seconds = timegm(&tm);
        /* A day that does not exist becomes another one. */
        if (tm.tm_mon != asked.tm_mon || tm.tm_mday != asked.tm_mday ||
            tm.tm_hour != asked.tm_hour || tm.tm_min != asked.tm_min || tm.tm_sec != asked.tm_sec)
            return false;
        *ret_ms = seconds * 1000 + values[6];
        return true;
    }
    return false;
}

void clock_format_basic(int64_t ms, char out[static 17])
{
    char full[25];
    clock_format(ms, full);
    const char *from = full;
    for (size_t i = 0; i < 15; from++)
        if (*from != '-' && *from != ':')
            out[i++] = *from;
    memcpy(out + 15, "Z", 2);
}

bool clock_parse_basic(struct slice text, int64_t *ret_ms)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    char full[sizeof form];
    size_t from = 0;
    if (text.len != strlen("20260102T030405Z"))
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        full[i] = form[i] == '-' || form[i] == ':' ? form[i] : text.at[from++];
    return clock_parse(slice_make(full, sizeof form - 1), ret_ms);
}
