/* Replies: status line, headers, bytes. All have a Content-Length and none names the server. */
#ifndef ROPELINE_API_HTTP_REPLY_H
#define ROPELINE_API_HTTP_REPLY_H

#include "api/http/server.h"
#include "api/wire/wire.h"

/* Sends a whole reply of SQS, inside a callback of the loop. The values must live as long as the
 * request. HEAD gets the headers only. */
void reply_send(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                struct slice body);

/* Sends a reply that is not SQS's; the values must live as long as the request. `allow` is the
 * value of the header Allow, or NULL. Browsers are told to take it for nothing but what it is, and
 * to show it in no frame. */
void reply_plain(h2o_req_t *req, int status, const char *content_type, const char *allow,
                 struct slice body);

/* Starts a reply whose length is not known yet; what follows is h2o_send's. */
void reply_start(h2o_req_t *req, int status, const char *content_type, h2o_generator_t *generator);

/* Sends a reply without a body. */
void reply_empty(h2o_req_t *req, int status);

/* Adds a header to the reply that is still to be sent; `name` is a literal, `value` is copied. */
void reply_add_header(h2o_req_t *req, const char *name, struct slice value);

/* Sets status and headers of SQS's reply without sending it. */
void reply_set_head(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                    size_t body_len);

#endif
