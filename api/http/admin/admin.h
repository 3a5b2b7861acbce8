/* Requests to Ropeline itself: one row each in routes.def, one file per endpoint in this folder.
 *
 * A handler reads its members (admin_read), writes admin->reply and sends it (admin_send), at once
 * or later (admin_park), or piece by piece (admin_stream). It answers exactly once. Errors are
 * {"error": "one sentence"}. */
#ifndef ROPELINE_API_HTTP_ADMIN_H
#define ROPELINE_API_HTTP_ADMIN_H

#include "api/http/departures.h"
#include "api/http/intake.h"
#include "api/http/routes.h"
#include "api/model/shape.h"
#include "src/base/json.h"
#include "src/lab/lab.h"

/* One request and its reply. Lives in the request's pool and dies with it, however it ends. */
struct admin {
    struct http_server *server;
    struct connection *connection;
    h2o_req_t *req;
    const struct route *route;
    struct slice stars[ROUTE_STARS_MAX]; /* decoded */
    struct slice body;                   /* TAKES_LINES: points into the request */
    const struct json *given;            /* the members of the request: an object */
    struct arena arena;
    struct buf reply; /* JSON, until it is sent */

    void *state;                          /* the handler's own */
    void (*release)(struct admin *admin); /* frees it when the request is over; NULL: nothing */
    bool (*produce)(struct admin *admin); /* admin_stream */
    void (*hurry)(struct admin *admin);   /* while parked: admin_park */
    bool broken; /* set by `produce`: the reply cannot be ended, and is broken off */
    struct departure departure;
    struct list_node parked; /* in server->admins */
};

/* Answers a request whose path is not SQS's. */
void admin_start(struct http_server *server, h2o_req_t *req, const struct intake *intake,
                 enum route_outcome outcome, const struct route *route,
                 const struct slice stars[static ROUTE_STARS_MAX]);

/* Answers a request whose path is not SQS's with {"error": message}. */
void admin_refuse(struct http_server *server, h2o_req_t *req, int status, const char *message);

/* Sends admin->reply, inside a callback of the loop; where that overflowed, 500 instead. */
void admin_send(struct admin *admin, int status);
void admin_send_as(struct admin *admin, int status, const char *content_type);

/* Sends {"error": ...}. Always false, so that checks can `return admin_fail(...)`. */
bool admin_fail(struct admin *admin, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sends a reply of any length: `produce` appends the next piece to admin->reply (empty by then) and
 * returns whether there is more; it is called again when the piece is out. */
void admin_stream(struct admin *admin, const char *content_type,
                  bool (*produce)(struct admin *admin));

/* The handler returns without an answer and answers later, in a callback of the loop. When the
 * client leaves (or ends its own sending, which looks the same) or the server stops, `hurry` is
 * called and must answer at once with what there is. */
void admin_park(struct admin *admin, void (*hurry)(struct admin *admin));

/* What is ready of the reply counts as memory of the connection, until it is out. */
void admin_charge(struct admin *admin);

/* Runs the requests that came while a job of the engine was going on, when it has ended, and those
 * that wait for memory, when there is some. */
void admins_resume(struct http_server *server);

/* Hurries all that are parked. */
void admins_hurry(struct http_server *server);

/* ---- members (members.c) ---- */

enum admin_kind {
    ADMIN_TEXT,    /* struct slice; absent when not given */
    ADMIN_INTEGER, /* struct opt_int, never negative */
    ADMIN_FLAG,    /* bool */
    ADMIN_ACCOUNT, /* struct slice: 12 digits */
    ADMIN_VALUE,   /* const struct json *, NULL when not given; a string in a query string */
};

struct admin_field {
    const char *name;
    enum admin_kind kind;
    size_t offset;
};

#define ADMIN_FIELD(kind, type, member)                                                            \
    {                                                                                              \
#member, ADMIN_##kind, offsetof(type, member)                                              \
    }

/* Reads the members of the request into the struct `ret`, zeroed by the caller. False: answered
 * with 400, which names the member. Unknown members are errors; null is as not given. */
bool admin_read(struct admin *admin, const struct admin_field *fields, size_t count, void *ret);

#define ADMIN_READ(admin, fields, ret)                                                             \
    admin_read((admin), (fields), sizeof(fields) / sizeof *(fields), (ret))

/* Parses the query string or the body into admin->given. False: answered. */
bool admin_take_members(struct admin *admin, const struct intake *intake);

/* ---- what the laboratory's endpoints share (history.c) ---- */

struct history_members {
    struct slice account, region, queue, group, message, event, body, body_contains;
    struct opt_int since;
    const struct json *attribute;
};

#define ADMIN_HISTORY_FIELDS(type)                                                                 \
    ADMIN_FIELD(ACCOUNT, type, account), ADMIN_FIELD(TEXT, type, region),                          \
        ADMIN_FIELD(TEXT, type, queue), ADMIN_FIELD(TEXT, type, group),                            \
        ADMIN_FIELD(TEXT, type, message), ADMIN_FIELD(TEXT, type, event),                          \
        ADMIN_FIELD(TEXT, type, body), ADMIN_FIELD(TEXT, type, body_contains),                     \
        ADMIN_FIELD(INTEGER, type, since), ADMIN_FIELD(VALUE, type, attribute)

/* The filter that the members describe; where a queue is named, account and region are the server's
 * unless given. False: answered. */
bool admin_filter(struct admin *admin, const struct history_members *members,
                  struct lab_filter *ret);

/* False: answered with 409, since there is no history. */
bool admin_needs_history(struct admin *admin);

/* The queue that members name, by the server's account and region where they are silent. False: no
 * name is given. */
bool admin_queue(const struct admin *admin, struct slice account, struct slice region,
                 struct slice name, struct queue_ref *ret);

/* ---- the endpoints ---- */

void admin_health(struct admin *admin);
void admin_ready(struct admin *admin);
void admin_clock_show(struct admin *admin);
void admin_clock_change(struct admin *admin);
void admin_faults_list(struct admin *admin);
void admin_faults_add(struct admin *admin);
void admin_faults_remove(struct admin *admin);
void admin_history(struct admin *admin);
void admin_await(struct admin *admin);
void admin_report(struct admin *admin);
void admin_lints(struct admin *admin);
void admin_export(struct admin *admin);
void admin_import(struct admin *admin);
void admin_reset(struct admin *admin);
void admin_snapshots_list(struct admin *admin);
void admin_snapshots_take(struct admin *admin);
void admin_snapshots_restore(struct admin *admin);
void admin_snapshots_drop(struct admin *admin);

#endif
