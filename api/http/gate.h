/* What every request passes before it is served: is a web page behind it, and may it be? */
#ifndef ROPELINE_API_HTTP_GATE_H
#define ROPELINE_API_HTTP_GATE_H

#include "api/http/intake.h"
#include "api/http/routes.h"

/* True: serve it. Else it has been answered: a refusal, or the answer to a preflight. */
bool gate_admits(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                 enum route_outcome route);

#endif
