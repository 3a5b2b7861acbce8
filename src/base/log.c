/* The log: a line is built in memory and written by one write, so lines never mix. */
#include "src/base/log.h"

#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES    65536
#define MESSAGE_MAX_BYTES 2048 /* of log_printf */

static struct {
    const struct clock *clock; /* NULL before log_setup: lines without a time */
    enum log_format format;
    enum log_level level;
    int fd;
} settings = {NULL, LOG_TEXT, LOG_INFO, STDERR_FILENO};

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

static bool is_plain(char c)
{
    return (uint8_t)c >= 0x20 && c != 0x7f;
}

/* A client's text must neither start a new line nor send control sequences to a terminal. */
static void put_plain(struct buf *buf, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        buf_byte(buf, is_plain(text.at[i]) ? text.at[i] : '?');
}

/* As a JSON string; bytes that are no UTF-8 become '?'. */
static void put_quoted(struct buf *buf, struct slice text)
{
    if (text_is_utf8(text)) {
        json_write_text(buf, text);
        return;
    }
    struct buf ascii;
    buf_init(&ascii, LINE_MAX_BYTES);
    for (size_t i = 0; i < text.len; i++)
        buf_byte(&ascii, (uint8_t)text.at[i] < 0x80 ? text.at[i] : '?');
    json_write_text(buf, buf_slice(&ascii));
    buf_release(&ascii);
}

/* May the value stand in a text line without quotes? */
static bool is_word(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!char_is_alnum(text.at[i]) && memchr("-_./:@+,%*?&[]", text.at[i], 14) == NULL)
            return false;
    }
    return text.len > 0;
}

static void put_value(struct buf *buf, const struct log_field *field, bool words)
{
    if (!slice_present(field->text))
        buf_int64(buf, field->number);
    else if (words && is_word(field->text))
        buf_append(buf, field->text);
    else
        put_quoted(buf, field->text);
}

static void put_time(struct buf *buf)
{
    char time[25] = "";
    if (settings.clock != NULL)
        clock_format(clock_wall_ms(settings.clock), time);
    buf_append(buf, slice_of(time));
}

/* 2026-01-02T03:04:05.006Z warn message name=value other="two words" */
static void build_text(struct buf *buf, enum log_level level, const char *message,
                       const struct log_field *fields, size_t count)
{
    put_time(buf);
    if (buf->len > 0)
        buf_byte(buf, ' ');
    buf_append(buf, slice_of(level_names[level]));
    buf_byte(buf, ' ');
    put_plain(buf, slice_of(message));
    for (size_t i = 0; i < count; i++) {
        buf_byte(buf, ' ');
        buf_append(buf, slice_of(fields[i].name));
        buf_byte(buf, '=');
        put_value(buf, &fields[i], true);
    }
}

/* {"time":"...","level":"warn","message":"...","name":"value"} */
static void build_json(struct buf *buf, enum log_level level, const char *message,
                       const struct log_field *fields, size_t count)
{
    BUF_LITERAL(buf, "{\"time\":\"");
    put_time(buf);
    BUF_LITERAL(buf, "\",\"level\":\"");
    buf_append(buf, slice_of(level_names[level]));
    BUF_LITERAL(buf, "\",\"message\":");
    put_quoted(buf, slice_of(message));
    for (size_t i = 0; i < count; i++) {
        buf_byte(buf, ',');
        put_quoted(buf, slice_of(fields[i].name));
        buf_byte(buf, ':');
        put_value(buf, &fields[i], false);
    }
    buf_byte(buf, '}');
}

static void build(struct buf *buf, enum log_level level, const char *message,
                  const struct log_field *fields, size_t count)
{
    if (settings.format == LOG_JSON)
        build_json(buf, level, message, fields, count);
    else
        build_text(buf, level, message, fields, count);
}

/* A log that cannot be written is no reason to stop serving: errors are dropped. */
static void write_all(struct slice line)
{
    while (line.len > 0) {
        ssize_t written = write(settings.fd, line.at, line.len);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0)
            line = slice_from(line, (size_t)written);
    }
}

void log_line(enum log_level level, const char *message, const struct log_field *fields,
              size_t count)
{
    if (!log_wants(level))
        return;
    struct buf buf;
    buf_init(&buf, LINE_MAX_BYTES);
    build(&buf, level, message, fields, count);
    if (buf.overflow) {
        buf_clear(&buf);
        build(&buf, level, "(a line too long for the log)", NULL, 0);
    }
    buf_byte(&buf, '\n');
    write_all(buf_slice(&buf));
    buf_release(&buf);
}

void log_printf(enum log_level level, const char *format, ...)
{
    if (!log_wants(level))
        return;
    char message[MESSAGE_MAX_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    log_line(level, message, NULL, 0);
}
