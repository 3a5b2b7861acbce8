/* Asks /health: see healthcheck.h. */
#include "src/cli/healthcheck.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "src/base/slice.h"

#define TIMEOUT_SECONDS 3

/* Splits "http://host:port/..." ; false when it is not of that form. */
static bool split_endpoint(struct slice url, char host[static 256], char port[static 8])
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
    if (name.len == 0 || name.len > 255 || number.len == 0 || number.len > 7)
        return false;
    snprintf(host, 256, "%.*s", SLICE_ARG(name));
    snprintf(port, 8, "%.*s", SLICE_ARG(number));
    return true;
}

static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
    int fd = -1;
    if (getaddrinfo(host, port, &hints, &found) != 0)
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

static bool answers_ok(int fd)
{
    static const char request[] =
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    static const char wanted[] = "HTTP/1.1 200";
    char answer[64];
    if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        return false;
    ssize_t got = recv(fd, answer, sizeof answer, MSG_WAITALL);
    return got >= (ssize_t)strlen(wanted) && memcmp(answer, wanted, strlen(wanted)) == 0;
}

/* Where the server answers that listens on `host`. */
static const char *reachable(const char *host)
{
    static const char *const everywhere[] = {"*", "0.0.0.0", "::", "[::]"};
    for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        if (!host || strcmp(host, everywhere[i]) == 0)
            return "localhost";
    return host;
}

int healthcheck(const char *host, uint16_t port)
{
    const char *endpoint = getenv("ROPELINE_ENDPOINT");
    char name[256];
    char number[8];
    snprintf(name, sizeof name, "%s", reachable(host));
    snprintf(number, sizeof number, "%u", port);
    if (endpoint && !split_endpoint(slice_of(endpoint), name, number)) {
        fprintf(stderr, "ropeline: ROPELINE_ENDPOINT is no http URL: %s\n", endpoint);
        return 1;
    }
    int fd = connect_to(name, number);
    bool well = fd >= 0 && answers_ok(fd);
    if (fd >= 0)
        close(fd);
    if (!well)
        fprintf(stderr, "ropeline: no healthy server at http://%s:%s\n", name, number);
    return well ? 0 : 1;
}
