/* See support.h. */
#include "support.h"

#define BODY_MAX ((size_t)16 << 20)

static const struct wire_defaults defaults = {.account = SLICE_INIT(ACCOUNT),
                                              .region = SLICE_INIT(REGION)};

void decoded_release(struct decoded *decoded)
{
    arena_release(&decoded->arena);
}

struct decoded decode_request(const struct wire_request *request)
{
    struct decoded ret = {0};
    ret.good = wire_decode(request, &defaults, &ret.arena, &ret.call, &ret.error);
    return ret;
}

struct decoded decode_json(const char *action, const char *body)
{
    struct arena arena = {0};
    struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = slice_of(body),
        .content_type = SLICE("application/x-amz-json-1.0"),
        .target = arena_printf(&arena, "AmazonSQS.%s", action),
    };
    struct decoded ret = decode_request(&request);
    arena_release(&arena);
    return ret;
}

struct decoded decode_form(const char *body)
{
    struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = slice_of(body),
        .content_type = SLICE("application/x-www-form-urlencoded; charset=utf-8"),
    };
    return decode_request(&request);
}

static const char *terminated(struct arena *arena, struct slice s)
{
    return s.len > 0 ? arena_copy(arena, s).at : "";
}

const char *error_text(struct decoded *decoded)
{
    if (decoded->good)
        return "";
    bool query = decoded->call.protocol != WIRE_JSON;
    return terminated(&decoded->arena, api_error_text(&decoded->arena, &decoded->error, query));
}

static struct encoded encode(struct arena *arena, const struct wire_reply *reply)
{
    struct encoded ret;
    struct buf body;
    buf_init(&body, BODY_MAX);
    wire_encode(reply, arena, &body, &ret.head);
    assert_false(body.overflow);
    ret.body = terminated(arena, buf_slice(&body));
    buf_release(&body);
    return ret;
}

struct encoded encode_result(struct arena *arena, enum wire_protocol protocol,
                             enum action_id action, const void *result)
{
    const struct wire_reply reply = {
        .protocol = protocol,
        .action = &actions_all[action],
        .result = result,
        .request_id = SLICE("R"),
        .base_url = SLICE("http://localhost:9324"),
    };
    return encode(arena, &reply);
}

struct encoded encode_error(struct arena *arena, enum wire_protocol protocol,
                            const struct api_error *error)
{
    const struct wire_reply reply = {
        .protocol = protocol, .error = error, .request_id = SLICE("R")};
    return encode(arena, &reply);
}

struct encoded encode_failure(struct decoded *decoded)
{
    assert_false(decoded->good);
    return encode_error(&decoded->arena, decoded->call.protocol, &decoded->error);
}

void assert_slice(struct slice actual, const char *expected)
{
    if (!expected) {
        assert_false(slice_present(actual));
        return;
    }
    assert_true(slice_present(actual));
    assert_int_equal(actual.len, strlen(expected));
    assert_memory_equal(actual.at, expected, actual.len);
}

const void *request_of(const struct decoded *decoded)
{
    assert_true(decoded->good);
    return decoded->call.request;
}
