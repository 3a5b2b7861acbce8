/* Whole conversations, all of the server but HTTP: names, policies, receipt handles, tags, batches.
 *
 * Each line of the input is a request: a letter for the action and the body in AWS JSON, in which
 * "@" stands for the receipt handle that was given out last. A line "+N" lets N seconds pass. Every
 * call is completed once, never by an internal failure, and its reply is well formed in all
 * protocols. */
#include <libxml/parser.h>

#include "src/base/json.h"
#include "src/engine/engine.h"
#include "storage/memory/memory_store.h"
#include "tests/fuzz/wire.h"

#define START_MS    INT64_C(1700000000000)
#define STORE_BYTES ((size_t)256 << 10)
#define REPLY_MAX   ((size_t)4 << 20)
#define CALLS_MAX   64
#define PASS_MAX    (INT64_C(20) * 86400) /* seconds at once */

struct talk {
    struct clock clock;
    struct store *store;
    struct engine *engine;
    struct arena arena;
    struct slice handle; /* the last one that was given out */
    size_t made, done;   /* calls */
};

static const struct wire_defaults defaults = {.account = SLICE_INIT("000000000000"),
                                              .region = SLICE_INIT("us-east-1")};

static void keep_handle(struct talk *talk, struct slice body)
{
    const struct json *messages = json_get(json_parse(&talk->arena, body), "Messages");
    if (messages && messages->kind == JSON_ARRAY && messages->count > 0)
        talk->handle = json_get_text(&messages->items[0], "ReceiptHandle");
}

static void check_body(struct talk *talk, const struct wire_reply *reply, struct slice body,
                       struct slice content_type)
{
    if (!slice_is(content_type, "text/xml")) {
        FUZZ_REQUIRE(body.len == 0 || json_parse(&talk->arena, body) != NULL);
        if (reply->protocol == WIRE_JSON && !reply->error)
            keep_handle(talk, arena_copy(&talk->arena, body));
        return;
    }
    xmlDocPtr document =
        xmlReadMemory(body.at, (int)body.len, NULL, NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    FUZZ_REQUIRE(document != NULL);
    xmlFreeDoc(document);
}

static void check_reply(struct talk *talk, enum wire_protocol protocol, const struct action *action,
                        const struct api_error *error, const void *result)
{
    const struct wire_reply reply = {
        .protocol = protocol,
        .action = action,
        .result = result,
        .error = error && api_error_is(error) ? error : NULL,
        .request_id = SLICE("id"),
        .base_url = SLICE("http://localhost:9324"),
    };
    struct wire_head head;
    struct buf body;
    buf_init(&body, REPLY_MAX);
    wire_encode(&reply, &talk->arena, &body, &head);
    FUZZ_REQUIRE(!body.overflow && head.status >= 200 && head.status < 600 && head.status != 500);
    FUZZ_REQUIRE((head.status == 200) == (reply.error == NULL));
    check_body(talk, &reply, buf_slice(&body), head.content_type);
    buf_release(&body);
}

static void on_done(struct call *call)
{
    struct talk *talk = call->owner;
    talk->done++;
    for (int protocol = WIRE_JSON; protocol <= WIRE_QUERY_JSON; protocol++)
        check_reply(talk, (enum wire_protocol)protocol, call->action, &call->error, call->result);
}

/* Puts the handle in the place of each "@". */
static struct slice with_handle(struct talk *talk, struct slice text)
{
    struct buf buf;
    buf_init(&buf, REPLY_MAX);
    for (ptrdiff_t at; (at = slice_find(text, '@')) >= 0; text = slice_from(text, (size_t)at + 1)) {
        buf_append(&buf, slice_head(text, (size_t)at));
        buf_append(&buf, talk->handle);
    }
    buf_append(&buf, text);
    struct slice copy = arena_copy(&talk->arena, buf_slice(&buf));
    buf_release(&buf);
    return copy;
}

static void make_call(struct talk *talk, struct slice line)
{
    const struct action *action = &actions_all[(uint8_t)(line.at[0] - 'a') % ACTION_COUNT];
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = with_handle(talk, slice_from(line, 1)),
        .target = arena_printf(&talk->arena, "AmazonSQS.%s", action->name),
    };
    struct wire_call decoded;
    struct api_error error = {0};
    if (!wire_decode(&request, &defaults, &talk->arena, &decoded, &error)) {
        check_reply(talk, WIRE_JSON, decoded.action, &error, NULL);
        return;
    }
    struct call *call = arena_zalloc(&talk->arena, sizeof *call);
    *call = (struct call){
        .action = decoded.action,
        .caller = {.account = decoded.account,
                   .region = decoded.region,
                   .sender_id = decoded.account},
        .queue = decoded.queue,
        .request = decoded.request,
        .arena = &talk->arena,
        .done = on_done,
        .owner = talk,
    };
    talk->made++;
    engine_execute(talk->engine, call);
}

static void pass(struct talk *talk, struct slice seconds)
{
    int64_t count;
    if (slice_to_int64(seconds, &count) && count > 0 && count < PASS_MAX)
        talk->clock.manual_ms += count * 1000;
}

static void talk_begin(struct talk *talk)
{
    static const struct engine_options options = {0};
    clock_init_manual(&talk->clock, START_MS);
    talk->store = memory_store_open(STORE_BYTES);
    talk->engine = engine_create(&options, talk->store, &talk->clock);
    talk->handle = SLICE("none");
}

static void talk_end(struct talk *talk)
{
    engine_stop(talk->engine);
    engine_flush(talk->engine);
    FUZZ_REQUIRE(talk->done == talk->made);
    engine_destroy(talk->engine);
    store_close(talk->store);
    arena_release(&talk->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct talk talk = {0};
    struct slice rest = slice_make(data, size);
    talk_begin(&talk);
    for (int i = 0; rest.len > 0 && i < CALLS_MAX; i++) {
        ptrdiff_t end = slice_find(rest, '\n');
        struct slice line = end < 0 ? rest : slice_head(rest, (size_t)end);
        rest = slice_from(rest, line.len + 1);
        if (line.len == 0)
            continue;
        if (line.at[0] == '+')
            pass(&talk, slice_from(line, 1));
        else
            make_call(&talk, line);
        engine_tick(talk.engine);
    }
    talk_end(&talk);
    return 0;
}
