/* Requests that h2o itself refuses, answered in the caller's protocol. */
#ifndef ROPELINE_API_HTTP_REFUSAL_H
#define ROPELINE_API_HTTP_REFUSAL_H

#include "api/http/server.h"

/* h2o refuses a body over BODY_MAX_BYTES before any handler sees the request, with a text of its
 * own; this puts SQS's error in its place. */
void refusal_install(struct http_server *server, h2o_pathconf_t *fallback);

#endif
