/* JSON: see json.h and docs/adr/0004-json-reader.md.
 *
 * A strict recursive-descent reader of RFC 8259. The values of arrays and objects that are still
 * open wait on a stack; when one closes, its own are copied to the arena, so the tree is compact
 * whatever the text looks like. */
#include "src/base/json.h"

#include "src/base/block.h"
#include "src/base/digest.h"
#include "src/base/map.h"
#include "src/base/memory.h"
#include "src/base/text.h"

#define STACK_FIRST 32 /* members that wait without memory of their own */

struct parser {
    struct arena *arena;
    const char *at;
    const char *end;
    int depth;
    size_t values; /* read so far */
    struct json_member *stack;
    struct json_member *first; /* where the stack begins: in json_parse's frame */
    size_t waiting;
    size_t capacity;
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

/* The character of each one-letter escape, 0 for those that are none. */
static const char unescaped[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Decodes the escape behind a backslash; advances both positions. */
static bool unescape(const char **at, const char *end, char **out)
{
    if (*at == end)
        return false;
    char letter = **at;
    uint32_t code;
    if (unescaped[(uint8_t)letter] != 0) {
        *(*out)++ = unescaped[(uint8_t)letter];
        (*at)++;
        return true;
    }
    if (letter != 'u' || !unescape_unicode(at, end, &code))
        return false;
    *out = put_utf8(*out, code);
    return true;
}

/* An escape is never shorter than its character, so the raw length is room enough. */
static bool unescape_all(struct arena *arena, struct slice raw, struct slice *ret)
{
    char *start = arena_alloc(arena, raw.len);
    char *out = start;
    const char *at = raw.at, *end = raw.at + raw.len;
    const char *backslash;
    while ((backslash = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        out = mempcpy(out, at, (size_t)(backslash - at));
        at = backslash + 1;
        if (!unescape(&at, end, &out))
            return false;
    }
    out = mempcpy(out, at, (size_t)(end - at));
    *ret = slice_make(start, (size_t)(out - start));
    return true;
}

/* What stands behind the backslash for each byte that a JSON string may not hold as it is. */
static const char escapes[256] = {
    [0 ... 7] = 'u', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',          [0x0b] = 'u',
    ['\f'] = 'f',    ['\r'] = 'r', ['"'] = '"',  [0x0e ... 0x1f] = 'u', ['\\'] = '\\',
};

/* Marks the bytes that need an escape. */
static inline block needs_escape(block b)
{
    return (block)(b < 0x20) | (block)(b == '"') | (block)(b == '\\');
}

/* The first byte from `at` on that needs an escape; `end` when there is none. */
static const char *skip_plain(const char *at, const char *end)
{
    at += block_skip(at, (size_t)(end - at), needs_escape);
    if (end - at >= BLOCK_LEN)
        return at + block_first(needs_escape(block_load(at)));
    while (at < end && escapes[(uint8_t)*at] == 0)
        at++;
    return at;
}

/* Finds the closing quote; texts without escapes are not copied. */
static bool parse_text(struct parser *parser, struct slice *ret)
{
    if (!accept(parser, '"'))
        return false;
    bool escaped = false;
    const char *start = parser->at;
    const char *at = skip_plain(start, parser->end);
    while (parser->end - at >= 2 && *at == '\\') {
        escaped = true;
        at = skip_plain(at + 2, parser->end);
    }
    if (at == parser->end || *at != '"')
        return false;
    parser->at = at + 1;
    struct slice raw = slice_make(start, (size_t)(at - start));
    if (!text_is_utf8(raw))
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

/* --- arrays and objects --- */

static void push(struct parser *parser, const struct json_member *member)
{
    if (parser->waiting == parser->capacity) {
        bool moving = parser->stack == parser->first;
        parser->capacity *= 2;
        struct json_member *bigger = memory_array(moving ? NULL : parser->stack, parser->capacity,
                                                  sizeof(struct json_member));
        if (moving)
            memcpy(bigger, parser->first, parser->waiting * sizeof *bigger);
        parser->stack = bigger;
    }
    parser->stack[parser->waiting++] = *member;
}

/* Takes the values above `base` from the stack as the items of an array. */
static void close_array(struct parser *parser, size_t base, struct json *ret)
{
    size_t count = parser->waiting - base;
    struct json *items = count > 0 ? arena_alloc(parser->arena, count * sizeof *items) : NULL;
    for (size_t i = 0; i < count; i++)
        items[i] = parser->stack[base + i].value;
    parser->waiting = base;
    *ret = (struct json){.kind = JSON_ARRAY, .count = count, .items = items};
}

static bool parse_array(struct parser *parser, struct json *ret)
{
    size_t base = parser->waiting;
    parser->at++;
    skip_space(parser);
    bool closed = accept(parser, ']');
    while (!closed) {
        struct json_member item = {.name = SLICE_NONE};
        if (!parse_value(parser, &item.value))
            return false;
        push(parser, &item);
        closed = accept(parser, ']');
        if (!closed && !accept(parser, ','))
            return false;
    }
    close_array(parser, base, ret);
    return true;
}

#define FEW_MEMBERS 16

/* The place of the member with this name among the first `count`, or `count`. */
static size_t find_among_few(const struct json_member *members, size_t count, struct slice name)
{
    size_t i = 0;
    while (i < count && !slice_equal(members[i].name, name))
        i++;
    return i;
}

/* The same by a hash index of places plus one. The name's slot is set when it is new, so a hostile
 * text of many names costs no square time. */
static size_t find_among_many(const struct json_member *members, size_t count, struct slice name,
                              uint32_t *index, size_t slots)
{
    size_t slot = (size_t)hash_bytes(name.at, name.len) & (slots - 1);
    for (; index[slot] != 0; slot = (slot + 1) & (slots - 1)) {
        if (slice_equal(members[index[slot] - 1].name, name))
            return index[slot] - 1;
    }
    index[slot] = (uint32_t)count + 1;
    return count;
}

/* Of members of the same name, keeps the place of the first and the value of the last. Returns how
 * many remain. */
static size_t drop_repeated(struct json_member *members, size_t count)
{
    size_t slots = 4 * FEW_MEMBERS;
    while (slots < 2 * count)
        slots *= 2;
    uint32_t *index = count > FEW_MEMBERS ? memory_zalloc(slots * sizeof *index) : NULL;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct slice name = members[i].name;
        size_t place = index == NULL ? find_among_few(members, kept, name)
                                     : find_among_many(members, kept, name, index, slots);
        members[place] = members[i];
        if (place == kept)
            kept++;
    }
    free(index);
    return kept;
}

/* Takes the members above `base` from the stack as those of an object. */
static void close_object(struct parser *parser, size_t base, struct json *ret)
{
    const struct json_member *from = parser->stack + base;
    size_t count = drop_repeated(parser->stack + base, parser->waiting - base);
    struct json_member *members = NULL;
    if (count > 0) {
        members = arena_alloc(parser->arena, count * sizeof *members);
        memcpy(members, from, count * sizeof *members);
    }
    parser->waiting = base;
    *ret = (struct json){.kind = JSON_OBJECT, .count = count, .members = members};
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
    size_t base = parser->waiting;
    parser->at++;
    skip_space(parser);
    bool closed = accept(parser, '}');
    while (!closed) {
        struct json_member member;
        if (!parse_member(parser, &member))
            return false;
        push(parser, &member);
        closed = accept(parser, '}');
        if (!closed && !accept(parser, ','))
            return false;
    }
    close_object(parser, base, ret);
    return true;
}

/* --- values --- */

static bool parse_nested(struct parser *parser, struct json *ret)
{
    if (parser->depth == JSON_DEPTH_MAX)
        return false;
    parser->depth++;
    bool parsed = *parser->at == '{' ? parse_object(parser, ret) : parse_array(parser, ret);
    parser->depth--;
    return parsed;
}

static bool parse_kind(struct parser *parser, struct json *ret)
{
    switch (*parser->at) {
    case '{':
    case '[':
        return parse_nested(parser, ret);
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
    if (parser->at == parser->end || ++parser->values > JSON_VALUES_MAX)
        return false;
    *ret = (struct json){0};
    bool parsed = parse_kind(parser, ret);
    skip_space(parser);
    return parsed;
}

const struct json *json_parse(struct arena *arena, struct slice text)
{
    if (text.len == 0)
        return NULL;
    struct json_member first[STACK_FIRST];
    struct parser parser = {.arena = arena,
                            .at = text.at,
                            .end = text.at + text.len,
                            .stack = first,
                            .first = first,
                            .capacity = STACK_FIRST};
    struct json *root = arena_alloc(arena, sizeof *root);
    bool parsed = parse_value(&parser, root) && parser.at == parser.end;
    if (parser.stack != first)
        free(parser.stack);
    return parsed ? root : NULL;
}

static const struct json *get(const struct json *object, struct slice name)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    size_t place = find_among_few(object->members, object->count, name);
    return place < object->count ? &object->members[place].value : NULL;
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

/* --- writing --- */

static void write_escape(struct buf *buf, char c)
{
    char escape[6] = {'\\', escapes[(uint8_t)c], '0', '0'};
    bool named = escape[1] != 'u';
    if (!named)
        hex_encode(&c, 1, escape + 4);
    buf_append(buf, slice_make(escape, named ? 2 : sizeof escape));
}

void json_write_text(struct buf *buf, struct slice text)
{
    buf_byte(buf, '"');
    while (text.len > 0) {
        size_t run = (size_t)(skip_plain(text.at, text.at + text.len) - text.at);
        buf_append(buf, slice_head(text, run));
        if (run < text.len)
            write_escape(buf, text.at[run]);
        text = slice_from(text, run + 1);
    }
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
