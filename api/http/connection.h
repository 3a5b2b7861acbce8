/* Clients' connections: counted, and kept under the limit of open files. */
#ifndef ROPELINE_API_HTTP_CONNECTION_H
#define ROPELINE_API_HTTP_CONNECTION_H

#include "api/http/server.h"

struct connection {
    struct http_server *server;
    h2o_socket_t *socket;
    struct list_node link; /* in server->idle or server->busy; not when hung up on */
    size_t charged;        /* memory of its request's work and reply */
    int64_t heavy_ms;      /* since when it has held much memory; 0: it does not */
    int64_t replying_ms;   /* since when its reply is on its way; 0: it is not */
};

/* Takes an accepted socket over and gives it to h2o. */
void connection_open(struct http_server *server, h2o_socket_t *socket);

/* The connection that a request came by. */
struct connection *connection_of(h2o_req_t *req);

/* A request has arrived, or its reply is out. */
void connection_busy(struct connection *connection);
void connection_idle(struct connection *connection);

/* What the work and the reply of its request take by now, until it is idle again. */
void connection_charge(struct connection *connection, size_t bytes);

/* The reply is handed over to h2o. */
void connection_replies(struct connection *connection);

/* h2o reads the end of the stream, and closes the connection as if the client had left. */
void connection_hang_up(struct connection *connection);

/* In each turn of the loop: at the limit, hangs up on the client that has been idle longest. */
void connections_make_room(struct http_server *server);

/* Hangs up on all clients from whom no request is coming; h2o closes the connections in the next
 * turns of the loop. */
void connections_hang_up(struct http_server *server);

#endif
