/* JSON lines back into a queue: import.c takes them in slices, import_lines.c knows what a line may
 * be, import_message.c reads those of messages. See export.c for the other way. */
#ifndef ROPELINE_API_HTTP_ADMIN_IMPORT_H
#define ROPELINE_API_HTTP_ADMIN_IMPORT_H

#include "api/http/admin/admin.h"
#include "api/http/timer.h"
#include "src/base/text.h"

/* Milliseconds: far beyond any clock that can be set, and far from overflow. */
#define IMPORT_TIME_MAX_MS (INT64_C(1000) * 365 * 86400 * 1000 * 2)

/* Bytes of an unknown member's name that an error repeats. */
#define IMPORT_NAME_SHOWN 64

#define IMPORT_NO_TIME " must be milliseconds since 1970"

/* An import that is going on: the request's admin->state. */
struct importing {
    struct admin *admin;
    struct timer timer;
    struct queue_ref ref;
    struct slice rest; /* of the body */
    int64_t line;
    int64_t messages;
    bool queue_is_known; /* a line was taken, so there is the queue */
    int64_t shift_ms;    /* added to all times */
    bool shift_is_known; /* given, or not wanted; else it follows from the first line */
    struct slice reason; /* of a failure */
};

/* Takes a line into the engine's open turn: the queue, a message, or nothing. The arena is of this
 * line. False: `reason` tells the line and what is wrong with it. */
bool import_line(struct importing *importing, struct arena *arena, struct slice text);

/* After the last line: is there a queue that it was about? False: `reason`. */
bool import_check_queue(struct importing *importing);

/* ---- for the readers of lines ---- */

/* Sets `reason`, with the number of the line. Always false, to be returned. */
bool import_refuse(struct importing *importing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Is it a time that a line may hold? */
bool import_is_time(const struct json *value);

/* Reads a message, over what `ret` holds already; times are shifted. `ret_attributes` is a list of
 * struct message_attribute. Texts point into the line or into the arena. False: `reason`. */
bool import_read_message(struct importing *importing, struct arena *arena, const struct json *line,
                         struct store_message *ret, struct list *ret_attributes);

#endif
