/* One request of SQS and its reply. */
#ifndef ROPELINE_API_HTTP_EXCHANGE_H
#define ROPELINE_API_HTTP_EXCHANGE_H

#include "api/http/intake.h"

struct exchange;

/* Serves a request of SQS: now, at the end of this turn, or later when it is parked. */
void exchange_start(struct http_server *server, h2o_req_t *req, const struct intake *intake);

/* The client of a parked exchange has left. */
void exchange_abandon(struct exchange *exchange);

/* At the end of a turn: watches the clients of those that parked in it and still wait. */
void exchanges_watch_parked(struct http_server *server);

#endif
