/* One request and its reply: decode, execute, wait for the commit, encode, send.
 *
 * An exchange lives in the request's pool and dies with it, however the request ends. What it works
 * in (arena, reply body) is handed on to the next one. */
#include "api/http/exchange.h"

#include "api/http/authentication.h"
#include "api/http/connection.h"
#include "api/http/departures.h"
#include "api/http/pressure.h"
#include "api/http/reply.h"
#include "api/http/timer.h"
#include "api/wire/sts.h"
#include "src/base/log.h"
#include "src/base/random.h"

/* Replies hold ten messages of 1 MiB, which JSON escapes may make six times as long. */
#define REPLY_MAX_BYTES ((size_t)96 << 20)

#define BODY_KEPT_BYTES ((size_t)64 << 10)

struct exchange {
    struct http_server *server;
    struct connection *connection;
    h2o_req_t *req;
    struct workspace work;
    struct call call; /* its caller is filled first, the rest when it is executed */
    struct wire_call decoded;
    struct slice base_url;
    struct slice url_host;
    char request_id[UUID_TEXT_LEN];
    int64_t started_ms;
    bool executing; /* the engine has the call */
    struct departure departure;
    bool watched;          /* parked or delayed, and its client's departure is awaited */
    struct list_node link; /* in server->waiting, then in server->parked to the end of the turn */
    struct fate {          /* what the laboratory wants of the reply */
        bool lost;
        int64_t delay_ms;
    } fate;
    struct timer delay;
};

static struct workspace take_workspace(struct http_server *server)
{
    struct workspace work = {0};
    if (server->spare_count > 0)
        return server->spare[--server->spare_count];
    arena_init(&work.arena);
    buf_init(&work.body, REPLY_MAX_BYTES);
    return work;
}

static void give_workspace(struct http_server *server, struct workspace *work)
{
    if (server->spare_count == WORKSPACES_MAX || work->body.capacity > BODY_KEPT_BYTES) {
        arena_release(&work->arena);
        buf_release(&work->body);
        return;
    }
    arena_reset(&work->arena);
    buf_clear(&work->body);
    server->spare[server->spare_count++] = *work;
}

/* Room for the reply, on top of the result that it is made from. */
#define REPLY_FACTOR 2

static void charge(struct exchange *exchange, size_t reply_bytes)
{
    connection_charge(exchange->connection, arena_used(&exchange->work.arena) + reply_bytes);
}

/* The engine no longer has the call. */
static void settle(struct exchange *exchange)
{
    exchange->executing = false;
    list_remove(&exchange->link);
    if (exchange->watched)
        departures_unwatch(exchange->server, exchange->req);
    exchange->watched = false;
}

static void watch(struct exchange *exchange)
{
    exchange->watched = true;
    departures_watch(exchange->server, exchange->req, &exchange->departure);
}

/* Called by h2o's pool for every way in which a request can end. */
static void exchange_dispose(void *memory)
{
    struct exchange *exchange = memory;
    struct http_server *server = exchange->server;
    if (exchange->executing)
        engine_cancel(server->engine, &exchange->call);
    timer_unset(server, &exchange->delay);
    settle(exchange);
    give_workspace(server, &exchange->work);
    server->exchanges--;
    if (pressure_is_felt(server))
        server_schedule_turn(server); /* there may be memory for them */
    connection_idle(exchange->connection);
}

static struct slice code_of(const struct api_error *error)
{
    if (!error || !api_error_is(error))
        return SLICE("OK");
    struct slice type = slice_of(api_error_row(error)->json_type);
    return slice_from(type, (size_t)(slice_find_last(type, '#') + 1));
}

static void log_exchange(const struct exchange *exchange, const struct api_error *error, int status)
{
    enum log_level level = status >= 500 ? LOG_WARN : LOG_DEBUG;
    if (!log_wants(level))
        return;
    const struct wire_call *decoded = &exchange->decoded;
    struct slice queue = decoded->queue.name;
    const struct log_field fields[] = {
        {"id", slice_make(exchange->request_id, UUID_TEXT_LEN), 0},
        {"action", decoded->action ? slice_of(decoded->action->name) : SLICE("-"), 0},
        {"queue", slice_present(queue) ? queue : SLICE("-"), 0},
        {"code", code_of(error), 0},
        {"status", SLICE_NONE, status},
        {"ms", SLICE_NONE, clock_now_ms(exchange->server->clock) - exchange->started_ms},
    };
    log_line(level, "request", fields, sizeof fields / sizeof *fields);
}

static const enum wire_url_style url_styles[] = {
    [HTTP_URL_DYNAMIC] = WIRE_URL_ACCOUNT, [HTTP_URL_OFF] = WIRE_URL_ACCOUNT,
    [HTTP_URL_PATH] = WIRE_URL_PATH,       [HTTP_URL_STANDARD] = WIRE_URL_STANDARD,
    [HTTP_URL_DOMAIN] = WIRE_URL_DOMAIN,
};

/* Sends what has been encoded. */
static void send_out(struct exchange *exchange, const struct api_error *error,
                     const struct wire_head *head)
{
    const struct buf *body = &exchange->work.body;
    if (exchange->server->stopping)
        exchange->req->http1_is_persistent = 0;
    log_exchange(exchange, error, head->status);
    charge(exchange, body->capacity);
    connection_replies(exchange->connection);
    reply_send(exchange->req, head, slice_make(exchange->request_id, UUID_TEXT_LEN),
               buf_slice(body));
}

static void exchange_reply(struct exchange *exchange, const struct api_error *error,
                           const void *result)
{
    static const struct api_error too_long = {.text = TEXT_INTERNAL_FAILURE};
    struct buf *body = &exchange->work.body;
    struct wire_reply reply = {
        .protocol = exchange->decoded.protocol,
        .action = exchange->decoded.action,
        .result = result,
        .error = error,
        .request_id = slice_make(exchange->request_id, UUID_TEXT_LEN),
        .base_url = exchange->base_url,
        .url_host = exchange->url_host,
        .url_style = url_styles[exchange->server->options.url_strategy],
    };
    struct wire_head head;
    wire_encode(&reply, &exchange->work.arena, body, &head);
    if (body->overflow) {
        reply.error = &too_long;
        body->overflow = false;
        buf_clear(body);
        wire_encode(&reply, &exchange->work.arena, body, &head);
    }
    send_out(exchange, reply.error, &head);
}

/* Replies with the outcome of the call. */
static void exchange_finish(struct exchange *exchange)
{
    settle(exchange);
    if (exchange->fate.lost)
        connection_hang_up(exchange->connection);
    exchange_reply(exchange, &exchange->call.error, exchange->call.result);
}

static void on_delay(struct timer *timer)
{
    exchange_finish(LIST_OF(timer, struct exchange, delay));
}

/* The engine is done with the call: inside a callback of the loop, after the commit. */
static void exchange_done(struct call *call)
{
    struct exchange *exchange = call->owner;
    if (exchange->fate.delay_ms == 0) {
        exchange_finish(exchange);
        return;
    }
    settle(exchange);
    watch(exchange);
    timer_set(exchange->server, &exchange->delay,
              clock_now_ms(exchange->server->clock) + exchange->fate.delay_ms);
}

/* A client that only ended its own sending still gets an answer: an empty one, unless the call has
 * its outcome already and is only delayed. */
static void exchange_abandon(struct departure *departure)
{
    struct exchange *exchange = LIST_OF(departure, struct exchange, departure);
    const struct shape *result = exchange->call.action->result;
    if (exchange->executing) {
        engine_cancel(exchange->server->engine, &exchange->call);
        exchange->call.error = (struct api_error){0};
        exchange->call.result = arena_zalloc(&exchange->work.arena, result->size);
    }
    timer_unset(exchange->server, &exchange->delay);
    exchange->req->http1_is_persistent = 0;
    exchange_finish(exchange);
}

void exchanges_watch_parked(struct http_server *server)
{
    while (!list_empty(&server->parked)) {
        struct exchange *exchange = LIST_OF(server->parked.next, struct exchange, link);
        list_remove(&exchange->link);
        watch(exchange);
    }
}

/* Asks the laboratory; true when the call does not reach the engine. */
static bool is_struck(struct exchange *exchange)
{
    struct lab_call_fate fate;
    lab_call(exchange->server->options.lab, &exchange->call, &fate);
    exchange->fate = (struct fate){fate.lose_reply || fate.cut, fate.delay_ms};
    exchange->call.error = fate.error;
    if (!fate.fail && !fate.cut)
        return false;
    if (fate.cut)
        exchange->call.error = (struct api_error){.text = TEXT_INTERNAL_FAILURE};
    server_schedule_turn(exchange->server);
    exchange_done(&exchange->call);
    return true;
}

static void exchange_execute(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    const struct wire_call *decoded = &exchange->decoded;
    struct call *call = &exchange->call;
    call->action = decoded->action;
    call->caller.region = decoded->region;
    call->caller.sender_id = identity_user_id(&exchange->work.arena, &call->caller.identity);
    call->queue = decoded->queue;
    call->request = decoded->request;
    call->arena = &exchange->work.arena;
    call->done = exchange_done;
    call->owner = exchange;
    if (server->options.lab && is_struck(exchange))
        return;
    exchange->executing = true;
    engine_execute(server->engine, &exchange->call);
    charge(exchange, REPLY_FACTOR * arena_used(&exchange->work.arena));
    if (exchange->call.waiter || exchange->call.held)
        list_append(&server->parked, &exchange->link);
    server_schedule_turn(server);
}

static struct exchange *exchange_make(struct http_server *server, h2o_req_t *req)
{
    struct uuid id;
    struct exchange *exchange =
        h2o_mem_alloc_shared(&req->pool, sizeof *exchange, exchange_dispose);
    memset(exchange, 0, sizeof *exchange);
    exchange->server = server;
    exchange->connection = connection_of(req);
    exchange->req = req;
    exchange->departure.left = exchange_abandon;
    exchange->delay.fire = on_delay;
    exchange->work = take_workspace(server);
    exchange->started_ms = clock_now_ms(server->clock);
    uuid_random(&id);
    uuid_format(&id, exchange->request_id);
    server->exchanges++;
    connection_busy(exchange->connection);
    return exchange;
}

/* HTTP's share of a SendMessage, and none of the rest. */
static void reply_noop(struct exchange *exchange)
{
    static const struct wire_head head = {.status = 200,
                                          .content_type = SLICE_INIT("application/x-amz-json-1.0")};
    reply_send(exchange->req, &head, slice_make(exchange->request_id, UUID_TEXT_LEN),
               SLICE("{\"MD5OfMessageBody\":\"3858f62230ac3c915f300c664312c63f\","
                     "\"MessageId\":\"2f1c9f0e-6d7b-4c43-9d1a-0b6f3a1a7f10\","
                     "\"QueueUrl\":\"http://localhost/000000000000/bench\"}"));
}

void exchange_refuse(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                     enum text_id text)
{
    struct exchange *exchange = exchange_make(server, req);
    const struct api_error error = {.text = text};
    exchange->decoded.protocol = wire_protocol_of(&intake->wire);
    exchange_reply(exchange, &error, NULL);
}

/* Only the replies of receives are large. */
static bool should_wait(const struct exchange *exchange)
{
    const struct http_server *server = exchange->server;
    return exchange->decoded.action->id == ACTION_RECEIVE_MESSAGE &&
           (pressure_is_high(server) || !list_empty(&server->waiting));
}

/* STS's answer, should the request be the one that it answers. */
static bool reply_identity(struct exchange *exchange, const struct api_error *error)
{
    struct arena *arena = &exchange->work.arena;
    struct slice request_id = slice_make(exchange->request_id, UUID_TEXT_LEN);
    const struct identity *who = &exchange->call.caller.identity;
    struct wire_head head;
    if (!sts_is_caller_identity(error) || who->anonymous)
        return false;
    sts_encode(who->account, identity_arn(arena, who), identity_user_id(arena, who), request_id,
               &exchange->work.body, &head);
    send_out(exchange, NULL, &head);
    return true;
}

/* Who calls, and what the call is. False: `error` says why it cannot be served. */
static bool understand(struct exchange *exchange, const struct wire_request *wire,
                       struct api_error *error)
{
    const struct http_options *options = &exchange->server->options;
    struct arena *arena = &exchange->work.arena;
    struct authentication caller;
    exchange->decoded.protocol = wire_protocol_of(wire);
    if (!authenticate(exchange->server, exchange->req, wire, arena, &caller, error))
        return false;
    const struct wire_defaults defaults = {options->account, options->region,
                                           caller.known ? caller.identity.account : SLICE_NONE,
                                           options->strict_hosts};
    bool decoded = wire_decode(wire, &defaults, arena, &exchange->decoded, error);
    exchange->call.caller.account = exchange->decoded.account;
    struct identity *identity = &exchange->call.caller.identity;
    *identity = caller.identity;
    identity->account = exchange->decoded.account;
    if (!caller.known && options->enforce_policies && !slice_present(exchange->decoded.access_key))
        identity->anonymous = true;
    if (!decoded || !caller.sts_only)
        return decoded;
    *error = (struct api_error){.text = TEXT_SCOPE_SERVICE, .args = {SLICE("sqs")}};
    return false;
}

void exchange_start(struct http_server *server, h2o_req_t *req, const struct intake *intake)
{
    struct exchange *exchange = exchange_make(server, req);
    struct api_error error = {0};
    if (server->options.noop) {
        reply_noop(exchange);
        return;
    }
    struct arena *arena = &exchange->work.arena;
    exchange->base_url = intake_base_url(server, req, intake, arena);
    exchange->url_host = intake_url_host(&server->options, exchange->base_url, arena);
    exchange->call.caller.trace_header = intake->trace_header;
    struct wire_request wire = intake->wire;
    wire.base_url = exchange->base_url;
    wire.url_host = exchange->url_host;
    if (server->options.enforce_policies)
        exchange->call.caller.origin = origin_of(server, req, intake, arena);
    if (!understand(exchange, &wire, &error)) {
        if (!reply_identity(exchange, &error))
            exchange_reply(exchange, &error, NULL);
    } else if (should_wait(exchange)) {
        list_append(&server->waiting, &exchange->link);
        server_schedule_turn(server);
    } else {
        exchange_execute(exchange);
    }
}

void exchanges_resume(struct http_server *server)
{
    while (!list_empty(&server->waiting) && !pressure_is_high(server)) {
        struct exchange *exchange = LIST_OF(server->waiting.next, struct exchange, link);
        list_remove(&exchange->link);
        exchange_execute(exchange);
    }
}
