/* Timers in real time, for what waits outside the engine. */
#ifndef ROPELINE_API_HTTP_TIMER_H
#define ROPELINE_API_HTTP_TIMER_H

#include "api/http/server.h"

/* Part of whoever waits; all zero when it is not set. */
struct timer {
    struct heap_node node;
    void (*fire)(
        struct timer *timer); /* inside a callback of the loop; the timer is unset by then */
};

/* Sets the timer, or moves it, to `at_ms` of the server's clock. */
void timer_set(struct http_server *server, struct timer *timer, int64_t at_ms);
void timer_unset(struct http_server *server, struct timer *timer);

/* Fires what is due; returns when the next timer is, INT64_MAX: none is set. */
int64_t timers_run(struct http_server *server);

#endif
