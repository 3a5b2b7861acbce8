/* Reading JSON: see json.h and docs/adr/0004-json-reader.md.
 *
 * A strict recursive-descent reader of RFC 8259. The values of arrays and objects that are still
 * open wait on a stack; when one closes, its own are copied to the arena, so the tree is compact
 * whatever the text looks like. */
#include "src/base/json_inside.h"
#include "src/base/memory.h"

#define STACK_FIRST 32 /* members that wait without memory of their own */

struct parser {
    struct json_cursor cursor;
    struct arena *arena;
    int depth;
    size_t values; /* read so far */
    struct json_member *stack;
    struct json_member *first; /* where the stack begins: in json_parse's frame */
    size_t waiting;
    size_t capacity;
};

static bool parse_value(struct parser *parser, struct json *ret);

static void skip_space(struct json_cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\n' ||
                                        *cursor->at == '\r' || *cursor->at == '\t'))
        cursor->at++;
}

static bool parse_word(struct json_cursor *cursor, struct slice word)
{
    if (!slice_starts(slice_make(cursor->at, (size_t)(cursor->end - cursor->at)), word))
        return false;
    cursor->at += word.len;
    return true;
}

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
    parser->cursor.at++;
    skip_space(&parser->cursor);
    bool closed = json_accept(&parser->cursor, ']');
    while (!closed) {
        struct json_member item = {.name = SLICE_NONE};
        if (!parse_value(parser, &item.value))
            return false;
        push(parser, &item);
        closed = json_accept(&parser->cursor, ']');
        if (!closed && !json_accept(&parser->cursor, ','))
            return false;
    }
    close_array(parser, base, ret);
    return true;
}

/* Takes the members above `base` from the stack as those of an object. */
static void close_object(struct parser *parser, size_t base, struct json *ret)
{
    const struct json_member *from = parser->stack + base;
    size_t count = json_drop_repeated(parser->stack + base, parser->waiting - base);
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
    skip_space(&parser->cursor);
    if (!json_read_text(&parser->cursor, parser->arena, &ret->name))
        return false;
    skip_space(&parser->cursor);
    return json_accept(&parser->cursor, ':') && parse_value(parser, &ret->value);
}

static bool parse_object(struct parser *parser, struct json *ret)
{
    size_t base = parser->waiting;
    parser->cursor.at++;
    skip_space(&parser->cursor);
    bool closed = json_accept(&parser->cursor, '}');
    while (!closed) {
        struct json_member member;
        if (!parse_member(parser, &member))
            return false;
        push(parser, &member);
        closed = json_accept(&parser->cursor, '}');
        if (!closed && !json_accept(&parser->cursor, ','))
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
    bool parsed = *parser->cursor.at == '{' ? parse_object(parser, ret) : parse_array(parser, ret);
    parser->depth--;
    return parsed;
}

static bool parse_kind(struct parser *parser, struct json *ret)
{
    switch (*parser->cursor.at) {
    case '{':
    case '[':
        return parse_nested(parser, ret);
    case '"':
        ret->kind = JSON_STRING;
        return json_read_text(&parser->cursor, parser->arena, &ret->text);
    case 't':
        ret->kind = JSON_TRUE;
        return parse_word(&parser->cursor, SLICE("true"));
    case 'f':
        ret->kind = JSON_FALSE;
        return parse_word(&parser->cursor, SLICE("false"));
    case 'n':
        ret->kind = JSON_NULL;
        return parse_word(&parser->cursor, SLICE("null"));
    default:
        return json_read_number(&parser->cursor, ret);
    }
}

/* A value with the white space around it. */
static bool parse_value(struct parser *parser, struct json *ret)
{
    skip_space(&parser->cursor);
    if (parser->cursor.at == parser->cursor.end || ++parser->values > JSON_VALUES_MAX)
        return false;
    *ret = (struct json){0};
    bool parsed = parse_kind(parser, ret);
    skip_space(&parser->cursor);
    return parsed;
}

const struct json *json_parse(struct arena *arena, struct slice text)
{
    if (text.len == 0)
        return NULL;
    struct json_member first[STACK_FIRST];
    struct parser parser = {.cursor = {text.at, text.at + text.len},
                            .arena = arena,
                            .stack = first,
                            .first = first,
                            .capacity = STACK_FIRST};
    struct json *root = arena_alloc(arena, sizeof *root);
    bool parsed = parse_value(&parser, root) && parser.cursor.at == parser.cursor.end;
    if (parser.stack != first)
        free(parser.stack);
    return parsed ? root : NULL;
}
