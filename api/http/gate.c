/* Web pages are let in or kept out: see gate.h. */
#include "api/http/gate.h"

#include "api/http/admin/admin.h"
#include "api/http/exchange.h"
#include "api/http/listener.h"
#include "api/http/reply.h"
#include "src/base/text.h"

#define ALLOWED_METHODS "GET, HEAD, POST, PUT, DELETE"
/* What a page may read of an answer besides its body. */
#define EXPOSED_HEADERS   "Date, x-amzn-RequestId, x-amzn-query-error"
#define PREFLIGHT_SECONDS "600"

static bool only_looks(const struct intake *intake)
{
    return slice_is(intake->wire.method, "GET") || slice_is(intake->wire.method, "HEAD");
}

static bool refuse(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                   enum route_outcome route, enum text_id text)
{
    if (route == ROUTE_SQS)
        exchange_refuse(server, req, intake, text);
    else
        admin_refuse(server, req, 403, texts_all[text].text);
    return false;
}

/* For a page of a listed origin: it may read the answer. */
static void allow_reading(h2o_req_t *req, struct slice origin)
{
    reply_add_header(req, "Access-Control-Allow-Origin", origin);
    reply_add_header(req, "Access-Control-Expose-Headers", SLICE(EXPOSED_HEADERS));
    reply_add_header(req, "Vary", SLICE("Origin"));
}

/* Could it be a list of header names? It is sent back. */
static bool is_header_list(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_alnum(text.at[i]) && !memchr("-_., ", text.at[i], 5))
            return false;
    return text.len > 0;
}

/* The browser asks whether a page of a listed origin may send such a request. */
static void answer_preflight(h2o_req_t *req, const struct intake *intake)
{
    reply_add_header(req, "Access-Control-Allow-Methods", SLICE(ALLOWED_METHODS));
    if (is_header_list(intake->preflight_headers))
        reply_add_header(req, "Access-Control-Allow-Headers", intake->preflight_headers);
    if (slice_is(intake->preflight_network, "true"))
        reply_add_header(req, "Access-Control-Allow-Private-Network", SLICE("true"));
    reply_add_header(req, "Access-Control-Max-Age", SLICE(PREFLIGHT_SECONDS));
    reply_empty(req, 204);
}

/* Ropeline's own paths show every message and take no signature: where callers must sign, they are
 * for the own machine. */
static bool may_see_own_paths(const struct http_server *server, h2o_req_t *req,
                              const struct intake *intake)
{
    struct sockaddr_storage address;
    if (!server->options.verify || !slice_starts(intake->wire.path, SLICE("/_")))
        return true;
    return req->conn->callbacks->get_peername(req->conn, (struct sockaddr *)&address) > 0 &&
           address_is_loopback(&address);
}

bool gate_admits(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                 enum route_outcome route)
{
    bool view = route != ROUTE_SQS && only_looks(intake);
    switch (browser_judge(&server->options.browsers, &intake->browser, view)) {
    case BROWSER_FOREIGN_HOST:
        return refuse(server, req, intake, route, TEXT_FOREIGN_HOST);
    case BROWSER_FOREIGN_ORIGIN:
        return refuse(server, req, intake, route, TEXT_FOREIGN_ORIGIN);
    case BROWSER_ALLOWED:
        allow_reading(req, intake->browser.origin);
        if (slice_is(intake->wire.method, "OPTIONS") && slice_present(intake->preflight_method)) {
            answer_preflight(req, intake);
            return false;
        }
        break;
    case BROWSER_OWN:
    case BROWSER_NO:
        break;
    }
    if (route == ROUTE_SQS || may_see_own_paths(server, req, intake))
        return true;
    admin_refuse(server, req, 403, "with --auth verify this path is for the own machine only");
    return false;
}
