/* From a result or an error to the bytes of a reply (protocols.md sections 2.2 to 3.4). */
#include "api/wire/encode.h"

#include "src/base/json.h"

#define TYPE_AMZ_JSON "application/x-amz-json-1.0"
#define TYPE_JSON     "application/json"
#define TYPE_XML      "text/xml"

struct slice error_fault_name(const struct error_row *row)
{
    return row->fault == FAULT_SENDER ? SLICE("Sender") : SLICE("Receiver");
}

/* What stands before "/account/name" in the URL of a queue. */
static struct slice base_of(const struct wire_reply *reply, struct arena *arena,
                            struct slice region)
{
    struct slice called = wire_url_host(reply->base_url);
    struct slice scheme = slice_head(reply->base_url, reply->base_url.len - called.len);
    struct slice host = slice_present(reply->url_host) ? reply->url_host : called;
    switch (reply->url_style) {
    case WIRE_URL_ACCOUNT:
        break;
    case WIRE_URL_PATH:
        return arena_printf(arena, "%.*s%.*s/queue/%.*s", SLICE_ARG(scheme), SLICE_ARG(host),
                            SLICE_ARG(region));
    case WIRE_URL_STANDARD:
        return arena_printf(arena, "%.*ssqs.%.*s.%.*s", SLICE_ARG(scheme), SLICE_ARG(region),
                            SLICE_ARG(host));
    case WIRE_URL_DOMAIN:
        if (slice_is(region, "us-east-1"))
            return arena_printf(arena, "%.*squeue.%.*s", SLICE_ARG(scheme), SLICE_ARG(host));
        return arena_printf(arena, "%.*s%.*s.queue.%.*s", SLICE_ARG(scheme), SLICE_ARG(region),
                            SLICE_ARG(host));
    }
    if (host.at == called.at)
        return reply->base_url;
    return arena_printf(arena, "%.*s%.*s", SLICE_ARG(scheme), SLICE_ARG(host));
}

struct slice queue_url_encode(const struct wire_reply *reply, struct arena *arena,
                              const struct queue_ref *queue)
{
    struct slice base = base_of(reply, arena, queue->region);
    return arena_printf(arena, "%.*s/%.*s/%.*s", SLICE_ARG(base), SLICE_ARG(queue->account),
                        SLICE_ARG(queue->name));
}

/* Errors without words carry no message member: recorded for UnknownOperationException. */
static void encode_json_error(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                              struct wire_head *head)
{
    const struct error_row *row = api_error_row(reply->error);
    struct slice message = api_error_text(arena, reply->error, false);
    BUF_LITERAL(body, "{\"__type\":");
    json_write_text(body, slice_of(row->json_type));
    if (message.len > 0) {
        BUF_LITERAL(body, ",\"message\":");
        json_write_text(body, message);
    }
    buf_byte(body, '}');
    if (*row->query_code)
        head->query_error =
            arena_printf(arena, "%s;%.*s", row->query_code, SLICE_ARG(error_fault_name(row)));
}

/* A gateway's answer without the usual frame: recorded for a request without Action. */
static void encode_bare_xml(struct buf *body, struct wire_head *head)
{
    BUF_LITERAL(body, "<UnknownOperationException/>");
    head->status = 404;
}

static void encode_error(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                         struct wire_head *head)
{
    head->status = api_error_row(reply->error)->http_status;
    if (reply->protocol == WIRE_JSON)
        encode_json_error(reply, arena, body, head);
    else if (reply->error->text == TEXT_UNKNOWN_OPERATION)
        encode_bare_xml(body, head);
    else if (reply->protocol == WIRE_QUERY)
        xml_encode_error(reply, arena, body);
    else
        query_json_encode_error(reply, arena, body);
}

static struct slice content_type(enum wire_protocol protocol)
{
    switch (protocol) {
    case WIRE_JSON:
        return SLICE(TYPE_AMZ_JSON);
    case WIRE_QUERY_JSON:
        return SLICE(TYPE_JSON);
    case WIRE_QUERY:
        break;
    }
    return SLICE(TYPE_XML);
}

/* In the Query protocol the address names the queue: a form without one went to the wrong address
 * (actions.md section 0). JSON misses a parameter. */
static bool is_wrong_address(const struct wire_reply *reply)
{
    return reply->protocol != WIRE_JSON && reply->error->text == TEXT_MISSING_PARAMETER &&
           slice_is(reply->error->args[0], "QueueUrl");
}

static void encode_failure(struct wire_reply reply, struct arena *arena, struct buf *body,
                           struct wire_head *head)
{
    struct api_error error = {.text = TEXT_INVALID_ADDRESS};
    if (is_wrong_address(&reply)) {
        error.args[0] = arena_printf(arena, "%.*s/", SLICE_ARG(reply.base_url));
        reply.error = &error;
    }
    encode_error(&reply, arena, body, head);
}

void wire_encode(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                 struct wire_head *head)
{
    *head = (struct wire_head){.status = 200, .content_type = content_type(reply->protocol)};
    if (reply->error && api_error_is(reply->error))
        encode_failure(*reply, arena, body, head);
    else if (reply->protocol == WIRE_JSON)
        json_encode_result(reply, arena, body);
    else if (reply->protocol == WIRE_QUERY)
        xml_encode_result(reply, arena, body);
    else
        query_json_encode_result(reply, arena, body);
}
