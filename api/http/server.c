/* The loop: h2o's set-up, the end of each turn, the engine's timer, signals, the stop. */
#include "api/http/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include "src/base/log.h"
#include "src/base/memory.h"

/* Larger than SQS's 1 MiB message with every byte escaped sixfold (protocols.md section 7). */
#define BODY_MAX_BYTES ((size_t)8 << 20)

/* Idle keep-alive and the whole of a slow request; SDKs keep connections beyond a 20 s poll. */
#define REQUEST_TIMEOUT_MS 65000

#define STOP_MS     800
#define SPARE_FILES 64

struct handler {
    h2o_handler_t super;
    struct http_server *server;
};

static void set_timer(struct http_server *server, int64_t at_ms)
{
    int64_t now = clock_now_ms(server->clock);
    int64_t wait = at_ms > now ? at_ms - now : 0;
    if (at_ms == server->timer_ms)
        return;
    server->timer_ms = at_ms;
    /* A zero would disarm it: the earliest is a microsecond from now. */
    struct itimerspec spec = {
        .it_value = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000 + 1000}};
    timerfd_settime(server->timer_fd, 0, &spec, NULL);
}

/* The end of a turn: commit, complete, do what is due, and ask when to come back. */
static void turn_ended(struct http_server *server)
{
    int64_t wait = engine_tick(server->engine);
    if (wait >= 0)
        set_timer(server, clock_now_ms(server->clock) + wait);
}

static void on_flush(h2o_timeout_entry_t *entry)
{
    turn_ended(H2O_STRUCT_FROM_MEMBER(struct http_server, flush, entry));
}

void server_schedule_flush(struct http_server *server)
{
    if (!h2o_timeout_is_linked(&server->flush))
        h2o_timeout_link(server->context.loop, &server->context.zero_timeout, &server->flush);
}

static void on_timer(h2o_socket_t *socket, const char *error)
{
    struct http_server *server = socket->data;
    h2o_buffer_consume(&socket->input, socket->input->size);
    server->timer_ms = INT64_MAX;
    if (!error)
        turn_ended(server);
}

static void on_signal(h2o_socket_t *socket, const char *error)
{
    struct http_server *server = socket->data;
    h2o_buffer_consume(&socket->input, socket->input->size);
    if (error || server->stopping)
        return;
    server->stopping = true;
    listeners_close(server);
    engine_stop(server->engine);
    h2o_context_request_shutdown(&server->context);
}

static void configure(struct http_server *server)
{
    h2o_config_init(&server->config);
    server->config.server_name = h2o_iovec_init(NULL, 0);
    server->config.max_request_entity_size = BODY_MAX_BYTES;
    server->config.http1.req_timeout = REQUEST_TIMEOUT_MS;
    server->config.http1.upgrade_to_http2 = 0;
    h2o_socket_buffer_mmap_settings.threshold = SIZE_MAX; /* bodies stay in memory */
    h2o_hostconf_t *host =
        h2o_config_register_host(&server->config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct handler *handler = (struct handler *)h2o_create_handler(path, sizeof *handler);
    handler->super.on_req = exchange_start;
    handler->server = server;
    h2o_context_init(&server->context, h2o_evloop_create(), &server->config);
    server->accept.ctx = &server->context;
    server->accept.hosts = server->config.hosts;
}

/* As many files as the system allows; some are kept for everything that is no connection. */
static size_t raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024 - SPARE_FILES;
    limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur > 2 * SPARE_FILES ? (size_t)limit.rlim_cur - SPARE_FILES : SPARE_FILES;
}

static h2o_socket_t *watch_fd(struct http_server *server, int fd, h2o_socket_cb callback)
{
    h2o_socket_t *socket = h2o_evloop_socket_create(server->context.loop, fd, 0);
    socket->data = server;
    h2o_socket_read_start(socket, callback);
    return socket;
}

static void watch_signals(struct http_server *server)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    int fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    server->signals = watch_fd(server, fd, on_signal);
}

static void watch_timer(struct http_server *server)
{
    server->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    server->timer_ms = INT64_MAX;
    server->timer = watch_fd(server, server->timer_fd, on_timer);
    set_timer(server, 0);
}

/* With port 0 the first address chooses, and the others follow. */
static bool open_listeners(struct http_server *server, char *error, size_t error_size)
{
    uint16_t chosen = 0;
    for (size_t i = 0; i < server->options.address_count; i++) {
        const struct http_address *address = &server->options.addresses[i];
        uint16_t port = address->port ? address->port : chosen;
        if (!listener_open(server, address, &port, error, error_size))
            return false;
        chosen = address->port ? chosen : port;
    }
    return server->listener_count > 0;
}

struct http_server *http_server_create(const struct http_options *options, struct engine *engine,
                                       const struct clock *clock, char *error, size_t error_size)
{
    /* h2o gives no way to take everything down again, so the one server lives as long as the
     * process, where leak checkers still see it. */
    static struct http_server *server;
    server = memory_zalloc(sizeof *server);
    server->options = *options;
    server->engine = engine;
    server->clock = clock;
    server->flush.cb = on_flush;
    server->connections_max = raise_file_limit();
    configure(server);
    watch_signals(server);
    if (!open_listeners(server, error, error_size)) {
        listeners_close(server);
        return NULL;
    }
    watch_timer(server);
    return server;
}

bool http_server_run(struct http_server *server)
{
    int64_t stop_ms = 0;
    while (!server->stopping || server->exchanges > 0 || stop_ms == 0) {
        int64_t now = clock_now_ms(server->clock);
        if (server->stopping && stop_ms == 0)
            stop_ms = now + STOP_MS;
        if (stop_ms && now >= stop_ms)
            break;
        int32_t wait = stop_ms ? 10 : INT32_MAX;
        if (h2o_evloop_run(server->context.loop, wait) != 0 && errno != EINTR)
            return false;
    }
    return true;
}
