/* Clients' connections: see connection.h.
 *
 * At the limit of open files the listeners are left alone (a readable listener that cannot accept
 * would keep the loop spinning) and the client that has been idle longest is hung up on. */
#include "api/http/connection.h"

#include <malloc.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "api/http/listener.h"
#include "src/base/memory.h"

/* How many idle connections are looked at for one that can go. */
#define TRIES_MAX 64

/* A reply that has been on its way for so long may not be read at all. */
#define STUCK_MS 10000

/* So many connections at once leave memory behind that is worth giving back. */
#define CROWD 500

void connection_hang_up(struct connection *connection)
{
    list_remove(&connection->link);
    shutdown(h2o_socket_get_fd(connection->socket), SHUT_RDWR);
}

/* Bytes that h2o has not read yet: a request is coming. */
static bool has_unread(const struct connection *connection)
{
    int unread = 0;
    ioctl(h2o_socket_get_fd(connection->socket), FIONREAD, &unread);
    return unread > 0;
}

/* Hangs up on the client that has been idle longest. */
static bool drop_idle(struct http_server *server)
{
    struct list_node *node = server->idle.next;
    for (int i = 0; i < TRIES_MAX && node != &server->idle; i++, node = node->next) {
        struct connection *connection = LIST_OF(node, struct connection, link);
        if (!has_unread(connection)) {
            connection_hang_up(connection);
            return true;
        }
    }
    return false;
}

/* Hangs up on a client that does not read its reply. */
static void drop_stuck(struct http_server *server)
{
    int64_t until_ms = clock_now_ms(server->clock) - STUCK_MS;
    struct list_node *node = server->busy.next;
    for (int i = 0; i < TRIES_MAX && node != &server->busy; i++, node = node->next) {
        struct connection *connection = LIST_OF(node, struct connection, link);
        if (connection->replying_ms != 0 && connection->replying_ms < until_ms) {
            connection_hang_up(connection);
            return;
        }
    }
}

void connections_make_room(struct http_server *server)
{
    if (!server->accepting && !server->stopping && !drop_idle(server))
        drop_stuck(server);
}

/* The C library keeps what a crowd has taken until it is told to give it back. */
static void give_back_memory(struct http_server *server)
{
    if (server->connections_peak < CROWD || server->connections > server->connections_peak / 4)
        return;
    server->connections_peak = server->connections;
    malloc_trim(0);
}

static void on_closed(void *data)
{
    struct connection *connection = data;
    struct http_server *server = connection->server;
    list_remove(&connection->link);
    connection_charge(connection, 0);
    free(connection);
    server->connections--;
    give_back_memory(server);
    if (!server->accepting && !server->stopping && server->connections < server->connections_max)
        listeners_accept(server, true);
}

void connection_open(struct http_server *server, h2o_socket_t *socket)
{
    struct connection *connection = memory_zalloc(sizeof *connection);
    connection->server = server;
    connection->socket = socket;
    list_append(&server->idle, &connection->link);
    socket->on_close.cb = on_closed;
    socket->on_close.data = connection;
    server->connections++;
    if (server->connections > server->connections_peak)
        server->connections_peak = server->connections;
    if (server->connections >= server->connections_max)
        listeners_accept(server, false);
    h2o_accept(&server->accept, socket);
}

struct connection *connection_of(h2o_req_t *req)
{
    return req->conn->callbacks->get_socket(req->conn)->on_close.data;
}

void connection_busy(struct connection *connection)
{
    list_remove(&connection->link);
    list_append(&connection->server->busy, &connection->link);
}

void connection_idle(struct connection *connection)
{
    list_remove(&connection->link);
    list_append(&connection->server->idle, &connection->link);
    connection_charge(connection, 0);
    connection->heavy_ms = 0;
    connection->replying_ms = 0;
}

void connection_charge(struct connection *connection, size_t bytes)
{
    struct http_server *server = connection->server;
    server->charged = server->charged - connection->charged + bytes;
    connection->charged = bytes;
}

void connection_replies(struct connection *connection)
{
    connection->replying_ms = clock_now_ms(connection->server->clock);
}

void connections_hang_up(struct http_server *server)
{
    struct list_node *next;
    for (struct list_node *node = server->idle.next; node != &server->idle; node = next) {
        struct connection *connection = LIST_OF(node, struct connection, link);
        next = node->next;
        if (!has_unread(connection))
            connection_hang_up(connection);
    }
}
