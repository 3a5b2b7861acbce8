/* One request of SQS and its reply. */
#ifndef ROPELINE_API_HTTP_EXCHANGE_H
#define ROPELINE_API_HTTP_EXCHANGE_H

#include "api/http/intake.h"

/* Serves a request of SQS: now, at the end of this turn, or later when it is parked. */
void exchange_start(struct http_server *server, h2o_req_t *req, const struct intake *intake);

/* Answers a request of SQS that is not served, in its protocol. */
void exchange_refuse(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                     enum text_id text);

/* In a turn: runs those that waited for memory, as long as there is some. */
void exchanges_resume(struct http_server *server);

/* At the end of a turn: watches the clients of those that parked in it and still wait. */
void exchanges_watch_parked(struct http_server *server);

#endif
