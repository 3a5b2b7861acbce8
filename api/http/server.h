/* The server's own state, shared by the files of api/http. */
#ifndef ROPELINE_API_HTTP_SERVER_H
#define ROPELINE_API_HTTP_SERVER_H

#include <h2o.h>
#include <h2o/http1.h>

#include "api/http/http.h"
#include "api/wire/wire.h"

#define LISTENERS_MAX 16

struct http_server {
    struct http_options options;
    struct engine *engine;
    const struct clock *clock;

    h2o_globalconf_t config;
    h2o_context_t context;
    h2o_accept_ctx_t accept;

    h2o_socket_t *listeners[LISTENERS_MAX];
    size_t listener_count;
    size_t connections;
    size_t connections_max;
    bool accepting;

    h2o_timeout_entry_t flush; /* on the context's zero timeout: the end of this turn */
    h2o_socket_t *timer;       /* a timerfd: when the engine wants to be called */
    int timer_fd;
    int64_t timer_ms; /* clock time that it is set to; INT64_MAX: not set */
    h2o_socket_t *signals;

    size_t exchanges; /* requests that have no reply yet */
    bool stopping;

    struct arena spare_arenas[64];
    size_t spare_count;
};

/* One client connection: who is parked on it. */
struct connection {
    struct http_server *server;
    struct exchange *parked;
};

/* ---- listener.c ---- */

bool listener_open(struct http_server *server, const struct http_address *address, uint16_t *port,
                   char *error, size_t error_size);
void listeners_close(struct http_server *server);

/* ---- server.c ---- */

/* Ends the turn in this iteration of the loop. */
void server_schedule_flush(struct http_server *server);

/* ---- exchange.c ---- */

/* h2o's handler: every request comes here. */
int exchange_start(h2o_handler_t *handler, h2o_req_t *req);

/* ---- routes.c: paths that are not SQS ---- */

/* Answers the request when its path is reserved; false: it is SQS's. */
bool route(struct http_server *server, h2o_req_t *req);

/* ---- reply.c ---- */

/* Sends a whole reply. `body` and the values must live as long as the request's pool. */
void reply_send(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                struct slice body);

/* A short text or JSON reply outside of SQS; `body` is copied. */
void reply_plain(h2o_req_t *req, int status, const char *content_type, struct slice body);

#endif
