/* The log: see log.h. */
#include "src/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "src/base/buf.h"
#include "src/base/json.h"

#define LINE_MAX_BYTES 8192

static struct {
    const struct clock *clock;
    enum log_format format;
    enum log_level level;
    int fd;
} settings = {.level = LOG_INFO, .fd = STDERR_FILENO};

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_setup(const struct clock *clock, enum log_format format, enum log_level level, int fd)
{
    settings.clock = clock;
    settings.format = format;
    settings.level = level;
    settings.fd = fd;
}

bool log_wants(enum log_level level)
{
    return level >= settings.level;
}

static void stamp(char out[static 25])
{
    clock_format(settings.clock ? clock_wall_ms(settings.clock) : 0, out);
}

static void write_text(struct buf *line, enum log_level level, const char *message,
                       const struct log_field *fields, size_t count)
{
    char time[25];
    stamp(time);
    buf_printf(line, "%s %-5s %s", time, level_names[level], message);
    for (size_t i = 0; i < count; i++) {
        buf_printf(line, " %s=", fields[i].name);
        if (slice_present(fields[i].text))
            buf_append(line, fields[i].text);
        else
            buf_int64(line, fields[i].number);
    }
}

static void write_json(struct buf *line, enum log_level level, const char *message,
                       const struct log_field *fields, size_t count)
{
    char time[25];
    stamp(time);
    buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":", time, level_names[level]);
    json_write_text(line, slice_of(message));
    for (size_t i = 0; i < count; i++) {
        buf_byte(line, ',');
        json_write_text(line, slice_of(fields[i].name));
        buf_byte(line, ':');
        if (slice_present(fields[i].text))
            json_write_text(line, fields[i].text);
        else
            buf_int64(line, fields[i].number);
    }
    buf_byte(line, '}');
}

void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count)
{
    if (!log_wants(level))
        return;
    struct buf line;
    buf_init(&line, LINE_MAX_BYTES);
    if (settings.format == LOG_JSON)
        write_json(&line, level, message, fields, count);
    else
        write_text(&line, level, message, fields, count);
    buf_byte(&line, '\n');
    /* One write, so that lines never mix; a log that cannot be written is nobody's error. */
    ssize_t written = write(settings.fd, line.at, line.len);
    (void)written;
    buf_release(&line);
}

void log_printf(enum log_level level, const char *format, ...)
{
    char message[2048];
    va_list args;
    if (!log_wants(level))
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    log_line(level, message, NULL, 0);
}
