/* Timers in real time: see timer.h. The server's loop sleeps no longer than until the first. */
#include "api/http/timer.h"

void timer_set(struct http_server *server, struct timer *timer, int64_t at_ms)
{
    heap_set(&server->timers, &timer->node, at_ms);
    if (at_ms < server->tick_ms)
        server->tick_ms = at_ms;
}

void timer_unset(struct http_server *server, struct timer *timer)
{
    heap_remove(&server->timers, &timer->node);
}

int64_t timers_run(struct http_server *server)
{
    struct heap_node *node;
    int64_t now = clock_now_ms(server->clock);
    while ((node = heap_first(&server->timers)) && node->key <= now) {
        struct timer *timer = LIST_OF(node, struct timer, node);
        heap_remove(&server->timers, node);
        timer->fire(timer);
    }
    return node ? node->key : INT64_MAX;
}
