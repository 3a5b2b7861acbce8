/* The loop: h2o's set-up, the end of each turn, the engine's ticks, signals, the stop. */
#include "api/http/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include "api/http/admin/admin.h"
#include "api/http/connection.h"
#include "api/http/departures.h"
#include "api/http/exchange.h"
#include "api/http/gate.h"
#include "api/http/listener.h"
#include "api/http/pressure.h"
#include "api/http/refusal.h"
#include "api/http/timer.h"
#include "src/base/log.h"
#include "src/base/memory.h"

/* What a connection reads into at first: h2o would take twice as much for each parked poll. It must
 * hold the 4 KiB that h2o wants to read at once. */
#define INPUT_BYTES 4096

/* A second is promised; the rest is for what main takes down afterwards. */
#define STOP_MS 700

#define WAIT_MAX_MS 60000

#define LOST_LINE_MS 1000

#define FILES_MAX   65536
#define SPARE_FILES 64 /* for everything that is no connection */

void server_schedule_turn(struct http_server *server)
{
    if (!h2o_timeout_is_linked(&server->turn))
        h2o_timeout_link(server->context.loop, &server->context.zero_timeout, &server->turn);
}

/* Of two waits, of which -1 is none. */
static int64_t sooner(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* The client learns only that something failed inside; the log says why, once a second at most. */
static void tell_lost_turns(struct http_server *server)
{
    const char *why;
    size_t lost = engine_turns_lost(server->engine, &why);
    int64_t now = clock_now_ms(server->clock);
    if (lost == server->lost_told || now - server->lost_told_ms < LOST_LINE_MS)
        return;
    log_printf(LOG_ERROR,
               "the store failed: %s; %zu turns were lost, their requests answered InternalFailure",
               why, lost - server->lost_told);
    server->lost_told = lost;
    server->lost_told_ms = now;
}

/* The end of a turn: commit, complete, do what is due, and ask when to come back. Everything that
 * replies runs here or in another callback of the loop: h2o would sleep over a reply that is sent
 * between two runs of it. */
static void on_turn(h2o_timeout_entry_t *entry)
{
    struct http_server *server = H2O_STRUCT_FROM_MEMBER(struct http_server, turn, entry);
    int64_t now = clock_now_ms(server->clock);
    if (pressure_wants_look(server, now))
        pressure_look(server, now);
    exchanges_resume(server);
    int64_t wait = engine_tick(server->engine);
    if (server->options.lab)
        wait = sooner(wait, lab_turn(server->options.lab));
    tell_lost_turns(server);
    if (server->stopping) {
        engine_stop(server->engine);
        admins_resume(server);
        admins_hurry(server);
    }
    admins_resume(server);
    exchanges_watch_parked(server);
    int64_t timer_ms = timers_run(server);
    int64_t tick_ms = wait < 0 ? INT64_MAX : clock_now_ms(server->clock) + wait;
    server->tick_ms = timer_ms < tick_ms ? timer_ms : tick_ms;
    if (pressure_is_felt(server) && server->look_ms < server->tick_ms)
        server->tick_ms = server->look_ms;
}

static int on_request(h2o_handler_t *handler, h2o_req_t *req)
{
    struct http_server *server = ((struct http_hook *)handler)->server;
    struct intake intake;
    intake_read(req, &intake);
    if (intake_is_ambiguous(req)) {
        req->http1_is_persistent = 0;
        exchange_refuse(server, req, &intake, TEXT_MALFORMED);
        return 0;
    }
    const struct route *route = NULL;
    struct slice stars[ROUTE_STARS_MAX];
    enum route_outcome outcome =
        route_find(intake.wire.method, intake.wire.path, intake.wire.query, &route, stars);
    if (!gate_admits(server, req, &intake, outcome))
        return 0;
    if (outcome == ROUTE_SQS)
        exchange_start(server, req, &intake);
    else
        admin_start(server, req, &intake, outcome, route, stars);
    return 0;
}

static void on_signal(h2o_socket_t *socket, const char *error)
{
    struct http_server *server = socket->data;
    h2o_buffer_consume(&socket->input, socket->input->size);
    if (error || server->stopping)
        return;
    server->stopping = true;
    server->stop_ms = clock_now_ms(server->clock) + STOP_MS;
    listeners_drain(server);
    listeners_close(server);
    /* From now on replies close their connections. h2o_context_request_shutdown would start timers
     * for HTTP/2 too, which is off. */
    server->context.shutdown_requested = 1;
    server_schedule_turn(server);
}

static void configure(struct http_server *server)
{
    h2o_config_init(&server->config);
    server->config.server_name = h2o_iovec_init(NULL, 0);
    server->config.max_request_entity_size = BODY_MAX_BYTES;
    server->config.http1.req_timeout = (uint64_t)server->options.request_timeout_ms;
    server->config.http1.upgrade_to_http2 = 0;
    h2o_socket_buffer_mmap_settings.threshold = SIZE_MAX; /* bodies stay in memory */
    h2o_socket_buffer_prototype._initial_buf.capacity = INPUT_BYTES;
    h2o_hostconf_t *host =
        h2o_config_register_host(&server->config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct http_hook *hook = (struct http_hook *)h2o_create_handler(path, sizeof *hook);
    hook->super.on_req = on_request;
    hook->server = server;
    refusal_install(server, &host->fallback_path);
    h2o_context_init(&server->context, h2o_evloop_create(), &server->config);
    server->accept.ctx = &server->context;
    server->accept.hosts = server->config.hosts;
}

/* Takes as many files as the system allows; returns how many connections they are good for. */
static size_t raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return SPARE_FILES;
    if (limit.rlim_cur < FILES_MAX) {
        rlim_t former = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max < FILES_MAX ? limit.rlim_max : FILES_MAX;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = former;
    }
    size_t files = limit.rlim_cur < FILES_MAX ? (size_t)limit.rlim_cur : FILES_MAX;
    return files > 2 * SPARE_FILES ? files - SPARE_FILES : files / 2;
}

static void stopping_signals(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
}

void http_block_signals(void)
{
    sigset_t signals;
    stopping_signals(&signals);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

static bool watch_signals(struct http_server *server)
{
    sigset_t signals;
    stopping_signals(&signals);
    signal(SIGPIPE, SIG_IGN);
    int fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        return false;
    server->signals = h2o_evloop_socket_create(server->context.loop, fd, 0);
    server->signals->data = server;
    h2o_socket_read_start(server->signals, on_signal);
    return true;
}

struct http_server *http_server_create(const struct http_options *options, struct engine *engine,
                                       const struct clock *clock, char *error, size_t error_size)
{
    struct http_server *server = memory_zalloc(sizeof *server);
    server->options = *options;
    server->engine = engine;
    server->clock = clock;
    server->turn.cb = on_turn;
    list_init(&server->idle);
    list_init(&server->busy);
    list_init(&server->waiting);
    list_init(&server->parked);
    list_init(&server->admins);
    list_init(&server->held);
    list_init(&server->hungry);
    heap_init(&server->timers);
    server->connections_max = raise_file_limit();
    configure(server);
    http_block_signals();
    bool watching = watch_signals(server) && departures_init(server);
    if (!watching)
        snprintf(error, error_size, "cannot start the event loop: %s", strerror(errno));
    if (!watching || !listeners_open(server, error, error_size)) {
        http_server_destroy(server);
        return NULL;
    }
    return server;
}

void http_server_announce(const struct http_server *server)
{
    listeners_announce(server);
}

bool http_server_is_exposed(const struct http_server *server)
{
    return listeners_exposed(server);
}

static bool is_stopped(struct http_server *server, int64_t now)
{
    if (!server->stopping)
        return false;
    if (server->exchanges == 0 && !h2o_timeout_is_linked(&server->turn))
        connections_hang_up(server);
    return server->connections == 0 || now >= server->stop_ms;
}

static int32_t wait_ms(const struct http_server *server, int64_t now)
{
    int64_t until =
        server->stopping && server->stop_ms < server->tick_ms ? server->stop_ms : server->tick_ms;
    int64_t wait = until - now;
    return wait < 0 ? 0 : wait > WAIT_MAX_MS ? WAIT_MAX_MS : (int32_t)wait;
}

bool http_server_run(struct http_server *server)
{
    int64_t now = clock_now_ms(server->clock);
    while (!is_stopped(server, now)) {
        if (now >= server->tick_ms)
            server_schedule_turn(server);
        if (h2o_evloop_run(server->context.loop, wait_ms(server, now)) != 0 && errno != EINTR)
            return false;
        connections_make_room(server);
        now = clock_now_ms(server->clock);
        if (pressure_wants_look(server, now))
            server_schedule_turn(server);
    }
    return true;
}

/* What h2o leaves behind or cannot take down, where leak checkers still see it. */
static struct {
    struct http_server *server;     /* with its clients */
    h2o_multithread_queue_t *queue; /* of a context that is gone: 2.2.5 does not free it */
} left_behind;

static void take_down(struct http_server *server)
{
    if (server->signals)
        h2o_socket_close(server->signals);
    if (server->departures)
        h2o_socket_close(server->departures);
    left_behind.queue = server->context.queue;
    h2o_context_dispose(&server->context);
    h2o_evloop_run(server->context.loop, 0); /* frees the closed sockets */
    h2o_evloop_destroy(server->context.loop);
    h2o_config_dispose(&server->config);
}

void http_server_destroy(struct http_server *server)
{
    if (!server)
        return;
    listeners_close(server);
    heap_release(&server->timers);
    while (server->spare_count > 0) {
        struct workspace *work = &server->spare[--server->spare_count];
        arena_release(&work->arena);
        buf_release(&work->body);
    }
    if (server->connections > 0) {
        left_behind.server = server;
        return;
    }
    take_down(server);
    free(server);
}
