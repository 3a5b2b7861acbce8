/* Requests that h2o itself refuses, answered in the caller's protocol. */
#ifndef ROPELINE_API_HTTP_REFUSAL_H
#define ROPELINE_API_HTTP_REFUSAL_H

#include "api/http/server.h"

/* h2o refuses bodies over BODY_MAX_BYTES and broken lengths before any handler sees the request,
 * with a text of its own; this puts SQS's error in its place. What is no HTTP at all, and unknown
 * expectations, keep h2o's answer. `fallback` is the path that such requests are given. */
void refusal_install(struct http_server *server, h2o_pathconf_t *fallback);

#endif
