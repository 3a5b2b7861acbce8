/* Replies: see reply.h. */
#include "api/http/reply.h"

/* Reasons of the statuses that Ropeline sends. */
#define ALL_REASONS(R)                                                                             \
    R(200, "OK")                                                                                   \
    R(201, "Created")                                                                              \
    R(204, "No Content")                                                                           \
    R(400, "Bad Request")                                                                          \
    R(403, "Forbidden")                                                                            \
    R(404, "Not Found")                                                                            \
    R(405, "Method Not Allowed")                                                                   \
    R(409, "Conflict")                                                                             \
    R(413, "Payload Too Large")                                                                    \
    R(500, "Internal Server Error")                                                                \
    R(503, "Service Unavailable")                                                                  \
    R(507, "Insufficient Storage")

static const char *reason_of(int status)
{
    switch (status) {
#define REASON_CASE(STATUS, reason)                                                                \
    case STATUS:                                                                                   \
        return reason;
        ALL_REASONS(REASON_CASE)
#undef REASON_CASE
    default:
        return "Error";
    }
}

/* `name` is the lower-case form by which h2o finds it, `shown` what goes over the wire. */
static void add_header(h2o_req_t *req, struct slice name, struct slice shown, struct slice value)
{
    h2o_add_header_by_str(&req->pool, &req->res.headers, name.at, name.len, 0, shown.at, value.at,
                          value.len);
}

static void set_status(h2o_req_t *req, int status, struct slice content_type, size_t body_len)
{
    req->res.status = status;
    req->res.reason = reason_of(status);
    req->res.content_length = body_len;
    if (content_type.len > 0)
        h2o_add_header(&req->pool, &req->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL, content_type.at,
                       content_type.len);
}

static void send_body(h2o_req_t *req, struct slice body)
{
    static h2o_generator_t generator = {NULL, NULL};
    bool empty = body.len == 0 || slice_is(slice_of_iovec(req->method), "HEAD");
    h2o_iovec_t vector = h2o_iovec_init(body.at, body.len);
    h2o_start_response(req, &generator);
    h2o_send(req, &vector, empty ? 0 : 1, H2O_SEND_STATE_FINAL);
}

void reply_set_head(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                    size_t body_len)
{
    set_status(req, head->status, head->content_type, body_len);
    add_header(req, SLICE("x-amzn-requestid"), SLICE("x-amzn-RequestId"), request_id);
    if (slice_present(head->query_error))
        add_header(req, SLICE("x-amzn-query-error"), SLICE("x-amzn-query-error"),
                   head->query_error);
}

void reply_send(h2o_req_t *req, const struct wire_head *head, struct slice request_id,
                struct slice body)
{
    reply_set_head(req, head, request_id, body.len);
    send_body(req, body);
}

void reply_add_header(h2o_req_t *req, const char *name, struct slice value)
{
    h2o_iovec_t lower = h2o_strdup(&req->pool, name, SIZE_MAX);
    h2o_iovec_t copy = h2o_strdup(&req->pool, value.at, value.len);
    h2o_strtolower(lower.base, lower.len);
    add_header(req, slice_of_iovec(lower), slice_of(name), slice_of_iovec(copy));
}

void reply_empty(h2o_req_t *req, int status)
{
    set_status(req, status, SLICE_NONE, 0);
    send_body(req, SLICE_NONE);
}

/* What is no API's answer could be taken for a page. */
static void harden(h2o_req_t *req)
{
    static const struct {
        struct slice name, shown, value;
    } headers[] = {
        {SLICE_INIT("content-security-policy"), SLICE_INIT("Content-Security-Policy"),
         SLICE_INIT("default-src 'none'; frame-ancestors 'none'")},
        {SLICE_INIT("cross-origin-resource-policy"), SLICE_INIT("Cross-Origin-Resource-Policy"),
         SLICE_INIT("same-origin")},
        {SLICE_INIT("referrer-policy"), SLICE_INIT("Referrer-Policy"), SLICE_INIT("no-referrer")},
        {SLICE_INIT("x-content-type-options"), SLICE_INIT("X-Content-Type-Options"),
         SLICE_INIT("nosniff")},
        {SLICE_INIT("x-frame-options"), SLICE_INIT("X-Frame-Options"), SLICE_INIT("DENY")},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        add_header(req, headers[i].name, headers[i].shown, headers[i].value);
}

void reply_plain(h2o_req_t *req, int status, const char *content_type, const char *allow,
                 struct slice body)
{
    set_status(req, status, slice_of(content_type), body.len);
    harden(req);
    if (allow)
        add_header(req, SLICE("allow"), SLICE("Allow"), slice_of(allow));
    send_body(req, body);
}

void reply_start(h2o_req_t *req, int status, const char *content_type, h2o_generator_t *generator)
{
    set_status(req, status, slice_of(content_type), SIZE_MAX);
    harden(req);
    h2o_start_response(req, generator);
}
