/* JSON: what is read, what is refused, what is written. */
#include "tests/unit/unit.h"

#include "src/base/json.h"
#include "src/base/memory.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;

static int release_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct json *parse(const char *text)
{
    return json_parse(&arena, slice_of(text));
}

static void reads_every_kind(void **state)
{
    (void)state;
    assert_int_equal(parse("null")->kind, JSON_NULL);
    assert_int_equal(parse("true")->kind, JSON_TRUE);
    assert_int_equal(parse(" \t\r\nfalse ")->kind, JSON_FALSE);
    assert_slice(parse("\"text\"")->text, "text");
    const struct json *array = parse("[1, \"a\" ,[ ] , { }]");
    assert_int_equal(array->kind, JSON_ARRAY);
    assert_int_equal(array->count, 4);
    assert_int_equal(array->items[0].integer, 1);
    assert_slice(array->items[1].text, "a");
    assert_int_equal(array->items[2].count, 0);
    assert_int_equal(array->items[3].kind, JSON_OBJECT);
    const struct json *object = parse("{\"QueueName\":\"q\",\"Attributes\":{\"a\":\"1\"},\"n\":2}");
    assert_int_equal(object->count, 3);
    assert_slice(json_get_text(object, "QueueName"), "q");
    assert_slice(json_get_text(json_get(object, "Attributes"), "a"), "1");
    assert_slice(object->members[2].name, "n");
}

static void numbers_are_integers_or_kept_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum json_kind kind;
        int64_t integer;
    } rows[] = {{"0", JSON_INTEGER, 0},
                {"-0", JSON_INTEGER, 0},
                {"43200", JSON_INTEGER, 43200},
                {"-9223372036854775808", JSON_INTEGER, INT64_MIN},
                {"9223372036854775807", JSON_INTEGER, INT64_MAX},
                {"9223372036854775808", JSON_NUMBER, 0},
                {"1.0", JSON_NUMBER, 0},
                {"1e3", JSON_NUMBER, 0},
                {"-1.5E-7", JSON_NUMBER, 0},
                {"0e+1", JSON_NUMBER, 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct json *value = parse(rows[i].text);
        assert_non_null(value);
        assert_int_equal(value->kind, rows[i].kind);
        if (value->kind == JSON_INTEGER)
            assert_true(value->integer == rows[i].integer);
        else
            assert_true(slice_is(value->text, rows[i].text));
    }
}

static void unescapes(void **state)
{
    (void)state;
    assert_slice(parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")->text, "\"\\/\b\f\n\r\t");
    assert_slice(parse("\"a\\u0000b\"")->text, "a\0b");
    assert_slice(parse("\"\\u00e4\\u20AC\"")->text, "\xc3\xa4\xe2\x82\xac");
    assert_slice(parse("\"x\\ud83d\\ude00y\"")->text, "x\xf0\x9f\x98\x80y");
    assert_slice(parse("\"\\uD800\\uDC00\\uDBFF\\uDFFF\"")->text,
                 "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    assert_slice(parse("\"\\uffff\"")->text, "\xef\xbf\xbf");
    assert_slice(json_get_text(parse("{\"a\\u0062\":\"1\"}"), "ab"), "1");
}

static void texts_without_escapes_are_not_copied(void **state)
{
    (void)state;
    struct slice text = SLICE("\"a text of more than eight bytes\"");
    assert_ptr_equal(json_parse(&arena, text)->text.at, text.at + 1);
    const struct json *empty = parse("\"\"");
    assert_true(slice_present(empty->text));
    assert_int_equal(empty->text.len, 0);
}

static const struct slice refused[] = {
    SLICE_INIT(""),
    SLICE_INIT(" "),
    SLICE_INIT("nul"),
    SLICE_INIT("nulll"),
    SLICE_INIT("True"),
    SLICE_INIT("NaN"),
    SLICE_INIT("Infinity"),
    SLICE_INIT("-Infinity"),
    SLICE_INIT("undefined"),
    /* numbers */
    SLICE_INIT("01"),
    SLICE_INIT("-"),
    SLICE_INIT("+1"),
    SLICE_INIT("1."),
    SLICE_INIT(".5"),
    SLICE_INIT("1e"),
    SLICE_INIT("1e+"),
    SLICE_INIT("0x10"),
    SLICE_INIT("1 2"),
    SLICE_INIT("-01"),
    SLICE_INIT("1e+-2"),
    SLICE_INIT("--1"),
    /* structure */
    SLICE_INIT("["),
    SLICE_INIT("]"),
    SLICE_INIT("[1,]"),
    SLICE_INIT("[,1]"),
    SLICE_INIT("[1 2]"),
    SLICE_INIT("[1,,2]"),
    SLICE_INIT("[1}"),
    SLICE_INIT("[]]"),
    SLICE_INIT("{"),
    SLICE_INIT("}"),
    SLICE_INIT("{\"a\"}"),
    SLICE_INIT("{\"a\":}"),
    SLICE_INIT("{\"a\":1,}"),
    SLICE_INIT("{a:1}"),
    SLICE_INIT("{1:1}"),
    SLICE_INIT("{\"a\" 1}"),
    SLICE_INIT("{\"a\":1 \"b\":2}"),
    SLICE_INIT("{'a':1}"),
    SLICE_INIT("{\"a\":1}x"),
    SLICE_INIT("{} {}"),
    SLICE_INIT("{\"a\""),
    SLICE_INIT("{\"a\":1"),
    SLICE_INIT("[1"),
    SLICE_INIT("{,}"),
    SLICE_INIT("/**/1"),
    SLICE_INIT("1//"),
    SLICE_INIT("\xef\xbb\xbf"
               "1"),
    SLICE_INIT("1\0"),
    SLICE_INIT("\0"),
    SLICE_INIT("\x0b"
               "1"),
    SLICE_INIT("1\xc2\xa0"),
    /* texts */
    SLICE_INIT("\""),
    SLICE_INIT("\"a"),
    SLICE_INIT("\"\\"),
    SLICE_INIT("\"\\\""),
    SLICE_INIT("\"\\x\""),
    SLICE_INIT("\"\\u12\""),
    SLICE_INIT("\"\\u12g4\""),
    SLICE_INIT("\"\\u"),
    SLICE_INIT("\"\\'\""),
    SLICE_INIT("\"\\\0\""),
    SLICE_INIT("\"\\U0041\""),
    SLICE_INIT("\"a\nb\""),
    SLICE_INIT("\"\t\""),
    SLICE_INIT("\"\0\""),
    SLICE_INIT("\"long enough \x1f text\""),
    SLICE_INIT("\"\\ud800\""),
    SLICE_INIT("\"\\udc00\""),
    SLICE_INIT("\"\\ud800x\""),
    SLICE_INIT("\"\\ud800\\n\""),
    SLICE_INIT("\"\\ud800\\ud800\""),
    SLICE_INIT("\"\\ud800\\u0041\""),
    SLICE_INIT("\"\\udc00\\udc00\""),
    SLICE_INIT("\"\\udc00\\ud800\""),
    SLICE_INIT("\"\\ud83d\\ude0\""),
    SLICE_INIT("\"\xff\""),
    SLICE_INIT("\"\xc3\""),
    SLICE_INIT("\"\xc0\x80\""),
    SLICE_INIT("\"\xed\xa0\x80\""),
    SLICE_INIT("\"\xf4\x90\x80\x80\""),
    SLICE_INIT("\"\\\xc3\xa4\""),
    SLICE_INIT("{\"\xff\":1}"),
};

/* Each from a block of its own size: reading past the end is found by the sanitizer. */
static void refuses_all_that_is_not_strict(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        char *text = memory_alloc(refused[i].len);
        memcpy(text, refused[i].at, refused[i].len);
        if (json_parse(&arena, slice_make(text, refused[i].len)) != NULL)
            fail_msg("accepted: %.*s", SLICE_ARG(refused[i]));
        free(text);
    }
    assert_null(json_parse(&arena, SLICE_NONE));
}

static void every_cut_of_a_text_is_refused(void **state)
{
    (void)state;
    struct slice whole =
        SLICE("{\"a\":[1.5e2,\"x\\u00e4\\n\xc3\xa4\",true,null],\"b\":{\"c\":{}}}");
    assert_non_null(json_parse(&arena, whole));
    for (size_t len = 0; len < whole.len; len++) {
        char *cut = memory_alloc(len);
        memcpy(cut, whole.at, len);
        assert_null(json_parse(&arena, slice_make(cut, len)));
        free(cut);
    }
}

/* `depth` arrays or objects in each other around nothing. */
static const struct json *nest(size_t depth, const char *open, const char *close)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    for (size_t i = 0; i < depth; i++)
        buf_append(&buf, slice_of(open));
    BUF_LITERAL(&buf, "1");
    for (size_t i = 0; i < depth; i++)
        buf_append(&buf, slice_of(close));
    const struct json *value = json_parse(&arena, arena_copy(&arena, buf_slice(&buf)));
    buf_release(&buf);
    return value;
}

static void depth_is_limited(void **state)
{
    (void)state;
    assert_non_null(nest(JSON_DEPTH_MAX, "[", "]"));
    assert_null(nest(JSON_DEPTH_MAX + 1, "[", "]"));
    assert_non_null(nest(JSON_DEPTH_MAX, "{\"a\":", "}"));
    assert_null(nest(JSON_DEPTH_MAX + 1, "{\"a\":", "}"));
    assert_null(nest(200000, "[", "]"));
}

/* An array of `count` items. */
static const struct json *many(size_t count)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    BUF_LITERAL(&buf, "[0");
    for (size_t i = 1; i < count; i++)
        BUF_LITERAL(&buf, ",0");
    BUF_LITERAL(&buf, "]");
    const struct json *value = json_parse(&arena, buf_slice(&buf));
    buf_release(&buf);
    return value;
}

static void the_number_of_values_is_limited(void **state)
{
    (void)state;
    const struct json *array = many(JSON_VALUES_MAX - 1);
    assert_int_equal(array->count, JSON_VALUES_MAX - 1);
    assert_null(many(JSON_VALUES_MAX));
}

static void trees_are_compact(void **state)
{
    (void)state;
    struct arena fresh = {0};
    struct slice text = SLICE("[[0],[0],[0],[0],[0],[0],[0],[0],[0],[0]]");
    assert_non_null(json_parse(&fresh, text));
    assert_true(arena_used(&fresh) <= 21 * sizeof(struct json) + 64);
    arena_release(&fresh);
}

static void of_a_repeated_name_the_last_value_counts(void **state)
{
    (void)state;
    const struct json *object = parse("{\"a\":1,\"b\":2,\"a\":3,\"\":4,\"a\":5}");
    assert_int_equal(object->count, 3);
    assert_int_equal(json_get(object, "a")->integer, 5);
    assert_int_equal(json_get(object, "b")->integer, 2);
    assert_int_equal(json_get(object, "")->integer, 4);
    assert_slice(object->members[0].name, "a");
}

/* Many names, each three times; a square search would take minutes. */
static void many_names_are_told_apart(void **state)
{
    (void)state;
    enum { NAMES = 40000 };
    struct buf buf;
    buf_init(&buf, 1 << 24);
    buf_byte(&buf, '{');
    for (int i = 0; i < 3 * NAMES; i++)
        buf_printf(&buf, "%s\"n%d\":%d", i > 0 ? "," : "", i % NAMES, i);
    buf_byte(&buf, '}');
    const struct json *object = json_parse(&arena, buf_slice(&buf));
    assert_non_null(object);
    assert_int_equal(object->count, NAMES);
    for (int i = 0; i < NAMES; i++)
        assert_int_equal(object->members[i].value.integer, 2 * NAMES + i);
    buf_release(&buf);
}

static void missing_members_are_null(void **state)
{
    (void)state;
    assert_null(json_get(NULL, "a"));
    assert_null(json_get(parse("[]"), "a"));
    assert_null(json_get(parse("{}"), "a"));
    assert_null(json_get(parse("{\"ab\":1}"), "a"));
    assert_false(slice_present(json_get_text(parse("{\"a\":1}"), "a")));
    assert_false(slice_present(json_get_text(NULL, "a")));
}

static struct slice text_of(struct slice text)
{
    static struct buf buf;
    buf_release(&buf);
    buf_init(&buf, 10000);
    json_write_text(&buf, text);
    return arena_copy(&arena, buf_slice(&buf));
}

static void writes_texts(void **state)
{
    (void)state;
    assert_slice(text_of(SLICE_NONE), "\"\"");
    assert_slice(text_of(SLICE("")), "\"\"");
    assert_slice(text_of(SLICE("plain text of some length")), "\"plain text of some length\"");
    assert_slice(text_of(SLICE("\"\\\b\f\n\r\t")), "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
    assert_slice(text_of(SLICE("\0\x01\x1f\x7f")), "\"\\u0000\\u0001\\u001f\x7f\"");
    assert_slice(text_of(SLICE("12345678/\xc3\xa4\n")), "\"12345678/\xc3\xa4\\n\"");
    text_of(SLICE_NONE);
}

/* Every ASCII character at every offset of the steps by blocks, there and back. */
static void texts_come_back(void **state)
{
    (void)state;
    for (int c = 0; c < 128; c++) {
        for (size_t offset = 0; offset < 34; offset++) {
            char text[60];
            memset(text, 'x', sizeof text);
            text[offset] = (char)c;
            struct slice plain = slice_make(text, 20 + offset);
            const struct json *back = json_parse(&arena, text_of(plain));
            assert_non_null(back);
            assert_true(slice_equal(back->text, plain));
        }
    }
}

static void assert_rewritten(const char *text, const char *wanted)
{
    struct buf buf;
    buf_init(&buf, 10000);
    json_write(&buf, parse(text));
    if (!slice_is(buf_slice(&buf), wanted))
        fail_msg("is %.*s, not %s", SLICE_ARG(buf_slice(&buf)), wanted);
    buf_release(&buf);
}

static void writes_whole_values(void **state)
{
    (void)state;
    assert_rewritten(" { \"b\" : [ 1 , -2.50 , 1E5 ] , \"a\" : { } , \"c\" : null } ",
                     "{\"b\":[1,-2.50,1E5],\"a\":{},\"c\":null}");
    assert_rewritten("[true,false,\"\\u0041\\n\",[]]", "[true,false,\"A\\n\",[]]");
}

static void equality_ignores_the_order_of_members(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {{"{\"a\":1,\"b\":[1,2]}", "{ \"b\":[1,2], \"a\":1 }", true},
                {"{\"a\":1}", "{\"a\":2}", false},
                {"{\"a\":1}", "{\"b\":1}", false},
                {"{\"a\":1}", "{\"a\":1,\"b\":1}", false},
                {"{\"a\":1,\"a\":1}", "{\"a\":1}", true},
                {"[1,2]", "[2,1]", false},
                {"[1]", "[1,1]", false},
                {"\"1\"", "1", false},
                {"\"\\u0041\"", "\"A\"", true},
                {"1.5", "1.5", true},
                {"1.5", "1.6", false},
                {"null", "null", true},
                {"true", "false", false}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(json_equal(parse(rows[i].a), parse(rows[i].b)), rows[i].equal);
        assert_int_equal(json_equal(parse(rows[i].b), parse(rows[i].a)), rows[i].equal);
    }
}

#define JSON_UNIT(function) cmocka_unit_test_teardown(function, release_arena)

TEST_MAIN(JSON_UNIT(reads_every_kind), JSON_UNIT(numbers_are_integers_or_kept_as_text),
          JSON_UNIT(unescapes), JSON_UNIT(texts_without_escapes_are_not_copied),
          JSON_UNIT(refuses_all_that_is_not_strict), JSON_UNIT(every_cut_of_a_text_is_refused),
          JSON_UNIT(depth_is_limited), JSON_UNIT(the_number_of_values_is_limited),
          JSON_UNIT(trees_are_compact), JSON_UNIT(of_a_repeated_name_the_last_value_counts),
          JSON_UNIT(many_names_are_told_apart), JSON_UNIT(missing_members_are_null),
          JSON_UNIT(writes_texts), JSON_UNIT(texts_come_back), JSON_UNIT(writes_whole_values),
          JSON_UNIT(equality_ignores_the_order_of_members))
