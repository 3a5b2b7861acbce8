/* The injected clock. Everything else in Ropeline takes time as an argument.
 *
 * Two readings: `clock_wall_ms` is the real time of day (Date header, signature skew, log lines);
 * `clock_now_ms` is the steady time that rules use: wall time at start plus the time elapsed since,
 * so that it never jumps or runs backwards while the process lives. Emulated time is steady time
 * plus the offset that the engine keeps per account (src/engine/accounts.h). */
#ifndef ROPELINE_BASE_CLOCK_H
#define ROPELINE_BASE_CLOCK_H

#include "src/base/slice.h"

struct clock {
    int64_t (*now_ms)(const struct clock *clock);
    int64_t (*wall_ms)(const struct clock *clock);
    int64_t origin_ms; /* real clock: wall time minus elapsed time at start */
    int64_t manual_ms; /* manual clock: what both readings return */
};

/* Milliseconds since 1970-01-01T00:00:00Z. */
static inline int64_t clock_now_ms(const struct clock *clock)
{
    return clock->now_ms(clock);
}

static inline int64_t clock_wall_ms(const struct clock *clock)
{
    return clock->wall_ms(clock);
}

/* The machine's clock (CLOCK_BOOTTIME for elapsed time, so a suspended laptop's time passes). */
void clock_init_real(struct clock *clock);

/* A clock for tests: stands at `start_ms` until manual_ms is changed. */
void clock_init_manual(struct clock *clock, int64_t start_ms);

/* "2026-01-02T03:04:05.006Z"; `out` takes 25 bytes with the NUL. */
void clock_format(int64_t ms, char out[static 25]);

/* The opposite: "2026-01-02T03:04:05Z", perhaps with milliseconds. False when it is not of that
 * form or no such time exists. */
bool clock_parse(struct slice text, int64_t *ret_ms);

/* Both for the form of signatures, "20260102T030405Z"; `out` takes 17 bytes with the NUL. */
void clock_format_basic(int64_t ms, char out[static 17]);
bool clock_parse_basic(struct slice text, int64_t *ret_ms);

#endif
