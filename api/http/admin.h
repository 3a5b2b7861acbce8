/* What is not SQS: health, readiness, and the clock that tests move. */
#ifndef ROPELINE_API_HTTP_ADMIN_H
#define ROPELINE_API_HTTP_ADMIN_H

#include "api/http/intake.h"
#include "api/http/routes.h"

/* Answers a request of any route but ROUTE_SQS. */
void admin_serve(struct http_server *server, enum route_id route, h2o_req_t *req,
                 const struct intake *intake);

#endif
