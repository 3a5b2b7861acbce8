/* Waiting until something has happened, or has not. */
#include "api/http/admin/admin.h"
#include "api/http/timer.h"

#define TIMEOUT_DEFAULT_MS 10000
#define TIMEOUT_MAX_MS     300000
#define WITHIN_MAX_MS      (INT64_C(365) * 86400 * 1000) /* of emulated time */

struct members {
    struct history_members filter;
    struct slice until;
    struct opt_int count;
    struct opt_int timeout_ms;
    bool none;
    struct opt_int within_ms;
};

static const struct admin_field fields[] = {
    ADMIN_HISTORY_FIELDS(struct history_members), ADMIN_FIELD(TEXT, struct members, until),
    ADMIN_FIELD(INTEGER, struct members, count),  ADMIN_FIELD(INTEGER, struct members, timeout_ms),
    ADMIN_FIELD(FLAG, struct members, none),      ADMIN_FIELD(INTEGER, struct members, within_ms),
};

/* A request that waits. */
struct awaiting {
    struct admin *admin;
    struct lab_wait *wait; /* NULL: over */
    struct timer timeout;
};

/* Replies as things stand. */
static void answer(struct admin *admin)
{
    struct awaiting *awaiting = admin->state;
    lab_await_end(awaiting->wait, &admin->reply);
    awaiting->wait = NULL;
    timer_unset(admin->server, &awaiting->timeout);
    admin_send(admin, 200);
}

static void on_met(void *owner)
{
    answer(owner);
}

static void on_timeout(struct timer *timer)
{
    answer(LIST_OF(timer, struct awaiting, timeout)->admin);
}

/* The request is over, however it ended. */
static void release(struct admin *admin)
{
    struct awaiting *awaiting = admin->state;
    timer_unset(admin->server, &awaiting->timeout);
    if (awaiting->wait)
        lab_await_cancel(awaiting->wait);
    awaiting->wait = NULL;
}

static bool check(struct admin *admin, const struct members *members)
{
    const char *problem = NULL;
    bool empty = slice_is(members->until, "empty");
    if (!slice_present(members->until))
        problem = "until must be empty or the name of an event such as sent, delivered or deleted";
    else if (slice_present(members->filter.event))
        problem = "until names the event here: leave event out";
    else if (empty && !slice_present(members->filter.queue))
        problem = "queue must be given: until empty is about one queue";
    else if (empty && (members->none || members->count.present))
        problem = "none and count do not go with until empty";
    else if (members->none != members->within_ms.present)
        problem = "none and within_ms go together";
    else if (members->none && members->count.present)
        problem = "count does not go with none";
    else if (members->count.present && members->count.value < 1)
        problem = "count must be at least 1";
    else if (members->timeout_ms.value > TIMEOUT_MAX_MS)
        problem = "timeout_ms must be at most 300000";
    else if (members->within_ms.value > WITHIN_MAX_MS)
        problem = "within_ms must be at most 31536000000 (365 days)";
    return !problem || admin_fail(admin, 400, "%s", problem);
}

static bool describe(struct admin *admin, struct members *members, struct lab_await_spec *ret)
{
    bool empty = slice_is(members->until, "empty");
    struct lab *lab = admin->server->options.lab;
    *ret = (struct lab_await_spec){.empty = empty,
                                   .count = members->count.present ? members->count.value : 1,
                                   .none = members->none,
                                   .within_ms = members->within_ms.value};
    if (!admin_filter(admin, &members->filter, &ret->filter))
        return false;
    if (!empty && (!lab_filter_events(&ret->filter, members->until)))
        return admin_fail(admin, 400,
                          "until must be empty or the name of an event such as sent, "
                          "delivered or deleted");
    if (members->none && !members->filter.since.present)
        ret->filter.since = lab_history_next(lab);
    return true;
}

/* Waiting replies may be many: each is small. */
static void park(struct admin *admin, struct awaiting *awaiting, int64_t timeout_ms)
{
    struct http_server *server = admin->server;
    admin->state = awaiting;
    admin->release = release;
    awaiting->timeout.fire = on_timeout;
    timer_set(server, &awaiting->timeout, clock_now_ms(server->clock) + timeout_ms);
    server_schedule_turn(server);
    admin_park(admin, answer);
}

void admin_await(struct admin *admin)
{
    struct http_server *server = admin->server;
    struct members members = {0};
    struct lab_await_spec spec;
    const char *problem;
    if (!ADMIN_READ(admin, fields, &members) || !admin_needs_history(admin) ||
        !check(admin, &members) || !describe(admin, &members, &spec))
        return;
    struct awaiting *awaiting = arena_zalloc(&admin->arena, sizeof *awaiting);
    awaiting->admin = admin;
    spec.default_account = server->options.account;
    awaiting->wait = lab_await(server->options.lab, &spec, &admin->reply, on_met, admin, &problem);
    if (problem)
        admin_fail(admin, 409, "%s", problem);
    else if (!awaiting->wait)
        admin_send(admin, 200);
    else
        park(admin, awaiting,
             members.timeout_ms.present ? members.timeout_ms.value : TIMEOUT_DEFAULT_MS);
}
