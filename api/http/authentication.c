/* Signatures checked against the list of keys: see authentication.h. */
#include "api/http/authentication.h"

#include <netdb.h>

#include "api/wire/sigv4.h"
#include "src/access/keys.h"
#include "src/base/digest.h"

static bool refuse(struct api_error *ret, enum text_id text)
{
    *ret = (struct api_error){.text = text};
    return false;
}

/* All headers; h2o keeps two of them that may be signed elsewhere. */
static void list_headers(h2o_req_t *req, struct arena *arena, struct wire_request *ret)
{
    struct wire_header *headers = arena_array(arena, req->headers.size + 2, sizeof *headers);
    size_t count = 0;
    headers[count++] = (struct wire_header){SLICE("host"), slice_of_iovec(req->authority)};
    headers[count++] =
        (struct wire_header){SLICE("content-length"), arena_int64(arena, (int64_t)req->entity.len)};
    for (size_t i = 0; i < req->headers.size; i++)
        headers[count++] = (struct wire_header){slice_of_iovec(*req->headers.entries[i].name),
                                                slice_of_iovec(req->headers.entries[i].value)};
    ret->headers = headers;
    ret->header_count = count;
}

/* A session's key is good only with its token, and only for a time; others take none. */
static bool check_token(const struct access_key *key, struct slice token, int64_t now_ms,
                        struct api_error *error)
{
    if (token.len != key->token.len || !digest_equal(token.at, key->token.at, token.len))
        return refuse(error, TEXT_UNKNOWN_KEY);
    return now_ms < key->expires_ms || refuse(error, TEXT_EXPIRED_TOKEN);
}

static bool verify(const struct http_server *server, const struct wire_request *wire,
                   const struct sigv4 *sig, struct arena *arena, struct authentication *ret,
                   struct api_error *error)
{
    static const char *const services[] = {"sqs", "sts"};
    int64_t now = clock_wall_ms(server->clock);
    const struct access_key *key = keys_find(server->options.keys, sig->access_key);
    if (!key)
        return refuse(error, TEXT_UNKNOWN_KEY);
    if (!check_token(key, sig->token, now, error) ||
        !sigv4_check_scope(sig, services, sizeof services / sizeof *services, error) ||
        !sigv4_check_time(sig, now, arena, error) ||
        !sigv4_verify(wire, sig, key->secret, arena, error))
        return false;
    ret->identity = key->identity;
    ret->known = true;
    ret->sts_only = slice_is(sig->service, "sts");
    return true;
}

bool authenticate(const struct http_server *server, h2o_req_t *req, const struct wire_request *wire,
                  struct arena *arena, struct authentication *ret, struct api_error *error)
{
    const struct http_options *options = &server->options;
    struct wire_request whole = *wire;
    struct sigv4 sig;
    *ret = (struct authentication){0};
    if (!options->verify) {
        const struct access_key *key =
            options->keys ? keys_find(options->keys, wire_access_key(wire, arena)) : NULL;
        if (key)
            *ret = (struct authentication){.identity = key->identity, .known = true};
        return true;
    }
    list_headers(req, arena, &whole);
    if (!sigv4_read(&whole, arena, &sig, error))
        return false;
    if (sig.form != SIGV4_NONE)
        return verify(server, &whole, &sig, arena, ret, error);
    ret->identity.anonymous = true;
    return options->enforce_policies || refuse(error, TEXT_NO_CREDENTIALS);
}

struct call_origin origin_of(const struct http_server *server, h2o_req_t *req,
                             const struct intake *intake, struct arena *arena)
{
    struct sockaddr_storage address;
    char host[NI_MAXHOST];
    struct call_origin origin = {
        .user_agent = arena_copy(arena, intake->browser.user_agent),
        .referer = arena_copy(arena, intake->browser.referer),
        .secure = server->options.trust_forwarded &&
                  slice_equal_nocase(intake->forwarded_proto, SLICE("https")),
    };
    socklen_t len = req->conn->callbacks->get_peername(req->conn, (struct sockaddr *)&address);
    size_t host_len =
        len ? h2o_socket_getnumerichost((struct sockaddr *)&address, len, host) : SIZE_MAX;
    if (host_len != SIZE_MAX)
        origin.address = arena_copy(arena, slice_make(host, host_len));
    return origin;
}
