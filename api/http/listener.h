/* Listening sockets. */
#ifndef ROPELINE_API_HTTP_LISTENER_H
#define ROPELINE_API_HTTP_LISTENER_H

#include "api/http/server.h"

/* Listens on all addresses of the options. False: `error` says why, in one line. */
bool listeners_open(struct http_server *server, char *error, size_t error_size);

/* Logs a line for each address. */
void listeners_announce(const struct http_server *server);

/* Does it mean the own machine? */
bool address_is_loopback(const struct sockaddr_storage *address);

/* Is any of them other than loopback? */
bool listeners_exposed(const struct http_server *server);

/* Starts or stops taking new connections. */
void listeners_accept(struct http_server *server, bool accepting);

/* Takes the connections that wait already: closing would reset them. */
void listeners_drain(struct http_server *server);
void listeners_close(struct http_server *server);

#endif
