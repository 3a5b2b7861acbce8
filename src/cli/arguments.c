/* The arguments of a verb: see arguments.h. */
#include "src/cli/arguments.h"

#include <stdio.h>

#include "src/base/json.h"
#include "src/base/text.h"

#define complain(...) (fprintf(stderr, "ropeline: " __VA_ARGS__), fputc('\n', stderr), false)

static bool is_number(struct slice text)
{
    bool digits = false, point = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '.' && digits && !point && i + 1 < text.len)
            point = true;
        else if (char_is_digit(text.at[i]))
            digits = true;
        else
            return false;
    }
    /* JSON knows no leading zeros. */
    return digits && !(text.len > 1 && text.at[0] == '0' && text.at[1] != '.');
}

static bool read_duration(const char *value, int64_t *ret)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    struct slice text = slice_of(value);
    int64_t number;
    size_t digits = 0;
    while (digits < text.len && char_is_digit(text.at[digits]))
        digits++;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (slice_is(slice_from(text, digits), units[i].unit) &&
            slice_to_int64(slice_head(text, digits), &number) &&
            number <= INT64_MAX / units[i].ms) {
            *ret = number * units[i].ms;
            return true;
        }
    return false;
}

bool arguments_add(struct arguments *arguments, const char *name, enum argument_kind kind,
                   const char *value)
{
    struct argument_member *member = &arguments->members[arguments->member_count];
    int64_t ms;
    if (arguments->member_count == ARGUMENT_MEMBERS_MAX)
        return complain("there are too many options");
    *member = (struct argument_member){.name = name, .kind = kind, .value = slice_of(value)};
    if (kind == ARGUMENT_NUMBER && !is_number(member->value))
        return complain("'%s' is no number", value);
    if (kind == ARGUMENT_DURATION) {
        if (!read_duration(value, &ms))
            return complain("'%s' is no duration: write 500ms, 31s, 5m, 2h or 1d", value);
        size_t len = decimal_write(ms, member->text);
        member->value = slice_make(member->text, len);
    }
    arguments->member_count++;
    return true;
}

static const struct argument_option *
find_option(struct slice name, const struct argument_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, options[i].name))
            return &options[i];
    return NULL;
}

/* "--name value", "--name=value" or "--flag"; *at is advanced over what was used. */
static bool read_option(int argc, char **argv, int *at, const struct argument_option *options,
                        size_t count, struct arguments *ret)
{
    const char *argument = argv[*at];
    struct slice text = slice_of(argument + 2);
    ptrdiff_t equals = slice_find(text, '=');
    const struct argument_option *option =
        find_option(equals < 0 ? text : slice_head(text, (size_t)equals), options, count);
    if (!option)
        return complain("unknown option '%s'", argument);
    if (option->kind == ARGUMENT_FLAG)
        return equals < 0 ? arguments_add(ret, option->member, option->kind, "true")
                          : complain("--%s takes no value", option->name);
    if (equals >= 0)
        return arguments_add(ret, option->member, option->kind, argument + 2 + equals + 1);
    if (*at + 1 == argc)
        return complain("--%s needs a value", option->name);
    return arguments_add(ret, option->member, option->kind, argv[++*at]);
}

bool arguments_read(int argc, char **argv, const struct argument_option *options,
                    size_t option_count, struct arguments *ret)
{
    *ret = (struct arguments){0};
    for (int i = 0; i < argc; i++) {
        if (slice_starts(slice_of(argv[i]), SLICE("--"))) {
            if (!read_option(argc, argv, &i, options, option_count, ret))
                return false;
        } else if (ret->word_count == ARGUMENT_WORDS_MAX) {
            return complain("'%s' is one word too many", argv[i]);
        } else {
            ret->words[ret->word_count++] = argv[i];
        }
    }
    return true;
}

struct slice arguments_get(const struct arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->member_count; i++)
        if (slice_is(slice_of(name), arguments->members[i].name))
            return arguments->members[i].value;
    return SLICE_NONE;
}

/* The items of "a,b", each as a number or a text. */
static void write_list(struct buf *buf, struct slice items)
{
    bool numbers = true;
    for (int pass = 0; pass < 2; pass++) {
        struct slice rest = items;
        if (pass == 1)
            buf_byte(buf, '[');
        while (slice_present(rest)) {
            struct slice item = slice_cut(&rest, ',');
            if (pass == 0)
                numbers = numbers && is_number(item);
            else if (numbers)
                buf_append(buf, item);
            else
                json_write_text(buf, item);
            if (pass == 1 && slice_present(rest))
                buf_byte(buf, ',');
        }
    }
    buf_byte(buf, ']');
}

static void write_value(struct buf *buf, const struct argument_member *member)
{
    switch (member->kind) {
    case ARGUMENT_TEXT:
    case ARGUMENT_LOCAL:
        json_write_text(buf, member->value);
        break;
    case ARGUMENT_LIST:
        write_list(buf, member->value);
        break;
    case ARGUMENT_NUMBER:
    case ARGUMENT_DURATION:
    case ARGUMENT_FLAG:
        buf_append(buf, member->value);
        break;
    }
}

void arguments_write_json(const struct arguments *arguments, struct buf *buf)
{
    const char *before = "{";
    for (size_t i = 0; i < arguments->member_count; i++) {
        const struct argument_member *member = &arguments->members[i];
        if (member->kind == ARGUMENT_LOCAL)
            continue;
        buf_append(buf, slice_of(before));
        json_write_text(buf, slice_of(member->name));
        buf_byte(buf, ':');
        write_value(buf, member);
        before = ",";
    }
    buf_append(buf, slice_of(*before == '{' ? "{}" : "}"));
}

void arguments_write_escaped(struct buf *buf, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (char_is_alnum(c) || c == '-' || c == '_' || c == '.')
            buf_byte(buf, c);
        else
            buf_printf(buf, "%%%02X", (unsigned char)c);
    }
}

void arguments_write_query(const struct arguments *arguments, struct buf *buf)
{
    char before = '?';
    for (size_t i = 0; i < arguments->member_count; i++) {
        const struct argument_member *member = &arguments->members[i];
        if (member->kind == ARGUMENT_LOCAL)
            continue;
        buf_byte(buf, before);
        arguments_write_escaped(buf, slice_of(member->name));
        buf_byte(buf, '=');
        arguments_write_escaped(buf, member->value);
        before = '&';
    }
}
