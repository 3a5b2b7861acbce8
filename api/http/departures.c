/* Parked clients that leave: see departures.h. */
#include "api/http/departures.h"

#include <sys/epoll.h>

#define EVENTS_AT_ONCE 64

static int fd_of(h2o_req_t *req)
{
    return h2o_socket_get_fd(req->conn->callbacks->get_socket(req->conn));
}

static void on_departures(h2o_socket_t *socket, const char *error)
{
    struct http_server *server = socket->data;
    struct epoll_event events[EVENTS_AT_ONCE];
    if (error)
        return;
    /* All of them in one turn: what is sent in the next one is for those who are still there. */
    int count;
    do {
        count = epoll_wait(server->departures_fd, events, EVENTS_AT_ONCE, 0);
        for (int i = 0; i < count; i++) {
            struct departure *departure = events[i].data.ptr;
            departure->left(departure);
        }
    } while (count == EVENTS_AT_ONCE);
}

bool departures_init(struct http_server *server)
{
    server->departures_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server->departures_fd < 0)
        return false;
    server->departures = h2o_evloop_socket_create(server->context.loop, server->departures_fd,
                                                  H2O_SOCKET_FLAG_DONT_READ);
    server->departures->data = server;
    h2o_socket_read_start(server->departures, on_departures);
    return true;
}

void departures_watch(struct http_server *server, h2o_req_t *req, struct departure *departure)
{
    struct epoll_event event = {.events = EPOLLRDHUP, .data.ptr = departure};
    epoll_ctl(server->departures_fd, EPOLL_CTL_ADD, fd_of(req), &event);
}

void departures_unwatch(struct http_server *server, h2o_req_t *req)
{
    epoll_ctl(server->departures_fd, EPOLL_CTL_DEL, fd_of(req), NULL);
}
