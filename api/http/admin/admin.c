/* Requests to Ropeline itself, from the route to the reply: see admin.h. */
#include "api/http/admin/admin.h"

#include <stdarg.h>

#include "api/http/connection.h"
#include "api/http/pressure.h"
#include "api/http/reply.h"
#include "api/wire/form.h"
#include "src/engine/control.h"

/* A piece of a streamed reply, or a whole one. */
#define REPLY_MAX_MIB 64
#define ERROR_MAX     512

/* No longer parked. */
static void settle(struct admin *admin)
{
    if (!admin->hurry)
        return;
    admin->hurry = NULL;
    list_remove(&admin->parked);
    departures_unwatch(admin->server, admin->req);
}

/* Called by h2o's pool for every way in which a request can end. */
static void admin_dispose(void *memory)
{
    struct admin *admin = memory;
    settle(admin);
    if (admin->release)
        admin->release(admin);
    buf_release(&admin->reply);
    arena_release(&admin->arena);
    admin->server->exchanges--;
    if (pressure_is_felt(admin->server))
        server_schedule_turn(admin->server); /* there may be memory for others */
    connection_idle(admin->connection);
}

static struct admin *admin_make(struct http_server *server, h2o_req_t *req)
{
    struct admin *admin = h2o_mem_alloc_shared(&req->pool, sizeof *admin, admin_dispose);
    memset(admin, 0, sizeof *admin);
    admin->server = server;
    admin->req = req;
    admin->connection = connection_of(req);
    buf_init(&admin->reply, (size_t)REPLY_MAX_MIB << 20);
    server->exchanges++;
    connection_busy(admin->connection);
    return admin;
}

static void finish(struct admin *admin)
{
    settle(admin);
    if (admin->server->stopping)
        admin->req->http1_is_persistent = 0;
}

void admin_charge(struct admin *admin)
{
    connection_charge(admin->connection, arena_used(&admin->arena) + admin->reply.capacity);
    connection_replies(admin->connection);
}

void admin_send_as(struct admin *admin, int status, const char *content_type)
{
    if (admin->reply.overflow) {
        buf_release(&admin->reply);
        admin_fail(admin, 500, "the reply would be larger than %d MiB: ask for less of it",
                   REPLY_MAX_MIB);
        return;
    }
    finish(admin);
    admin_charge(admin);
    reply_plain(admin->req, status, content_type, NULL, buf_slice(&admin->reply));
}

void admin_send(struct admin *admin, int status)
{
    buf_byte(&admin->reply, '\n');
    admin_send_as(admin, status, "application/json");
}

static void write_error(struct admin *admin, struct slice message)
{
    buf_clear(&admin->reply);
    BUF_LITERAL(&admin->reply, "{\"error\":");
    json_write_text(&admin->reply, message);
    BUF_LITERAL(&admin->reply, "}");
}

bool admin_fail(struct admin *admin, int status, const char *format, ...)
{
    char message[ERROR_MAX];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    write_error(admin, slice_of(message));
    admin_send(admin, status);
    return false;
}

void admin_refuse(struct http_server *server, h2o_req_t *req, int status, const char *message)
{
    admin_fail(admin_make(server, req), status, "%s", message);
}

static void refuse_method(struct admin *admin, struct slice path)
{
    char *methods = arena_alloc(&admin->arena, ROUTE_METHODS_SIZE);
    route_methods(path, methods);
    write_error(admin, arena_printf(&admin->arena, "this path answers %s", methods));
    finish(admin);
    reply_plain(admin->req, 405, "application/json", methods, buf_slice(&admin->reply));
}

/* A web form can neither send the header nor JSON: state is changed only by those who mean it. */
static bool may_change(struct admin *admin, const struct intake *intake)
{
    if (!admin->server->options.test_mode)
        return admin_fail(admin, 403, "this is done only when the server runs with --test-mode");
    if (!slice_is(intake->admin, "1"))
        return admin_fail(admin, 403, "the request needs the header X-Ropeline: 1");
    return true;
}

static bool take_stars(struct admin *admin, const struct slice *stars)
{
    for (size_t i = 0; i < ROUTE_STARS_MAX; i++)
        if (slice_present(stars[i]) &&
            !percent_decode(&admin->arena, stars[i], false, &admin->stars[i]))
            return admin_fail(admin, 400, "the path has a malformed percent escape");
    return true;
}

static void on_departure(struct departure *departure)
{
    struct admin *admin = LIST_OF(departure, struct admin, departure);
    admin->req->http1_is_persistent = 0;
    admin->hurry(admin);
}

void admin_park(struct admin *admin, void (*hurry)(struct admin *admin))
{
    admin->departure.left = on_departure;
    admin->hurry = hurry;
    list_append(&admin->server->admins, &admin->parked);
    departures_watch(admin->server, admin->req, &admin->departure);
}

/* A job of the engine is going on, and nobody may look at what it is changing. */
static void refuse_busy(struct admin *admin)
{
    admin_fail(admin, 503, "everything is being changed just now");
}

static bool needs_engine(const struct route *route)
{
    return route->handler != admin_health && route->handler != admin_ready;
}

static void refuse_hungry(struct admin *admin)
{
    admin_fail(admin, 503, "replies take too much memory just now (see --max-request-memory)");
}

/* `hurry` answers when the client leaves before the list's turn comes. */
static void hold(struct admin *admin, struct list_node *list, void (*hurry)(struct admin *admin))
{
    admin_park(admin, hurry);
    list_remove(&admin->parked);
    list_append(list, &admin->parked);
}

/* Runs the handler, when the engine is free and there is memory for the reply. */
static void run(struct admin *admin)
{
    struct http_server *server = admin->server;
    if (engine_busy(server->engine) && needs_engine(admin->route))
        hold(admin, &server->held, refuse_busy);
    else if (admin->route->large && pressure_is_high(server))
        hold(admin, &server->hungry, refuse_hungry);
    else
        admin->route->handler(admin);
}

void admin_start(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                 enum route_outcome outcome, const struct route *route,
                 const struct slice stars[static ROUTE_STARS_MAX])
{
    struct admin *admin = admin_make(server, req);
    admin->route = route;
    if (outcome == ROUTE_NO_METHOD)
        refuse_method(admin, intake->wire.path);
    else if (outcome != ROUTE_FOUND)
        admin_fail(admin, 404, "there is nothing at this path");
    else if ((!route->changes || may_change(admin, intake)) && take_stars(admin, stars) &&
             admin_take_members(admin, intake))
        run(admin);
}

/* Runs the first of a list. */
static void resume(struct list_node *list)
{
    struct admin *admin = LIST_OF(list->next, struct admin, parked);
    settle(admin);
    run(admin);
}

void admins_resume(struct http_server *server)
{
    while (!list_empty(&server->held) && !engine_busy(server->engine))
        resume(&server->held);
    while (!list_empty(&server->hungry) && !pressure_is_high(server))
        resume(&server->hungry);
}

void admins_hurry(struct http_server *server)
{
    while (!list_empty(&server->admins)) {
        struct admin *admin = LIST_OF(server->admins.next, struct admin, parked);
        admin->hurry(admin);
    }
}
