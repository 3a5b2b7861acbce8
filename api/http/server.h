/* The server's own state, shared by the files of api/http.
 *
 *   listener.c    listening sockets
 *   connection.c  clients' connections, their limit
 *   intake.c      h2o's request as the protocols see it
 *   routes.c      whose path is it
 *   authentication.c  who sends a request
 *   gate.c        web pages that are kept out, by the rules of browsers.c
 *   exchange.c    one request of SQS and its reply
 *   admin/        requests to Ropeline itself: one file per endpoint
 *   reply.c       headers and bytes out
 *   refusal.c     bodies that are too large
 *   departures.c  parked clients that leave
 *   pressure.c    memory of requests and replies, its ceiling
 *   timer.c       what is to happen at a real time
 *   server.c      the loop: turns, ticks, the stop */
#ifndef ROPELINE_API_HTTP_SERVER_H
#define ROPELINE_API_HTTP_SERVER_H

#include <h2o.h>
#include <h2o/http1.h>

#include "api/http/http.h"
#include "src/base/arena.h"
#include "src/base/buf.h"
#include "src/base/heap.h"
#include "src/base/list.h"

#define LISTENERS_MAX  64
#define WORKSPACES_MAX 64

/* Larger than SQS's 1 MiB message with every byte escaped sixfold (protocols.md section 7). */
#define BODY_MAX_BYTES ((size_t)8 << 20)

/* What one exchange works in; handed on to the next one. */
struct workspace {
    struct arena arena;
    struct buf body; /* of the reply */
};

struct http_server {
    struct http_options options;
    struct engine *engine;
    const struct clock *clock;

    h2o_globalconf_t config;
    h2o_context_t context;
    h2o_accept_ctx_t accept;

    h2o_socket_t *listeners[LISTENERS_MAX];
    size_t listener_count;

    struct list_node idle;    /* connections without a request, longest first */
    struct list_node busy;    /* connections with one, longest first */
    struct list_node waiting; /* exchanges that wait for memory, in the order of their coming */
    size_t charged;           /* memory of work and replies, of all connections */
    int64_t look_ms;          /* when memory is to be added up again, in clock time */
    size_t connections;
    size_t connections_max;
    size_t connections_peak; /* since memory was last given back */
    bool accepting;

    h2o_timeout_entry_t turn; /* on the context's zero timeout: the end of this turn of the loop */
    int64_t tick_ms;          /* when the engine or a timer is due, in clock time */
    size_t lost_told;         /* turns that the store could not keep, as the log says */
    int64_t lost_told_ms;

    int departures_fd; /* an epoll of the parked connections */
    h2o_socket_t *departures;
    struct list_node parked; /* exchanges that parked in this turn */
    struct list_node admins; /* admin requests that are answered later */
    struct list_node held;   /* admin requests that wait for the end of a job of the engine */
    struct list_node hungry; /* admin requests that wait for memory */
    struct heap timers;      /* struct timer, by clock time */

    size_t exchanges; /* requests whose reply is not out yet */
    h2o_socket_t *signals;
    bool stopping;
    int64_t stop_ms; /* by when the stop ends, in clock time */

    struct workspace spare[WORKSPACES_MAX];
    size_t spare_count;
};

/* The server that an h2o handler or filter of ours belongs to. */
struct http_hook {
    h2o_handler_t super;
    struct http_server *server;
};

/* Calls the engine at the end of this turn of the loop: commit, completions, due work. */
void server_schedule_turn(struct http_server *server);

static inline struct slice slice_of_iovec(h2o_iovec_t iovec)
{
    return slice_make(iovec.base, iovec.len);
}

#endif
