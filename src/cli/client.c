/* One HTTP request: see client.h. */
#include "src/cli/client.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define REPLY_MAX       ((size_t)64 << 20)
#define HEAD_LINE_MAX   8192
#define PIECE           65536
#define TIMEOUT_SECONDS 600

/* Splits "http://host:port/..." ; false when it is not of that form. */
static bool split_endpoint(struct slice url, struct client_address *ret)
{
    struct slice rest = slice_starts(url, SLICE("http://")) ? slice_from(url, 7) : SLICE_NONE;
    ptrdiff_t slash = slice_find(rest, '/');
    rest = slash < 0 ? rest : slice_head(rest, (size_t)slash);
    ptrdiff_t colon = slice_find_last(rest, ':');
    struct slice name = colon < 0 ? rest : slice_head(rest, (size_t)colon);
    struct slice number = colon < 0 ? SLICE("80") : slice_from(rest, (size_t)colon + 1);
    if (name.len > 2 && name.at[0] == '[') {
        name = slice_from(name, 1);
        name.len--;
    }
    if (name.len == 0 || name.len >= sizeof ret->host || number.len == 0 ||
        number.len >= sizeof ret->port)
        return false;
    snprintf(ret->host, sizeof ret->host, "%.*s", SLICE_ARG(name));
    snprintf(ret->port, sizeof ret->port, "%.*s", SLICE_ARG(number));
    return true;
}

bool client_find(const char *host, const char *port, struct client_address *ret)
{
    const char *endpoint = getenv("ROPELINE_ENDPOINT");
    snprintf(ret->host, sizeof ret->host, "%s", host);
    snprintf(ret->port, sizeof ret->port, "%s", port);
    if (!endpoint || !*endpoint || split_endpoint(slice_of(endpoint), ret))
        return true;
    fprintf(stderr, "ropeline: ROPELINE_ENDPOINT is no http URL: %s\n", endpoint);
    return false;
}

static int connect_to(const struct client_address *address, int timeout_seconds)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    struct timeval timeout = {.tv_sec = timeout_seconds ? timeout_seconds : TIMEOUT_SECONDS};
    int fd = -1;
    if (getaddrinfo(address->host, address->port, &hints, &found) != 0)
        return -1;
    for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        if (connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static bool send_all(int fd, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = slice_from(bytes, (size_t)sent);
    }
    return true;
}

static bool send_request(int fd, const struct client_address *address,
                         const struct client_request *request)
{
    struct buf head;
    buf_init(&head, REPLY_MAX);
    buf_printf(&head,
               "%s %.*s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\nX-Ropeline: 1\r\n"
               "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
               request->method, SLICE_ARG(request->path), address->host, address->port,
               request->body.len);
    bool sent = send_all(fd, buf_slice(&head)) && send_all(fd, request->body);
    buf_release(&head);
    return sent;
}

/* How the body of a reply ends. */
struct framing {
    bool chunked;
    bool counted;
    size_t len;
};

static bool read_head(FILE *in, int *ret_status, struct framing *ret)
{
    char line[HEAD_LINE_MAX];
    if (!fgets(line, sizeof line, in) || sscanf(line, "HTTP/1.%*d %d", ret_status) != 1)
        return false;
    *ret = (struct framing){0};
    while (fgets(line, sizeof line, in)) {
        struct slice text = slice_of(line);
        if (slice_is(text, "\r\n"))
            return true;
        if (slice_starts_nocase(text, SLICE("transfer-encoding: chunked")))
            ret->chunked = true;
        else if (slice_starts_nocase(text, SLICE("content-length:")))
            ret->counted = sscanf(line + strlen("content-length:"), "%zu", &ret->len) == 1;
    }
    return false;
}

static bool take_piece(FILE *in, size_t len, struct buf *body, FILE *out)
{
    char piece[PIECE];
    while (len > 0) {
        size_t got = fread(piece, 1, len < sizeof piece ? len : sizeof piece, in);
        if (got == 0)
            return false;
        if (out && fwrite(piece, 1, got, out) != got)
            return false;
        if (!out)
            buf_append(body, slice_make(piece, got));
        len -= got;
    }
    return !body->overflow;
}

static bool take_chunks(FILE *in, struct buf *body, FILE *out)
{
    char line[128];
    size_t len;
    while (fgets(line, sizeof line, in) && sscanf(line, "%zx", &len) == 1) {
        if (len == 0)
            return true;
        if (!take_piece(in, len, body, out) || !fgets(line, sizeof line, in))
            return false;
    }
    return false;
}

static bool take_reply(FILE *in, FILE *out, struct client_reply *ret)
{
    struct framing framing;
    do {
        if (!read_head(in, &ret->status, &framing))
            return false;
    } while (ret->status == 100);
    FILE *target = ret->status == 200 ? out : NULL;
    if (framing.chunked)
        return take_chunks(in, &ret->body, target);
    return framing.counted && take_piece(in, framing.len, &ret->body, target);
}

bool client_ask(const struct client_address *address, const struct client_request *request,
                struct client_reply *ret)
{
    *ret = (struct client_reply){0};
    buf_init(&ret->body, REPLY_MAX);
    int fd = connect_to(address, request->timeout_seconds);
    FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
    if (!in) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    /* A server that refuses may answer before it has read everything. */
    send_request(fd, address, request);
    bool whole = take_reply(in, request->out, ret);
    fclose(in);
    return whole;
}
