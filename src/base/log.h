/* The log: one line per event, as text for people or JSON lines for machines.
 *
 * Only main, the HTTP layer and the store's opening code log; libraries return errors. Never pass a
 * key, a signature or a message body. */
#ifndef ROPELINE_BASE_LOG_H
#define ROPELINE_BASE_LOG_H

#include "src/base/clock.h"
#include "src/base/slice.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum log_format { LOG_TEXT, LOG_JSON };

/* A named value of a line. */
struct log_field {
    const char *name;
    struct slice text; /* used when present, else `number` */
    int64_t number;
};

/* Process-wide settings; the clock must outlive all logging. Lines go to file descriptor `fd`. */
void log_setup(const struct clock *clock, enum log_format format, enum log_level level, int fd);

/* Would a line of this level be written? Ask before building an expensive one. */
bool log_wants(enum log_level level);

void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count);

/* printf-style message without fields. */
void log_printf(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
