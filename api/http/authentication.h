/* Who sends a request, and did they sign it? */
#ifndef ROPELINE_API_HTTP_AUTHENTICATION_H
#define ROPELINE_API_HTTP_AUTHENTICATION_H

#include "api/http/intake.h"
#include "src/access/identity.h"

struct authentication {
    struct identity identity;
    bool known;    /* a key tells who it is; else the account is found by decoding */
    bool sts_only; /* signed for STS, not for SQS */
};

/* With --auth verify: checks the signature. Unsigned requests pass as anonymous where policies
 * decide. False: `error` says why. */
bool authenticate(const struct http_server *server, h2o_req_t *req, const struct wire_request *wire,
                  struct arena *arena, struct authentication *ret, struct api_error *error);

/* Where the request comes from, for policies. */
struct call_origin origin_of(const struct http_server *server, h2o_req_t *req,
                             const struct intake *intake, struct arena *arena);

#endif
