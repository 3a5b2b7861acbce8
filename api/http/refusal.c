/* Bodies that are too large or broken: see refusal.h. */
#include "api/http/refusal.h"

#include "api/http/intake.h"
#include "api/http/reply.h"
#include "src/base/log.h"
#include "src/base/random.h"

#define REFUSAL_MAX_BYTES 4096

struct refusal {
    h2o_filter_t super;
    struct http_server *server;
};

/* The stage of h2o's output that swaps the bodies. */
struct swap {
    h2o_ostream_t super;
    h2o_iovec_t body;
};

static void send_swapped(h2o_ostream_t *stage, h2o_req_t *req, h2o_iovec_t *bodies, size_t count,
                         h2o_send_state_t state)
{
    struct swap *swap = (struct swap *)stage;
    bool head = slice_is(slice_of_iovec(req->method), "HEAD");
    (void)bodies;
    (void)count;
    h2o_ostream_send_next(stage, req, &swap->body, head ? 0 : 1, state);
}

static enum text_id text_of(int status)
{
    return status == 413 ? TEXT_REQUEST_TOO_LARGE : status == 400 ? TEXT_MALFORMED : TEXT_NONE;
}

/* The error in the caller's protocol, which the headers tell; all texts are in the pool. */
static h2o_iovec_t encode(struct http_server *server, h2o_req_t *req, struct slice request_id,
                          struct wire_head *head)
{
    const struct wire_defaults defaults = {.account = server->options.account,
                                           .region = server->options.region};
    struct arena arena = {0};
    struct buf body;
    struct intake intake;
    struct wire_call call = {0};
    struct api_error ignored = {0};
    intake_read(req, &intake);
    intake.wire.body = SLICE_NONE;
    wire_decode(&intake.wire, &defaults, &arena, &call, &ignored);
    const struct api_error error = {.text = text_of(req->res.status),
                                    .args = {arena_int64(&arena, BODY_MAX_BYTES)}};
    const struct wire_reply reply = {.protocol = call.protocol,
                                     .action = call.action,
                                     .error = &error,
                                     .request_id = request_id};
    buf_init(&body, REFUSAL_MAX_BYTES);
    wire_encode(&reply, &arena, &body, head);
    h2o_iovec_t copy = h2o_strdup(&req->pool, body.at, body.len);
    h2o_iovec_t type = h2o_strdup(&req->pool, head->content_type.at, head->content_type.len);
    h2o_iovec_t code = h2o_strdup(&req->pool, head->query_error.at, head->query_error.len);
    head->content_type = slice_of_iovec(type);
    if (slice_present(head->query_error))
        head->query_error = slice_of_iovec(code);
    buf_release(&body);
    arena_release(&arena);
    return copy;
}

static void on_response(h2o_filter_t *filter, h2o_req_t *req, h2o_ostream_t **slot)
{
    struct http_server *server = ((struct refusal *)filter)->server;
    if (text_of(req->res.status) != TEXT_NONE) {
        struct uuid uuid;
        struct wire_head head;
        char *id = h2o_mem_alloc_pool(&req->pool, UUID_TEXT_LEN);
        struct swap *swap = (struct swap *)h2o_add_ostream(req, sizeof *swap, slot);
        uuid_random(&uuid);
        uuid_format(&uuid, id);
        struct slice request_id = slice_make(id, UUID_TEXT_LEN);
        slot = &swap->super.next;
        swap->super.do_send = send_swapped;
        swap->body = encode(server, req, request_id, &head);
        req->res.headers.size = 0;
        reply_set_head(req, &head, request_id, swap->body.len);
        log_printf(LOG_DEBUG, "refused a request before it was whole: status %d", head.status);
    }
    h2o_setup_next_ostream(req, slot);
}

void refusal_install(struct http_server *server, h2o_pathconf_t *fallback)
{
    struct refusal *refusal = (struct refusal *)h2o_create_filter(fallback, sizeof *refusal);
    refusal->super.on_setup_ostream = on_response;
    refusal->server = server;
}
