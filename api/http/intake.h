/* A request of h2o as the protocols see it. */
#ifndef ROPELINE_API_HTTP_INTAKE_H
#define ROPELINE_API_HTTP_INTAKE_H

#include "api/http/browsers.h"
#include "api/http/server.h"
#include "api/wire/wire.h"

/* Values point into the request, which outlives its exchange. */
struct intake {
    struct wire_request wire;
    struct slice trace_header; /* X-Amzn-Trace-Id */
    struct slice admin;        /* X-Ropeline */
    struct slice forwarded_proto;
    struct slice forwarded_host;
    struct browser_marks browser;
    struct slice preflight_method; /* Access-Control-Request-Method, and so on */
    struct slice preflight_headers;
    struct slice preflight_network;
};

void intake_read(h2o_req_t *req, struct intake *ret);

/* Has the request more than one Content-Length? h2o takes the first, whoever stands between us and
 * the client perhaps another: where the next request begins is not certain then. */
bool intake_is_ambiguous(h2o_req_t *req);

/* "http://localhost:9324": how the client sees this server, by its Host header; by the address that
 * it reached when the header is missing or no host at all. */
struct slice intake_base_url(const struct http_server *server, h2o_req_t *req,
                             const struct intake *intake, struct arena *arena);

/* Host and port of the queue URLs for a client that sees us under `base_url`. */
struct slice intake_url_host(const struct http_options *options, struct slice base_url,
                             struct arena *arena);

/* Could this be the value of a Host header? It goes into URLs of replies. */
bool is_host(struct slice text);

#endif
