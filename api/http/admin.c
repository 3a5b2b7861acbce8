/* Health, readiness, the test clock: see admin.h. */
#include "api/http/admin.h"

#include "api/http/reply.h"
#include "src/base/json.h"
#include "src/base/log.h"
#include "src/base/text.h"

#define ADMIN_BODY_MAX 65536
#define ERROR_MAX      4096

static bool method_is(const struct intake *intake, const char *method)
{
    return slice_is(intake->wire.method, method);
}

static void reply_error(h2o_req_t *req, int status, const char *allow, const char *message)
{
    struct buf body;
    buf_init(&body, ERROR_MAX);
    BUF_LITERAL(&body, "{\"error\":");
    json_write_text(&body, slice_of(message));
    BUF_LITERAL(&body, "}\n");
    reply_plain(req, status, "application/json", allow, buf_slice(&body));
    buf_release(&body);
}

static void serve_ready(struct http_server *server, h2o_req_t *req)
{
    if (server->stopping)
        reply_plain(req, 503, "text/plain", NULL, SLICE("stopping"));
    else
        reply_plain(req, 200, "text/plain", NULL, SLICE("OK"));
}

/* A web form can neither send the header nor this content: state is changed only by those who mean
 * it. */
static bool may_change(struct http_server *server, h2o_req_t *req, const struct intake *intake)
{
    if (!server->options.test_mode) {
        reply_error(req, 403, NULL,
                    "the clock can be moved only when the server runs with --test-mode");
        return false;
    }
    if (!slice_is(intake->admin, "1")) {
        reply_error(req, 403, NULL, "the request needs the header X-Ropeline: 1");
        return false;
    }
    return true;
}

static bool is_account(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_digit(text.at[i]))
            return false;
    return text.len == 12;
}

/* Reads {"advance_ms": N, "account": optional}. Returns NULL, or what is wrong with it. */
static const char *read_advance(struct arena *arena, struct slice body, int64_t *ret_by,
                                struct slice *ret_account)
{
    const struct json *json = body.len <= ADMIN_BODY_MAX ? json_parse(arena, body) : NULL;
    if (!json || json->kind != JSON_OBJECT)
        return "the body must be JSON: {\"advance_ms\": N}";
    const struct json *by = json_get(json, "advance_ms");
    if (!by || by->kind != JSON_INTEGER || by->integer < 0)
        return "advance_ms must be a number of milliseconds that is not negative";
    const struct json *account = json_get(json, "account");
    *ret_account = json_get_text(json, "account");
    if (account && account->kind != JSON_NULL && !is_account(*ret_account))
        return "account must be a text of 12 digits";
    *ret_by = by->integer;
    return NULL;
}

static void move_clock(struct http_server *server, h2o_req_t *req, struct slice account, int64_t by)
{
    int64_t now, offset;
    if (!engine_advance_clock(server->engine, account, by, &now, &offset)) {
        reply_error(req, 400, NULL, "the clock cannot be moved that far");
        return;
    }
    if (by > 0) {
        log_printf(LOG_DEBUG, "clock moved by %lld ms", (long long)by);
        server_schedule_turn(server);
    }
    struct arena arena = {0};
    reply_plain(req, 200, "application/json", NULL,
                arena_printf(&arena, "{\"now_ms\":%lld,\"offset_ms\":%lld}\n", (long long)now,
                             (long long)offset));
    arena_release(&arena);
}

static void serve_clock(struct http_server *server, h2o_req_t *req, const struct intake *intake)
{
    struct arena arena = {0};
    int64_t by = 0;
    struct slice account = SLICE_NONE;
    if (method_is(intake, "GET") || method_is(intake, "HEAD")) {
        move_clock(server, req, SLICE_NONE, 0);
    } else if (!method_is(intake, "POST")) {
        reply_error(req, 405, "GET, HEAD, POST", "the clock answers GET and POST");
    } else if (may_change(server, req, intake)) {
        const char *problem = read_advance(&arena, intake->wire.body, &by, &account);
        if (problem)
            reply_error(req, 400, NULL, problem);
        else
            move_clock(server, req, account, by);
    }
    arena_release(&arena);
}

void admin_serve(struct http_server *server, enum route_id route, h2o_req_t *req,
                 const struct intake *intake)
{
    switch (route) {
    case ROUTE_HEALTH:
        reply_plain(req, 200, "text/plain", NULL, SLICE("OK"));
        break;
    case ROUTE_READY:
        serve_ready(server, req);
        break;
    case ROUTE_CLOCK:
        serve_clock(server, req, intake);
        break;
    case ROUTE_SQS:
    case ROUTE_NOWHERE:
        reply_error(req, 404, NULL, "there is nothing at this path");
        break;
    }
}
