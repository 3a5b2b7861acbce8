/* The log's lines, as text and as JSON. */
#include "tests/unit/unit.h"

#include "src/base/json.h"
#include "src/base/log.h"

#include <unistd.h>

static struct clock test_clock;
static int pipe_ends[2];

static void set_up(enum log_format format, enum log_level level)
{
    clock_init_manual(&test_clock, 1767323045006);
    assert_int_equal(pipe(pipe_ends), 0);
    log_setup(&test_clock, format, level, pipe_ends[1]);
}

/* What was written since set_up. */
static struct slice written(void)
{
    static char text[65536];
    close(pipe_ends[1]);
    size_t len = 0;
    for (ssize_t got; (got = read(pipe_ends[0], text + len, sizeof text - len)) > 0;)
        len += (size_t)got;
    close(pipe_ends[0]);
    log_setup(NULL, LOG_TEXT, LOG_INFO, STDERR_FILENO);
    return slice_make(text, len);
}

static void text_lines_are_for_people(void **state)
{
    (void)state;
    set_up(LOG_TEXT, LOG_INFO);
    const struct log_field fields[] = {{"action", SLICE("SendMessage"), 0},
                                       {"status", SLICE_NONE, 200},
                                       {"reason", SLICE("two words"), 0},
                                       {"empty", SLICE(""), 0}};
    log_line(LOG_INFO, "request", fields, 4);
    log_printf(LOG_WARN, "listening on http://%s:%d", "127.0.0.1", 9324);
    assert_slice(written(), "2026-01-02T03:04:05.006Z info request action=SendMessage status=200 "
                            "reason=\"two words\" empty=\"\"\n"
                            "2026-01-02T03:04:05.006Z warn listening on http://127.0.0.1:9324\n");
}

static void json_lines_are_for_machines(void **state)
{
    (void)state;
    set_up(LOG_JSON, LOG_DEBUG);
    const struct log_field fields[] = {{"path", SLICE("/\"x\""), 0}, {"ms", SLICE_NONE, -3}};
    log_line(LOG_ERROR, "a \"message\"", fields, 2);
    assert_slice(written(),
                 "{\"time\":\"2026-01-02T03:04:05.006Z\",\"level\":\"error\","
                 "\"message\":\"a \\\"message\\\"\",\"path\":\"/\\\"x\\\"\",\"ms\":-3}\n");
}

static void lower_levels_are_dropped(void **state)
{
    (void)state;
    set_up(LOG_TEXT, LOG_WARN);
    assert_false(log_wants(LOG_INFO));
    assert_true(log_wants(LOG_ERROR));
    log_printf(LOG_INFO, "not this");
    log_line(LOG_DEBUG, "nor this", NULL, 0);
    assert_int_equal(written().len, 0);
}

/* Texts of clients may hold anything: one event stays one line of valid UTF-8. */
static void hostile_texts_cannot_forge_lines(void **state)
{
    (void)state;
    const struct log_field fields[] = {{"name", SLICE("a\nINFO forged \x1b[31m \xff"), 0}};
    for (int format = LOG_TEXT; format <= LOG_JSON; format++) {
        set_up((enum log_format)format, LOG_INFO);
        log_line(LOG_INFO, "first\nsecond\x1b", fields, 1);
        struct slice line = written();
        assert_int_equal(slice_find(line, '\n'), (ptrdiff_t)line.len - 1);
        assert_int_equal(slice_find(line, '\x1b'), -1);
        assert_int_equal(slice_find(line, '\xff'), -1);
    }
}

static void a_json_line_is_json(void **state)
{
    (void)state;
    set_up(LOG_JSON, LOG_INFO);
    const struct log_field fields[] = {{"bytes", SLICE("\x01\x7f\xc3\xa4\\"), 0}};
    log_line(LOG_INFO, "m", fields, 1);
    struct arena arena = {0};
    const struct json *line = json_parse(&arena, written());
    assert_non_null(line);
    assert_slice(json_get_text(line, "bytes"), "\x01\x7f\xc3\xa4\\");
    arena_release(&arena);
}

static void too_long_a_line_is_replaced(void **state)
{
    (void)state;
    static char body[100000];
    memset(body, 'x', sizeof body);
    set_up(LOG_TEXT, LOG_INFO);
    const struct log_field fields[] = {{"body", {body, sizeof body}, 0}};
    log_line(LOG_INFO, "m", fields, 1);
    struct slice line = written();
    assert_true(line.len < 200);
    assert_true(slice_ends(line, SLICE("\n")));
}

TEST_MAIN(UNIT(text_lines_are_for_people), UNIT(json_lines_are_for_machines),
          UNIT(lower_levels_are_dropped), UNIT(hostile_texts_cannot_forge_lines),
          UNIT(a_json_line_is_json), UNIT(too_long_a_line_is_replaced))
