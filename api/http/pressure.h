/* Memory that requests and replies take together, and its ceiling (--max-request-memory).
 *
 * A request's body is in h2o's input buffer until its reply is out; results and replies are charged
 * to their connections (connection_charge). No receive is started while replies hold half of the
 * ceiling, nor a request to Ropeline itself whose reply may be large: it waits until some are out.
 * At the ceiling the clients that have held much for longest are hung up on: those who send slowly,
 * or do not read. */
#ifndef ROPELINE_API_HTTP_PRESSURE_H
#define ROPELINE_API_HTTP_PRESSURE_H

#include "api/http/server.h"

/* Is there so much in replies that a receive should wait? */
bool pressure_is_high(const struct http_server *server);

/* Does a request wait for memory? Then the server needs a turn when some is freed. */
bool pressure_is_felt(const struct http_server *server);

/* Does pressure_look have something to do in this turn? */
bool pressure_wants_look(const struct http_server *server, int64_t now);

/* Adds up, and hangs up on clients when it is too much. Called in a turn. */
void pressure_look(struct http_server *server, int64_t now);

#endif
