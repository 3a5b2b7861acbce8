/* From h2o's request to ours: see intake.h. */
#include "api/http/intake.h"

#include <netdb.h>
#include <sys/socket.h>

#include "src/base/text.h"

/* The headers that Ropeline reads; h2o gives all names in lower case. */
#define ALL_HEADERS(H)                                                                             \
    H("accept", wire.accept)                                                                       \
    H("accept-language", browser.accept_language)                                                  \
    H("access-control-request-headers", preflight_headers)                                         \
    H("access-control-request-method", preflight_method)                                           \
    H("access-control-request-private-network", preflight_network)                                 \
    H("authorization", wire.authorization)                                                         \
    H("content-type", wire.content_type)                                                           \
    H("origin", browser.origin)                                                                    \
    H("referer", browser.referer)                                                                  \
    H("sec-fetch-dest", browser.fetch_dest)                                                        \
    H("sec-fetch-mode", browser.fetch_mode)                                                        \
    H("sec-fetch-site", browser.fetch_site)                                                        \
    H("sec-fetch-user", browser.fetch_user)                                                        \
    H("user-agent", browser.user_agent)                                                            \
    H("x-amz-target", wire.target)                                                                 \
    H("x-amzn-trace-id", trace_header)                                                             \
    H("x-forwarded-host", forwarded_host)                                                          \
    H("x-forwarded-proto", forwarded_proto)                                                        \
    H("x-ropeline", admin)

static const struct {
    struct slice name;
    size_t offset;
} headers[] = {
#define HEADER_ROW(name, member) {SLICE_INIT(name), offsetof(struct intake, member)},
    ALL_HEADERS(HEADER_ROW)
#undef HEADER_ROW
};

/* The place for a header's value, or NULL. */
static struct slice *slot_of(struct intake *intake, struct slice name)
{
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (slice_equal(headers[i].name, name))
            return (struct slice *)(void *)((char *)intake + headers[i].offset);
    return NULL;
}

/* "/path?query" of what stands in the request line; proxies' clients write a whole URL there. */
static struct slice target_of(const h2o_req_t *req)
{
    struct slice target = slice_of_iovec(req->path);
    if (!slice_starts_nocase(target, SLICE("http://")))
        return target;
    target = slice_from(target, strlen("http://"));
    ptrdiff_t slash = slice_find(target, '/');
    return slash < 0 ? SLICE("/") : slice_from(target, (size_t)slash);
}

void intake_read(h2o_req_t *req, struct intake *ret)
{
    struct slice target = target_of(req);
    ptrdiff_t mark = slice_find(target, '?');
    *ret = (struct intake){
        .wire = {.method = slice_of_iovec(req->method),
                 .path = mark < 0 ? target : slice_head(target, (size_t)mark),
                 .query = mark < 0 ? SLICE_NONE : slice_from(target, (size_t)mark + 1),
                 .body = slice_of_iovec(req->entity)},
        .browser = {.host = slice_of_iovec(req->authority)},
    };
    for (size_t i = 0; i < req->headers.size; i++) {
        const h2o_header_t *header = &req->headers.entries[i];
        struct slice *slot = slot_of(ret, slice_of_iovec(*header->name));
        if (slot && !slice_present(*slot))
            *slot = slice_of_iovec(header->value);
    }
}

bool intake_is_ambiguous(h2o_req_t *req)
{
    static const char name[] =
        "\ncontent-length:"; /* h2o writes names in lower case where they are */
    const h2o_buffer_t *input = req->conn->callbacks->get_socket(req->conn)->input;
    if (!req->entity.base)
        return false;
    const char *end = req->entity.base;
    const char *first = memmem(input->bytes, (size_t)(end - input->bytes), name, sizeof name - 1);
    return first && memmem(first + 1, (size_t)(end - first - 1), name, sizeof name - 1);
}

bool is_host(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_alnum(text.at[i]) && !memchr("-._:[]%", text.at[i], 7))
            return false;
    return text.len > 0 && text.len <= 255 + sizeof ":65535" - 1;
}

/* The address that the client reached, for requests without a Host. */
static struct slice local_host(h2o_req_t *req, struct arena *arena)
{
    struct sockaddr_storage address;
    char host[NI_MAXHOST];
    socklen_t len = req->conn->callbacks->get_sockname(req->conn, (struct sockaddr *)&address);
    size_t host_len =
        len ? h2o_socket_getnumerichost((struct sockaddr *)&address, len, host) : SIZE_MAX;
    if (host_len == SIZE_MAX)
        return SLICE("localhost");
    bool six = address.ss_family == AF_INET6;
    return arena_printf(arena, "%s%.*s%s:%d", six ? "[" : "", (int)host_len, host, six ? "]" : "",
                        h2o_socket_getport((struct sockaddr *)&address));
}

struct slice intake_base_url(const struct http_server *server, h2o_req_t *req,
                             const struct intake *intake, struct arena *arena)
{
    struct slice host = slice_of_iovec(req->authority);
    bool secure = false;
    if (server->options.trust_forwarded) {
        secure = slice_equal_nocase(intake->forwarded_proto, SLICE("https"));
        if (is_host(intake->forwarded_host))
            host = intake->forwarded_host;
    }
    /* h2o fills in the name of its configuration where the client sent none. */
    if (!is_host(host) || slice_equal(host, slice_of_iovec(req->hostconf->authority.hostport)))
        host = local_host(req, arena);
    struct slice scheme = secure ? SLICE("https://") : SLICE("http://");
    char *at = arena_alloc(arena, scheme.len + host.len);
    memcpy(at, scheme.at, scheme.len);
    memcpy(at + scheme.len, host.at, host.len);
    return slice_make(at, scheme.len + host.len);
}

/* ":9324" of a host, or nothing. */
static struct slice port_of(struct slice host)
{
    ptrdiff_t colon = slice_find_last(host, ':');
    bool in_brackets = colon >= 0 && slice_find_last(host, ']') > colon;
    return colon < 0 || in_brackets ? SLICE("") : slice_from(host, (size_t)colon);
}

struct slice intake_url_host(const struct http_options *options, struct slice base_url,
                             struct arena *arena)
{
    struct slice called = wire_url_host(base_url);
    struct slice host = options->url_host;
    bool in_front =
        options->url_strategy == HTTP_URL_STANDARD || options->url_strategy == HTTP_URL_DOMAIN;
    if (!slice_present(host) && !in_front && options->url_strategy != HTTP_URL_OFF)
        return called;
    if (!slice_present(host))
        host = SLICE("localhost");
    struct slice port = port_of(host);
    host.len -= port.len;
    if (port.len == 0)
        port = port_of(called);
    /* Names under localhost do not lead anywhere; all names under this one lead to the loopback. */
    if (in_front && slice_is(host, "localhost"))
        host = SLICE("localhost.localstack.cloud");
    return arena_printf(arena, "%.*s%.*s", SLICE_ARG(host), SLICE_ARG(port));
}
