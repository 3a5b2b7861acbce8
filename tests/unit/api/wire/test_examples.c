/* The golden examples of examples.txt: each request decodes to the same struct from both protocols,
 * and each reply is encoded to the bytes of both, up to the order of members. */
#include "compare.h"

#include <stdio.h>

#define FILE_MAX   65536
#define REPLY_MAX  8192
#define NAMESPACE  "http://queue.amazonaws.com/doc/2012-11-05/"
#define LINE_COUNT 4

enum line { JSON_REQUEST, JSON_REPLY, FORM_REQUEST, XML_REPLY };

static const char *const markers[LINE_COUNT] = {"JSON>", "JSON<", "FORM>", "XML<"};

struct example {
    struct slice action;
    struct slice lines[LINE_COUNT];
};

#define EXAMPLES_MAX 64

static char file[FILE_MAX];
static struct example examples[EXAMPLES_MAX];
static size_t examples_count;

static struct slice skip_blanks(struct slice text)
{
    while (text.len > 0 && *text.at == ' ')
        text = slice_from(text, 1);
    return text;
}

static void read_line(struct slice line)
{
    if (slice_starts(line, SLICE("## "))) {
        assert_in_range(examples_count, 0, EXAMPLES_MAX - 1);
        examples[examples_count++].action = slice_from(line, 3);
        return;
    }
    for (size_t i = 0; i < LINE_COUNT; i++)
        if (slice_starts(line, slice_of(markers[i])))
            examples[examples_count - 1].lines[i] =
                skip_blanks(slice_from(line, strlen(markers[i])));
}

static int read_examples(void **state)
{
    (void)state;
    FILE *stream = fopen(EXAMPLES_FILE, "r");
    assert_non_null(stream);
    struct slice text = slice_make(file, fread(file, 1, sizeof file, stream));
    fclose(stream);
    assert_in_range(text.len, 1, FILE_MAX - 1);
    while (text.len > 0) {
        ptrdiff_t end = slice_find(text, '\n');
        assert_true(end >= 0);
        read_line(slice_head(text, (size_t)end));
        text = slice_from(text, (size_t)end + 1);
    }
    return 0;
}

static const char *terminated(struct arena *arena, struct slice text)
{
    return arena_copy(arena, text).at;
}

/* `text` with each `what` replaced. */
static struct slice replaced(struct arena *arena, struct slice text, struct slice what,
                             struct slice with)
{
    struct buf out;
    buf_init(&out, REPLY_MAX);
    while (text.len > 0) {
        const char *at = memmem(text.at, text.len, what.at, what.len);
        size_t before = at ? (size_t)(at - text.at) : text.len;
        buf_append(&out, slice_head(text, before));
        if (at)
            buf_append(&out, with);
        text = slice_from(text, before + (at ? what.len : 0));
    }
    struct slice ret = arena_copy(arena, buf_slice(&out));
    buf_release(&out);
    return ret;
}

static const struct action *action_of(const struct example *example)
{
    const struct action *action = action_find(example->action);
    assert_non_null(action);
    return action;
}

static void test_every_action_has_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        bool found = false;
        for (size_t n = 0; n < examples_count; n++)
            found = found || slice_is(examples[n].action, actions_all[i].name);
        assert_true(found);
    }
}

static void test_requests_are_equal_in_both_protocols(void **state)
{
    (void)state;
    for (size_t i = 0; i < examples_count; i++) {
        const struct example *example = &examples[i];
        struct arena arena = {0};
        print_message("%.*s\n", SLICE_ARG(example->action));
        struct decoded json = decode_json(terminated(&arena, example->action),
                                          terminated(&arena, example->lines[JSON_REQUEST]));
        struct decoded form = decode_form(terminated(&arena, example->lines[FORM_REQUEST]));
        assert_true(json.good && form.good);
        assert_ptr_equal(json.call.action, action_of(example));
        assert_ptr_equal(form.call.action, action_of(example));
        assert_true(shape_equal(json.call.action->request, json.call.request, form.call.request));
        assert_true(slice_equal(json.call.queue.name, form.call.queue.name));
        decoded_release(&json);
        decoded_release(&form);
        arena_release(&arena);
    }
}

/* Every member of an example's request arrives: decoding again without it gives another struct. */
static void test_requests_lose_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < examples_count; i++) {
        struct arena arena = {0};
        struct decoded json = decode_json(terminated(&arena, examples[i].action),
                                          terminated(&arena, examples[i].lines[JSON_REQUEST]));
        const struct shape *shape = action_of(&examples[i])->request;
        for (size_t n = 0; n < shape->count; n++) {
            struct slice key = shape->fields[n].json_key;
            struct slice text = examples[i].lines[JSON_REQUEST];
            bool given = memmem(text.at, text.len, key.at, key.len) != NULL;
            assert_int_equal(field_present(&shape->fields[n], json.call.request), given);
        }
        decoded_release(&json);
        arena_release(&arena);
    }
}

static void *result_of(struct arena *arena, const struct example *example)
{
    struct slice reply = example->lines[JSON_REPLY];
    return result_make(arena, action_of(example)->result,
                       slice_is(reply, "-") ? SLICE("{}") : reply);
}

static void test_replies_in_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < examples_count; i++) {
        const struct example *example = &examples[i];
        struct arena arena = {0};
        struct encoded reply =
            encode_result(&arena, WIRE_JSON, action_of(example)->id, result_of(&arena, example));
        assert_int_equal(reply.head.status, 200);
        assert_slice(reply.head.content_type, "application/x-amz-json-1.0");
        assert_slice(reply.head.query_error, NULL);
        if (slice_is(example->lines[JSON_REPLY], "-"))
            assert_string_equal(reply.body, "");
        else if (!json_same(&arena, slice_of(reply.body), example->lines[JSON_REPLY]))
            fail_msg("%.*s answers %s", SLICE_ARG(example->action), reply.body);
        arena_release(&arena);
    }
}

static void test_replies_in_xml(void **state)
{
    (void)state;
    for (size_t i = 0; i < examples_count; i++) {
        const struct example *example = &examples[i];
        struct arena arena = {0};
        struct encoded reply =
            encode_result(&arena, WIRE_QUERY, action_of(example)->id, result_of(&arena, example));
        struct slice expected = replaced(&arena, example->lines[XML_REPLY], SLICE("\"NS\""),
                                         SLICE("\"" NAMESPACE "\""));
        assert_int_equal(reply.head.status, 200);
        assert_slice(reply.head.content_type, "text/xml");
        assert_memory_equal(reply.body, "<?xml version=\"1.0\"?><", 22);
        assert_null(strchr(reply.body, '\n'));
        if (!xml_same(&arena, slice_of(reply.body), expected))
            fail_msg("%.*s answers %s", SLICE_ARG(example->action), reply.body);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_action_has_an_example),
        cmocka_unit_test(test_requests_are_equal_in_both_protocols),
        cmocka_unit_test(test_requests_lose_nothing),
        cmocka_unit_test(test_replies_in_json),
        cmocka_unit_test(test_replies_in_xml),
    };
    return cmocka_run_group_tests(tests, read_examples, NULL);
}
