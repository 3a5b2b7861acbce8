/* JSON: see json.h and docs/adr/0004-json-reader.md.
 *
 * A strict recursive-descent reader of RFC 8259. Children of a value are collected in a scratch
 * list and copied to the arena when their number is known, so that the tree is compact. */
#include "src/base/json.h"

#include "src/base/text.h"

#define DEPTH_MAX   32
#define FIRST_ITEMS 8

struct parser {
    struct arena *arena;
    const char *at;
    const char *end;
    int depth;
};

static bool parse_value(struct parser *parser, struct json *ret);

static void skip_space(struct parser *parser)
{
    while (parser->at < parser->end && (*parser->at == ' ' || *parser->at == '\n' ||
                                        *parser->at == '\r' || *parser->at == '\t'))
        parser->at++;
}

static bool accept(struct parser *parser, char c)
{
    if (parser->at == parser->end || *parser->at != c)
        return false;
    parser->at++;
    return true;
}

static bool parse_word(struct parser *parser, struct slice word)
{
    if (!slice_starts(slice_make(parser->at, (size_t)(parser->end - parser->at)), word))
        return false;
    parser->at += word.len;
    return true;
}

static bool parse_hex4(const char *at, const char *end, uint32_t *ret)
{
    uint32_t value = 0;
    if (end - at < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        char c = char_lower(at[i]);
        if (char_is_digit(c))
            value = value << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *ret = value;
    return true;
}

static char *put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    } else {
        *out++ = (char)(0xF0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 63));
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    }
    return out;
}

/* The code point of a \u escape whose 'u' is at `*at`; a pair of surrogates is one code point, a
 * lone one is no character. */
static bool unescape_unicode(const char **at, const char *end, uint32_t *ret)
{
    uint32_t high, low;
    if (!parse_hex4(*at + 1, end, &high))
        return false;
    *at += 5;
    *ret = high;
    if (high < 0xD800 || high > 0xDFFF)
        return true;
    if (high > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' ||
        !parse_hex4(*at + 2, end, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *at += 6;
    *ret = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* Decodes the escape behind a backslash; advances both positions. */
static bool unescape(const char **at, const char *end, char **out)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    uint32_t code;
    const char *found = *at < end && **at ? strchr(names, **at) : NULL;
    if (found) {
        *(*out)++ = values[found - names];
        (*at)++;
        return true;
    }
    if (*at >= end || **at != 'u' || !unescape_unicode(at, end, &code))
        return false;
    *out = put_utf8(*out, code);
    return true;
}

static bool unescape_all(struct arena *arena, struct slice raw, struct slice *ret)
{
    char *start =
        arena_alloc(arena, raw.len + 1); /* an escape is never shorter than its character */
    char *out = start;
    const char *end = raw.at + raw.len;
    for (const char *at = raw.at; at < end;) {
        const char *backslash = memchr(at, '\\', (size_t)(end - at));
        size_t run = (size_t)((backslash ? backslash : end) - at);
        memcpy(out, at, run);
        out += run;
        at += run;
        if (backslash && (at++, !unescape(&at, end, &out)))
            return false;
    }
    *ret = slice_make(start, (size_t)(out - start));
    return true;
}

/* Finds the closing quote; texts without escapes are not copied. */
static bool parse_text(struct parser *parser, struct slice *ret)
{
    bool escaped = false;
    bool beyond_ascii = false;
    if (!accept(parser, '"'))
        return false;
    const char *start = parser->at;
    const char *at = start;
    for (; at < parser->end && *at != '"'; at++) {
        uint8_t c = (uint8_t)*at;
        if (c < 0x20)
            return false;
        beyond_ascii = beyond_ascii || c >= 0x80;
        if (c == '\\') {
            escaped = true;
            at++;
        }
    }
    if (at >= parser->end)
        return false;
    struct slice raw = slice_make(start, (size_t)(at - start));
    parser->at = at + 1;
    if (beyond_ascii && !text_is_utf8(raw))
        return false;
    *ret = raw;
    return !escaped || unescape_all(parser->arena, raw, ret);
}

static bool digits(struct parser *parser)
{
    const char *start = parser->at;
    while (parser->at < parser->end && char_is_digit(*parser->at))
        parser->at++;
    return parser->at > start;
}

static bool parse_number(struct parser *parser, struct json *ret)
{
    const char *start = parser->at;
    accept(parser, '-');
    if (!accept(parser, '0') && !digits(parser))
        return false;
    bool whole = true;
    if (accept(parser, '.')) {
        whole = false;
        if (!digits(parser))
            return false;
    }
    if (accept(parser, 'e') || accept(parser, 'E')) {
        whole = false;
        if (!accept(parser, '+'))
            accept(parser, '-');
        if (!digits(parser))
            return false;
    }
    struct slice text = slice_make(start, (size_t)(parser->at - start));
    int64_t integer;
    if (whole && slice_to_int64(text, &integer))
        *ret = (struct json){.kind = JSON_INTEGER, .integer = integer};
    else
        *ret = (struct json){.kind = JSON_NUMBER, .text = text};
    return true;
}

/* A growing array in the arena: `*items` has room for one more after the call. */
static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : FIRST_ITEMS;
    void *bigger = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(bigger, items, count * size);
    return bigger;
}

static bool parse_array(struct parser *parser, struct json *ret)
{
    struct json *items = NULL;
    size_t count = 0, capacity = 0;
    parser->at++;
    skip_space(parser);
    bool closed = accept(parser, ']');
    while (!closed) {
        items = grow(parser->arena, items, count, &capacity, sizeof *items);
        if (!parse_value(parser, &items[count++]))
            return false;
        closed = accept(parser, ']');
        if (!closed && !accept(parser, ','))
            return false;
    }
    *ret = (struct json){.kind = JSON_ARRAY, .count = count, .items = items};
    return true;
}

static bool parse_member(struct parser *parser, struct json_member *ret)
{
    skip_space(parser);
    if (!parse_text(parser, &ret->name))
        return false;
    skip_space(parser);
    return accept(parser, ':') && parse_value(parser, &ret->value);
}

static bool parse_object(struct parser *parser, struct json *ret)
{
    struct json_member *members = NULL;
    size_t count = 0, capacity = 0;
    parser->at++;
    skip_space(parser);
    bool closed = accept(parser, '}');
    while (!closed) {
        members = grow(parser->arena, members, count, &capacity, sizeof *members);
        if (!parse_member(parser, &members[count++]))
            return false;
        closed = accept(parser, '}');
        if (!closed && !accept(parser, ','))
            return false;
    }
    *ret = (struct json){.kind = JSON_OBJECT, .count = count, .members = members};
    return true;
}

static bool parse_kind(struct parser *parser, struct json *ret)
{
    switch (*parser->at) {
    case '{':
        return parse_object(parser, ret);
    case '[':
        return parse_array(parser, ret);
    case '"':
        ret->kind = JSON_STRING;
        return parse_text(parser, &ret->text);
    case 't':
        ret->kind = JSON_TRUE;
        return parse_word(parser, SLICE("true"));
    case 'f':
        ret->kind = JSON_FALSE;
        return parse_word(parser, SLICE("false"));
    case 'n':
        ret->kind = JSON_NULL;
        return parse_word(parser, SLICE("null"));
    default:
        return parse_number(parser, ret);
    }
}

/* A value with the white space around it. */
static bool parse_value(struct parser *parser, struct json *ret)
{
    skip_space(parser);
    if (parser->at == parser->end || parser->depth == DEPTH_MAX)
        return false;
    parser->depth++;
    *ret = (struct json){0};
    bool parsed = parse_kind(parser, ret);
    parser->depth--;
    skip_space(parser);
    return parsed;
}

const struct json *json_parse(struct arena *arena, struct slice text)
{
    struct parser parser = {arena, text.at, text.at + text.len, 0};
    struct json *root = arena_alloc(arena, sizeof *root);
    if (text.len == 0 || !parse_value(&parser, root) || parser.at != parser.end)
        return NULL;
    return root;
}

static const struct json *get(const struct json *object, struct slice name)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (size_t i = object->count; i > 0; i--) /* of a repeated name the last one counts */
        if (slice_equal(object->members[i - 1].name, name))
            return &object->members[i - 1].value;
    return NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
    return get(object, slice_of(name));
}

struct slice json_get_text(const struct json *object, const char *name)
{
    const struct json *value = json_get(object, name);
    return value && value->kind == JSON_STRING ? value->text : SLICE_NONE;
}

static void write_escape(struct buf *buf, char c)
{
    static const char names[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = c ? strchr(names, c) : NULL;
    if (found) {
        buf_byte(buf, '\\');
        buf_byte(buf, letters[found - names]);
    } else {
        buf_printf(buf, "\\u%04x", (unsigned)(uint8_t)c);
    }
}

static bool needs_escape(char c)
{
    return (uint8_t)c < 0x20 || c == '"' || c == '\\';
}

void json_write_text(struct buf *buf, struct slice text)
{
    buf_byte(buf, '"');
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!needs_escape(text.at[i]))
            continue;
        buf_append(buf, slice_make(text.at + start, i - start));
        write_escape(buf, text.at[i]);
        start = i + 1;
    }
    buf_append(buf, slice_from(text, start));
    buf_byte(buf, '"');
}

static void write_array(struct buf *buf, const struct json *value)
{
    buf_byte(buf, '[');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buf_byte(buf, ',');
        json_write(buf, &value->items[i]);
    }
    buf_byte(buf, ']');
}

static void write_object(struct buf *buf, const struct json *value)
{
    buf_byte(buf, '{');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buf_byte(buf, ',');
        json_write_text(buf, value->members[i].name);
        buf_byte(buf, ':');
        json_write(buf, &value->members[i].value);
    }
    buf_byte(buf, '}');
}

void json_write(struct buf *buf, const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL:
        BUF_LITERAL(buf, "null");
        break;
    case JSON_FALSE:
        BUF_LITERAL(buf, "false");
        break;
    case JSON_TRUE:
        BUF_LITERAL(buf, "true");
        break;
    case JSON_INTEGER:
        buf_int64(buf, value->integer);
        break;
    case JSON_NUMBER:
        buf_append(buf, value->text);
        break;
    case JSON_STRING:
        json_write_text(buf, value->text);
        break;
    case JSON_ARRAY:
        write_array(buf, value);
        break;
    case JSON_OBJECT:
        write_object(buf, value);
        break;
    }
}

static bool items_equal(const struct json *a, const struct json *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!json_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool members_equal(const struct json *a, const struct json *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct json *other = get(b, a->members[i].name);
        if (!other || !json_equal(&a->members[i].value, other))
            return false;
    }
    return true;
}

bool json_equal(const struct json *a, const struct json *b)
{
    if (a->kind != b->kind || a->count != b->count)
        return false;
    switch (a->kind) {
    case JSON_INTEGER:
        return a->integer == b->integer;
    case JSON_NUMBER:
    case JSON_STRING:
        return slice_equal(a->text, b->text);
    case JSON_ARRAY:
        return items_equal(a, b);
    case JSON_OBJECT:
        return members_equal(a, b);
    default:
        return true;
    }
}
