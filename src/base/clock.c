/* The only file that reads the machine's clock: see clock.h. */
#include "src/base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t real_now(const struct clock *clock)
{
    return clock->origin_ms + read_ms(CLOCK_BOOTTIME);
}

static int64_t real_wall(const struct clock *clock)
{
    (void)clock;
    return read_ms(CLOCK_REALTIME);
}

static int64_t manual(const struct clock *clock)
{
    return clock->manual_ms;
}

void clock_init_real(struct clock *clock)
{
    *clock = (struct clock){.now_ms = real_now,
                            .wall_ms = real_wall,
                            .origin_ms = read_ms(CLOCK_REALTIME) - read_ms(CLOCK_BOOTTIME)};
}

void clock_init_manual(struct clock *clock, int64_t start_ms)
{
    *clock = (struct clock){.now_ms = manual, .wall_ms = manual, .manual_ms = start_ms};
}

void clock_format(int64_t ms, char out[static 25])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    char date[32];
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out, 25, "%.19s.%03dZ", date, (int)(ms % 1000));
}
