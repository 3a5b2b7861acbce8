/* See wire.h. */
#include "tests/fuzz/wire.h"

#include <libxml/parser.h>

#include "src/base/json.h"
#include "src/base/text.h"

#define REPLY_MAX ((size_t)1 << 20)

/* Memory for a request: some to begin with, and so much for each of its bytes. The dearest are the
 * items of a batch in JSON, "{}," for each. */
#define MEMORY_BASE     4096
#define MEMORY_PER_BYTE 128

static const struct wire_defaults defaults = {.account = SLICE_INIT("000000000000"),
                                              .region = SLICE_INIT("us-east-1")};

static void check_struct(const struct shape *shape, const void *object);

static void check_text(struct slice text)
{
    FUZZ_REQUIRE(slice_present(text) || text.len == 0);
    FUZZ_REQUIRE(text_is_utf8(text));
}

static void check_item(const struct field *field, const void *item)
{
    switch (field->kind) {
    case FIELD_TEXTS:
        check_text(*(const struct slice *)item);
        break;
    case FIELD_PAIRS:
    case FIELD_TAGS:
        check_text(((const struct pair *)item)->name);
        check_text(((const struct pair *)item)->value);
        break;
    case FIELD_STRUCTS:
    case FIELD_MAP:
        check_struct(field->element, item);
        break;
    default:
        break; /* bytes may be anything */
    }
}

static void check_struct(const struct shape *shape, const void *object)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        const struct list *list = field_of_const(field, object);
        size_t size = field_item_size(field);
        if (field->kind == FIELD_TEXT)
            check_text(*(const struct slice *)field_of_const(field, object));
        if (size == 0)
            continue;
        FUZZ_REQUIRE(list->present || list->count == 0);
        for (size_t n = 0; n < list->count; n++)
            check_item(field, (const char *)list->items + n * size);
    }
}

static bool is_xml(struct slice text)
{
    xmlDocPtr document =
        xmlReadMemory(text.at, (int)text.len, NULL, NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    xmlFreeDoc(document);
    return document != NULL;
}

static void check_failure(struct arena *arena, const struct wire_call *call,
                          const struct api_error *error)
{
    const struct wire_reply reply = {
        .protocol = call->protocol, .error = error, .request_id = SLICE("id")};
    struct wire_head head;
    struct buf body;
    FUZZ_REQUIRE(api_error_is(error));
    buf_init(&body, REPLY_MAX);
    wire_encode(&reply, arena, &body, &head);
    FUZZ_REQUIRE(!body.overflow && head.status >= 400 && head.status < 500);
    if (slice_is(head.content_type, "text/xml"))
        FUZZ_REQUIRE(is_xml(buf_slice(&body)));
    else if (error->text != TEXT_UNKNOWN_OPERATION || call->protocol == WIRE_JSON)
        FUZZ_REQUIRE(json_parse(arena, buf_slice(&body)) != NULL);
    buf_release(&body);
}

void fuzz_wire_decode(const struct wire_request *request)
{
    struct arena arena = {0};
    struct wire_call call;
    struct api_error error = {0};
    size_t size = request->body.len + request->query.len + request->path.len;
    bool good = wire_decode(request, &defaults, &arena, &call, &error);
    FUZZ_REQUIRE(arena_used(&arena) <= MEMORY_BASE + MEMORY_PER_BYTE * size);
    FUZZ_REQUIRE(call.account.len > 0 && call.region.len > 0);
    if (good)
        check_struct(call.action->request, call.request);
    else
        check_failure(&arena, &call, &error);
    arena_release(&arena);
}
