/* Listening sockets and the connections that come from them. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/server.h"
#include "src/base/log.h"
#include "src/base/memory.h"

#define BACKLOG         1024
#define ACCEPTS_AT_ONCE 32

static void set_accepting(struct http_server *server, bool accepting);

static void on_connection_closed(void *data)
{
    struct connection *connection = data;
    struct http_server *server = connection->server;
    free(connection);
    server->connections--;
    if (!server->accepting && !server->stopping && server->connections < server->connections_max)
        set_accepting(server, true);
}

static void on_accept(h2o_socket_t *listener, const char *error)
{
    struct http_server *server = listener->data;
    if (error)
        return;
    for (int i = 0; i < ACCEPTS_AT_ONCE && server->accepting; i++) {
        h2o_socket_t *socket = h2o_evloop_socket_accept(listener);
        if (!socket)
            return;
        struct connection *connection = memory_zalloc(sizeof *connection);
        connection->server = server;
        socket->on_close.cb = on_connection_closed;
        socket->on_close.data = connection;
        if (++server->connections >= server->connections_max)
            set_accepting(server, false);
        h2o_accept(&server->accept, socket);
    }
}

/* At the limit of connections the listeners are left alone: a readable listener that cannot accept
 * would keep the loop spinning. */
static void set_accepting(struct http_server *server, bool accepting)
{
    server->accepting = accepting;
    for (size_t i = 0; i < server->listener_count; i++) {
        if (accepting)
            h2o_socket_read_start(server->listeners[i], on_accept);
        else
            h2o_socket_read_stop(server->listeners[i]);
    }
}

static int bind_socket(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
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
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void add_listener(struct http_server *server, int fd, const char *host, uint16_t port)
{
    bool bare = strchr(host, ':') != NULL;
    h2o_socket_t *listener =
        h2o_evloop_socket_create(server->context.loop, fd, H2O_SOCKET_FLAG_DONT_READ);
    listener->data = server;
    server->listeners[server->listener_count++] = listener;
    h2o_socket_read_start(listener, on_accept);
    server->accepting = true;
    log_printf(LOG_INFO, "listening on http://%s%s%s:%u", bare ? "[" : "", host, bare ? "]" : "",
               port);
}

bool listener_open(struct http_server *server, const struct http_address *address, uint16_t *port,
                   char *error, size_t error_size)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    char service[8];
    snprintf(service, sizeof service, "%u", *port);
    int problem = getaddrinfo(address->host, service, &hints, &found);
    if (problem != 0) {
        snprintf(error, error_size, "cannot listen on %s: %s", address->host,
                 gai_strerror(problem));
        return address->optional;
    }
    int fd = server->listener_count < LISTENERS_MAX ? bind_socket(found) : -1;
    if (fd < 0)
        snprintf(error, error_size, "cannot listen on %s port %u: %s", address->host, *port,
                 strerror(errno));
    freeaddrinfo(found);
    if (fd < 0)
        return address->optional && errno != EADDRINUSE;
    *port = port_of(fd);
    add_listener(server, fd, address->host, *port);
    return true;
}

void listeners_close(struct http_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++)
        h2o_socket_close(server->listeners[i]);
    server->listener_count = 0;
    server->accepting = false;
}
