/* Paths that are not SQS: health, and what tests use to steer the server. */
#include "api/http/server.h"

#include "src/base/json.h"

typedef void route_handler(struct http_server *server, h2o_req_t *req);

static struct slice slice_of_iovec(h2o_iovec_t iovec)
{
    return slice_make(iovec.base, iovec.len);
}

static bool method_is(const h2o_req_t *req, const char *method)
{
    return slice_is(slice_of_iovec(req->method), method);
}

static void reply_error(h2o_req_t *req, int status, const char *message)
{
    struct buf body;
    buf_init(&body, 4096);
    BUF_LITERAL(&body, "{\"error\":");
    json_write_text(&body, slice_of(message));
    BUF_LITERAL(&body, "}\n");
    reply_plain(req, status, "application/json", buf_slice(&body));
    buf_release(&body);
}

static void health(struct http_server *server, h2o_req_t *req)
{
    (void)server;
    if (!method_is(req, "GET") && !method_is(req, "HEAD"))
        reply_error(req, 405, "only GET and HEAD are answered here");
    else
        reply_plain(req, 200, "text/plain", SLICE("OK"));
}

static void ready(struct http_server *server, h2o_req_t *req)
{
    if (server->stopping)
        reply_error(req, 503, "the server is stopping");
    else
        health(server, req);
}

/* What a web form cannot send: state is changed only by those who mean it. */
static bool may_change(struct http_server *server, h2o_req_t *req)
{
    static const char name[] = "x-ropeline";
    if (!server->options.test_mode) {
        reply_error(req, 403, "start the server with --test-mode to allow this");
        return false;
    }
    if (h2o_find_header_by_str(&req->headers, name, strlen(name), -1) < 0) {
        reply_error(req, 403, "the request needs the header X-Ropeline: 1");
        return false;
    }
    return true;
}

static void reply_clock(h2o_req_t *req, int64_t now_ms, int64_t offset_ms)
{
    struct arena arena = {0};
    reply_plain(req, 200, "application/json",
                arena_printf(&arena, "{\"now_ms\":%lld,\"offset_ms\":%lld}\n", (long long)now_ms,
                             (long long)offset_ms));
    arena_release(&arena);
}

/* Reads {"advance_ms": N, "account": optional}; false: the error is sent. */
static bool read_advance(h2o_req_t *req, struct arena *arena, int64_t *ret_by,
                         struct slice *ret_account)
{
    const struct json *json = json_parse(arena, slice_of_iovec(req->entity));
    const struct json *by = json ? json_get(json, "advance_ms") : NULL;
    if (!by || by->kind != JSON_INTEGER || by->integer < 0) {
        reply_error(req, 400, "the body must be {\"advance_ms\": N} with N >= 0");
        return false;
    }
    *ret_by = by->integer;
    *ret_account = json_get_text(json, "account");
    if (slice_present(*ret_account) && ret_account->len != 12) {
        reply_error(req, 400, "an account has 12 digits");
        return false;
    }
    return true;
}

static void clock_route(struct http_server *server, h2o_req_t *req)
{
    struct arena arena = {0};
    struct slice account = SLICE_NONE;
    int64_t by = 0, now, offset;
    bool changes = method_is(req, "POST");
    if (!changes && !method_is(req, "GET")) {
        reply_error(req, 405, "only GET and POST are answered here");
    } else if (!changes || (may_change(server, req) && read_advance(req, &arena, &by, &account))) {
        if (engine_advance_clock(server->engine, account, by, &now, &offset))
            reply_clock(req, now, offset);
        else
            reply_error(req, 400, "the clock cannot be moved by that much");
        server_schedule_flush(server);
    }
    arena_release(&arena);
}

static const struct {
    const char *path;
    route_handler *handler;
} routes[] = {
    {"/health", health},
    {"/ready", ready},
    {"/_ropeline/clock", clock_route},
};

bool route(struct http_server *server, h2o_req_t *req)
{
    size_t len = req->query_at == SIZE_MAX ? req->path.len : req->query_at;
    struct slice path = slice_make(req->path.base, len);
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (slice_is(path, routes[i].path)) {
            routes[i].handler(server, req);
            return true;
        }
    }
    if (!slice_starts(path, SLICE("/_ropeline/")))
        return false;
    reply_error(req, 404, "there is nothing here");
    return true;
}
