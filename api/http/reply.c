/* Sending replies. */
#include "api/http/server.h"

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Payload Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Internal Server Error";
    }
}

static void add_header(h2o_req_t *req, const char *name, struct slice value)
{
    h2o_add_header_by_str(&req->pool, &req->res.headers, name, strlen(name), 0, name, value.at,
                          value.len);
}

static void send_body(h2o_req_t *req, int status, struct slice body)
{
    static h2o_generator_t generator = {NULL, NULL};
    bool head = h2o_memis(req->method.base, req->method.len, H2O_STRLIT("HEAD"));
    h2o_iovec_t vector = h2o_iovec_init(body.at, body.len);
    req->res.status = status;
    req->res.reason = reason_of(status);
    req->res.content_length = body.len;
    h2o_start_response(req, &generator);
    h2o_send(req, &vector, body.len > 0 && !head ? 1 : 0, H2O_SEND_STATE_FINAL);
}

void reply_send(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                struct slice body)
{
    add_header(req, "x-amzn-requestid", request_id);
    h2o_add_header(&req->pool, &req->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL,
                   head->content_type.at, head->content_type.len);
    if (slice_present(head->query_error))
        add_header(req, "x-amzn-query-error", head->query_error);
    send_body(req, head->status, body);
}

void reply_plain(h2o_req_t *req, int status, const char *content_type, struct slice body)
{
    h2o_iovec_t copy = h2o_strdup(&req->pool, body.at, body.len);
    h2o_add_header(&req->pool, &req->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL, content_type,
                   strlen(content_type));
    send_body(req, status, slice_make(copy.base, copy.len));
}
