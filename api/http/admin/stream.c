/* Replies of any length: see admin_stream. Memory holds one piece at a time. */
#include "api/http/admin/admin.h"
#include "api/http/reply.h"

struct stream {
    h2o_generator_t super;
    struct admin *admin;
};

/* The piece before is out. */
static void proceed(h2o_generator_t *generator, h2o_req_t *req)
{
    struct admin *admin = ((struct stream *)generator)->admin;
    buf_clear(&admin->reply);
    bool more = admin->produce(admin);
    admin->broken = admin->broken || admin->reply.overflow;
    admin_charge(admin);
    h2o_iovec_t piece = h2o_iovec_init(admin->reply.at, admin->reply.len);
    server_schedule_turn(admin->server); /* the piece may have opened one */
    h2o_send(req, &piece, piece.len > 0 ? 1 : 0,
             admin->broken ? H2O_SEND_STATE_ERROR
             : more        ? H2O_SEND_STATE_IN_PROGRESS
                           : H2O_SEND_STATE_FINAL);
}

void admin_stream(struct admin *admin, const char *content_type,
                  bool (*produce)(struct admin *admin))
{
    struct stream *stream = h2o_mem_alloc_pool(&admin->req->pool, sizeof *stream);
    *stream = (struct stream){.super = {proceed, NULL}, .admin = admin};
    admin->produce = produce;
    reply_start(admin->req, 200, content_type, &stream->super);
    if (slice_is(slice_of_iovec(admin->req->method), "HEAD"))
        h2o_send(admin->req, NULL, 0, H2O_SEND_STATE_FINAL);
    else
        proceed(&stream->super, admin->req);
}
