/* Listening sockets: see listener.h. */
#include "api/http/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/connection.h"
#include "src/base/log.h"

#define BACKLOG         4096
#define ACCEPTS_AT_ONCE 32

/* How often a port that the kernel chose may turn out to be taken on another address. */
#define CHOICES_MAX 16

/* Where to write what went wrong. */
struct problem {
    char *text;
    size_t size;
};

/* Takes up to `limit` connections that wait. */
static void accept_some(struct http_server *server, h2o_socket_t *listener, int limit)
{
    for (int i = 0; i < limit && server->accepting; i++) {
        h2o_socket_t *socket = h2o_evloop_socket_accept(listener);
        if (!socket)
            return;
        connection_open(server, socket);
    }
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
    if (!error)
        accept_some(listener->data, listener, ACCEPTS_AT_ONCE);
}

void listeners_accept(struct http_server *server, bool accepting)
{
    server->accepting = accepting;
    for (size_t i = 0; i < server->listener_count; i++) {
        if (accepting)
            h2o_socket_read_start(server->listeners[i], on_accept);
        else
            h2o_socket_read_stop(server->listeners[i]);
    }
}

void listeners_drain(struct http_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++)
        accept_some(server, server->listeners[i], BACKLOG);
}

void listeners_close(struct http_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++)
        h2o_socket_close(server->listeners[i]);
    server->listener_count = 0;
    server->accepting = false;
}

static int bind_socket(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (info->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int problem = errno;
    close(fd);
    errno = problem;
    return -1;
}

static uint16_t port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        return 0;
    return (uint16_t)h2o_socket_getport((struct sockaddr *)&address);
}

static void add_listener(struct http_server *server, int fd)
{
    h2o_socket_t *listener =
        h2o_evloop_socket_create(server->context.loop, fd, H2O_SOCKET_FLAG_DONT_READ);
    listener->data = server;
    server->listeners[server->listener_count++] = listener;
}

/* The machine lacks this address or its whole family. */
static bool is_missing(int problem)
{
    return problem == EADDRNOTAVAIL || problem == EAFNOSUPPORT;
}

static bool cannot_listen(struct problem *problem, const char *host, uint16_t port, const char *why)
{
    bool bare = strchr(host, ':') != NULL;
    snprintf(problem->text, problem->size, "cannot listen on %s%s%s:%u: %s", bare ? "[" : "", host,
             bare ? "]" : "", port, why);
    return false;
}

/* Listens on one address. `*port` 0 becomes the port that the kernel chose. Returns 0 or errno. */
static int open_one(struct http_server *server, const struct addrinfo *info, uint16_t *port)
{
    struct sockaddr_storage address;
    struct addrinfo with_port = *info;
    memcpy(&address, info->ai_addr, info->ai_addrlen);
    with_port.ai_addr = (struct sockaddr *)&address;
    if (info->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)&address)->sin6_port = htons(*port);
    else
        ((struct sockaddr_in *)&address)->sin_port = htons(*port);
    int fd = bind_socket(&with_port);
    if (fd < 0)
        return errno;
    *port = port_of(fd);
    add_listener(server, fd);
    return 0;
}

static bool resolve(const char *host, struct addrinfo **ret, struct problem *problem)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    char name[256];
    size_t len = strlen(host);
    if (len > 2 && host[0] == '[' && host[len - 1] == ']')
        snprintf(name, sizeof name, "%.*s", (int)len - 2, host + 1);
    else
        snprintf(name, sizeof name, "%s", host);
    /* "*" resolves to the wildcard address of each family. */
    int failure = getaddrinfo(strcmp(name, "*") == 0 ? NULL : name, "0", &hints, ret);
    if (failure != 0)
        snprintf(problem->text, problem->size, "cannot listen on %s: %s", host,
                 gai_strerror(failure));
    return failure == 0;
}

/* Listens on every address that the host stands for; of several, a missing one is skipped. */
static bool open_address(struct http_server *server, const struct http_address *address,
                         uint16_t *port, struct problem *problem, int *ret_errno)
{
    struct addrinfo *found = NULL;
    size_t before = server->listener_count;
    *ret_errno = 0;
    if (!resolve(address->host, &found, problem))
        return address->optional;
    int failure = 0;
    for (struct addrinfo *at = found; at && (failure == 0 || is_missing(failure));
         at = at->ai_next) {
        if (at->ai_family != AF_INET && at->ai_family != AF_INET6)
            continue;
        failure = server->listener_count < LISTENERS_MAX ? open_one(server, at, port) : EMFILE;
    }
    freeaddrinfo(found);
    if (failure == 0 ||
        (is_missing(failure) && (address->optional || server->listener_count > before)))
        return true;
    *ret_errno = failure;
    return cannot_listen(problem, address->host, *port, strerror(failure));
}

/* Listens on all addresses; where they ask for port 0, on one that the kernel chose for them all.
 * A host that asks for it again gets, and so gives the hosts after it, another one. */
static bool open_all(struct http_server *server, struct problem *problem, bool *ret_again)
{
    const char *chooser = "";
    uint16_t chosen = 0;
    for (size_t i = 0; i < server->options.address_count; i++) {
        const struct http_address *address = &server->options.addresses[i];
        bool choose = address->port == 0;
        if (choose && strcmp(address->host, chooser) == 0)
            chosen = 0;
        uint16_t port = choose ? chosen : address->port;
        int failure;
        if (!open_address(server, address, &port, problem, &failure)) {
            *ret_again = choose && port != 0 && failure == EADDRINUSE;
            return false;
        }
        if (choose && chosen == 0) {
            chooser = address->host;
            chosen = port;
        }
    }
    return server->listener_count > 0;
}

void listeners_announce(const struct http_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++) {
        struct sockaddr_storage address;
        char host[NI_MAXHOST];
        socklen_t len = h2o_socket_getsockname(server->listeners[i], (struct sockaddr *)&address);
        size_t host_len = h2o_socket_getnumerichost((struct sockaddr *)&address, len, host);
        bool six = address.ss_family == AF_INET6;
        if (host_len == SIZE_MAX)
            continue;
        log_printf(LOG_INFO, "listening on http://%s%.*s%s:%d", six ? "[" : "", (int)host_len, host,
                   six ? "]" : "", h2o_socket_getport((struct sockaddr *)&address));
    }
}

bool address_is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(six) ||
               (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == IN_LOOPBACKNET);
    }
    return address->ss_family == AF_INET &&
           ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool listeners_exposed(const struct http_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++) {
        struct sockaddr_storage address;
        if (h2o_socket_getsockname(server->listeners[i], (struct sockaddr *)&address) > 0 &&
            !address_is_loopback(&address))
            return true;
    }
    return false;
}

bool listeners_open(struct http_server *server, char *error, size_t error_size)
{
    struct problem problem = {error, error_size};
    snprintf(error, error_size, "there is no address to listen on");
    for (int i = 0; i < CHOICES_MAX; i++) {
        bool again = false;
        if (open_all(server, &problem, &again)) {
            listeners_accept(server, true);
            return true;
        }
        listeners_close(server);
        if (!again)
            break;
    }
    return false;
}
