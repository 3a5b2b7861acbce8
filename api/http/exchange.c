/* One request and its reply: decode, execute, wait for the commit, encode, send.
 *
 * An exchange lives in the request's pool and dies with it, however the request ends. */
#include <inttypes.h>

#include "api/http/server.h"
#include "src/base/log.h"

/* Replies hold ten messages of 1 MiB, which JSON escapes may make six times as long. */
#define REPLY_MAX_BYTES ((size_t)96 << 20)

/* Bodies up to this size are copied, so that the connection can be read while the call is parked.
 */
#define COPIED_BODY_MAX ((size_t)64 << 10)

#define BODY_KEPT_BYTES ((size_t)64 << 10)

struct exchange {
    struct http_server *server;
    h2o_req_t *req;
    struct arena arena;
    struct call call;
    struct wire_call decoded;
    char request_id[UUID_TEXT_LEN];
    struct slice host;
    struct buf body;
    int64_t started_ms;
    bool pending;   /* the engine has the call */
    bool watchable; /* nothing of the request points into the connection's buffer */
    h2o_socket_t *watched;
};

static struct slice slice_of_iovec(h2o_iovec_t iovec)
{
    return slice_make(iovec.base, iovec.len);
}

static struct slice copy(struct exchange *exchange, h2o_iovec_t iovec)
{
    return arena_copy(&exchange->arena, slice_of_iovec(iovec));
}

static struct slice header(struct exchange *exchange, const char *name)
{
    ssize_t at = h2o_find_header_by_str(&exchange->req->headers, name, strlen(name), -1);
    if (at < 0)
        return SLICE_NONE;
    return copy(exchange, exchange->req->headers.entries[at].value);
}

static struct slice token_header(struct exchange *exchange, const h2o_token_t *token)
{
    ssize_t at = h2o_find_header(&exchange->req->headers, token, -1);
    if (at < 0)
        return SLICE_NONE;
    return copy(exchange, exchange->req->headers.entries[at].value);
}

static void stop_watching(struct exchange *exchange)
{
    if (!exchange->watched)
        return;
    struct connection *connection = exchange->watched->on_close.data;
    connection->parked = NULL;
    h2o_socket_read_stop(exchange->watched);
    exchange->watched = NULL;
}

static void take_arena(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    if (server->spare_count > 0)
        exchange->arena = server->spare_arenas[--server->spare_count];
}

static void give_arena(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    arena_reset(&exchange->arena);
    if (server->spare_count < sizeof server->spare_arenas / sizeof *server->spare_arenas)
        server->spare_arenas[server->spare_count++] = exchange->arena;
    else
        arena_release(&exchange->arena);
}

/* Called by h2o's pool for every way in which a request can end. */
static void exchange_dispose(void *memory)
{
    struct exchange *exchange = memory;
    if (exchange->watched)
        ((struct connection *)exchange->watched->on_close.data)->parked = NULL;
    if (exchange->pending) {
        engine_cancel(exchange->server->engine, &exchange->call);
        exchange->server->exchanges--;
    }
    buf_release(&exchange->body);
    give_arena(exchange);
}

static void log_exchange(const struct exchange *exchange, const struct wire_head *head)
{
    enum log_level level = head->status >= 500 ? LOG_WARN : LOG_DEBUG;
    if (!log_wants(level))
        return;
    const struct action *action = exchange->decoded.action;
    const struct log_field fields[] = {
        {"id", slice_make(exchange->request_id, UUID_TEXT_LEN), 0},
        {"action", action ? slice_of(action->name) : SLICE("-"), 0},
        {"queue",
         slice_present(exchange->decoded.queue.name) ? exchange->decoded.queue.name : SLICE("-"),
         0},
        {"status", SLICE_NONE, head->status},
        {"ms", SLICE_NONE, clock_now_ms(exchange->server->clock) - exchange->started_ms},
    };
    log_line(level, "request", fields, sizeof fields / sizeof *fields);
}

static struct slice base_url(struct exchange *exchange)
{
    return arena_printf(&exchange->arena, "http://%.*s", SLICE_ARG(exchange->host));
}

static void exchange_reply(struct exchange *exchange, const struct api_error *error,
                           const void *result)
{
    struct slice id = slice_make(exchange->request_id, UUID_TEXT_LEN);
    struct wire_reply reply = {
        .protocol = exchange->decoded.protocol,
        .action = exchange->decoded.action,
        .result = result,
        .error = error,
        .request_id = id,
        .base_url = base_url(exchange),
    };
    struct wire_head head;
    buf_init(&exchange->body, REPLY_MAX_BYTES);
    wire_encode(&reply, &exchange->arena, &exchange->body, &head);
    if (exchange->body.overflow) {
        struct api_error failure = {.text = TEXT_INTERNAL_FAILURE};
        reply.error = &failure;
        buf_clear(&exchange->body);
        wire_encode(&reply, &exchange->arena, &exchange->body, &head);
    }
    log_exchange(exchange, &head);
    reply_send(exchange->req, &head, id, buf_slice(&exchange->body));
}

/* The engine is done with the call: inside a callback of the loop, after the commit. */
static void exchange_done(struct call *call)
{
    struct exchange *exchange = call->owner;
    exchange->pending = false;
    exchange->server->exchanges--;
    stop_watching(exchange);
    exchange_reply(exchange, &call->error, call->result);
}

/* The connection of a parked call became readable: the client left, or sent its next request early
 * (which stays in the connection's buffer until this one is answered). */
static void on_parked_read(h2o_socket_t *socket, const char *error)
{
    struct connection *connection = socket->on_close.data;
    struct exchange *exchange = connection->parked;
    if (!error) {
        if (socket->input->size > COPIED_BODY_MAX)
            h2o_socket_read_stop(socket);
        return;
    }
    stop_watching(exchange);
    engine_cancel(exchange->server->engine, &exchange->call);
    exchange->pending = false;
    exchange->server->exchanges--;
    /* h2o closes the connection when this reply cannot be sent or is done. */
    exchange->req->http1_is_persistent = 0;
    reply_plain(exchange->req, 200, "text/plain", SLICE(""));
}

static void watch(struct exchange *exchange)
{
    h2o_req_t *req = exchange->req;
    if (!exchange->watchable || req->version >= 0x200)
        return;
    exchange->watched = req->conn->callbacks->get_socket(req->conn);
    ((struct connection *)exchange->watched->on_close.data)->parked = exchange;
    h2o_socket_read_start(exchange->watched, on_parked_read);
}

/* What the protocols see of the request, in the exchange's own memory. */
static struct wire_request wire_request_of(struct exchange *exchange)
{
    h2o_req_t *req = exchange->req;
    size_t path_len = req->query_at == SIZE_MAX ? req->path.len : req->query_at;
    struct slice path = copy(exchange, req->path);
    struct slice body = slice_of_iovec(req->entity);
    bool small = body.len <= COPIED_BODY_MAX;
    exchange->watchable = small && body.len > 0;
    return (struct wire_request){
        .method = copy(exchange, req->method),
        .path = slice_head(path, path_len),
        .query = path_len < path.len ? slice_from(path, path_len + 1) : SLICE_NONE,
        .body = small && body.len > 0 ? arena_copy(&exchange->arena, body) : body,
        .content_type = token_header(exchange, H2O_TOKEN_CONTENT_TYPE),
        .target = header(exchange, "x-amz-target"),
        .authorization = token_header(exchange, H2O_TOKEN_AUTHORIZATION),
        .accept = token_header(exchange, H2O_TOKEN_ACCEPT),
    };
}

static void exchange_execute(struct exchange *exchange)
{
    const struct wire_call *decoded = &exchange->decoded;
    exchange->call = (struct call){
        .action = decoded->action,
        .caller = {.account = decoded->account,
                   .region = decoded->region,
                   .sender_id = decoded->account,
                   .trace_header = header(exchange, "x-amzn-trace-id")},
        .queue = decoded->queue,
        .request = decoded->request,
        .arena = &exchange->arena,
        .done = exchange_done,
        .owner = exchange,
    };
    exchange->pending = true;
    exchange->server->exchanges++;
    engine_execute(exchange->server->engine, &exchange->call);
    if (exchange->call.waiter)
        watch(exchange);
    server_schedule_flush(exchange->server);
}

static struct exchange *exchange_make(struct http_server *server, h2o_req_t *req)
{
    struct uuid id;
    struct exchange *exchange =
        h2o_mem_alloc_shared(&req->pool, sizeof *exchange, exchange_dispose);
    memset(exchange, 0, sizeof *exchange);
    exchange->server = server;
    exchange->req = req;
    exchange->started_ms = clock_now_ms(server->clock);
    take_arena(exchange);
    uuid_random(&id);
    uuid_format(&id, exchange->request_id);
    return exchange;
}

/* The same work of HTTP as for a SendMessage, and none of the rest. */
static void reply_noop(struct exchange *exchange)
{
    static const struct wire_head head = {200, SLICE_INIT("application/x-amz-json-1.0"),
                                          SLICE_INIT("")};
    struct wire_head sent = head;
    sent.query_error = SLICE_NONE;
    reply_send(exchange->req, &sent, slice_make(exchange->request_id, UUID_TEXT_LEN),
               SLICE("{\"MD5OfMessageBody\":\"3858f62230ac3c915f300c664312c63f\","
                     "\"MessageId\":\"2f1c9f0e-6d7b-4c43-9d1a-0b6f3a1a7f10\"}"));
}

struct handler {
    h2o_handler_t super;
    struct http_server *server;
};

int exchange_start(h2o_handler_t *handler, h2o_req_t *req)
{
    struct http_server *server = ((struct handler *)handler)->server;
    if (route(server, req))
        return 0;
    struct exchange *exchange = exchange_make(server, req);
    if (server->options.noop) {
        reply_noop(exchange);
        return 0;
    }
    const struct wire_defaults defaults = {server->options.account, server->options.region};
    struct wire_request request = wire_request_of(exchange);
    struct api_error error;
    exchange->host = copy(exchange, req->authority);
    if (wire_decode(&request, &defaults, &exchange->arena, &exchange->decoded, &error))
        exchange_execute(exchange);
    else
        exchange_reply(exchange, &error, NULL);
    return 0;
}
