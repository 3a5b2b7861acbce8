/* The engine: the rules of SQS. It knows neither HTTP nor SQL.
 *
 * A call is one request of one client. engine_execute runs it inside the open turn of the store;
 * engine_flush, at the end of the loop's turn, commits once and then completes all calls. A receive
 * that finds nothing and may wait is parked and completed later, by a flush or a tick. Each call is
 * completed exactly once, by its `done`, never from inside engine_execute. */
#ifndef ROPELINE_ENGINE_H
#define ROPELINE_ENGINE_H

#include "api/model/actions.h"
#include "api/model/errors.h"
#include "src/access/identity.h"
#include "src/base/clock.h"
#include "src/base/list.h"
#include "storage/store.h"

/* Timing rules of AWS that emulators relax (attributes.md section 2). */
struct engine_options {
    bool strict_delete;      /* refuse to create a queue within 60 s of its deletion */
    bool strict_purge;       /* refuse a second purge within 60 s */
    bool enforce_policies;   /* of queues, and the rights of access keys */
    bool strict_propagation; /* changed attributes act after 60 s, the retention after 15 minutes */
};

/* Where a request comes from: facts that policies may ask about. Absent: not known. */
struct call_origin {
    struct slice address; /* of the client, as a number */
    struct slice user_agent;
    struct slice referer;
    bool secure; /* it came over TLS */
};

/* Who calls, and the facts of the request that rules need. */
struct caller {
    struct slice account;      /* 12 digits */
    struct slice region;       /* from the signature's scope, else the default */
    struct slice sender_id;    /* SenderId of what is sent */
    struct slice trace_header; /* X-Amzn-Trace-Id; absent = none */
    struct identity identity;  /* with origin: used when policies are enforced */
    struct call_origin origin;
};

struct engine;

struct call {
    /* Filled by the caller of engine_execute; all memory must live until `done`. */
    const struct action *action;
    struct caller caller;
    struct queue_ref queue; /* SCOPE_QUEUE: which; name absent when the request names none */
    const void *request;    /* struct of action->request */
    struct arena *arena;
    void (*done)(struct call *call);
    void *owner; /* for `done` */

    /* Filled by the engine, to be read in `done`. Either an error, or the result. */
    struct api_error error;
    void *result; /* struct of action->result, in the arena */

    /* The engine's own. */
    struct list_node link;
    struct waiter *waiter; /* while parked */
    bool held;             /* until a job has ended (control.h) */
};

/* The store is used, not owned; it must outlive the engine. Loads active move tasks and clock
 * offsets. NULL when the store failed. */
struct engine *engine_create(const struct engine_options *options, struct store *store,
                             const struct clock *clock);

/* No call may be parked or unflushed: see engine_stop. */
void engine_destroy(struct engine *engine);

/* Runs the call. Its completion comes with the next engine_flush, or later when it is parked. */
void engine_execute(struct engine *engine, struct call *call);

/* Ends the turn: runs the receives that this turn woke, commits, completes. */
void engine_flush(struct engine *engine);

/* Does all due work in a bounded slice (expired waits, messages that became visible, move tasks,
 * garbage) and completes what it finished. Returns the milliseconds until it wants to be called
 * again; -1 = not before something is executed. */
int64_t engine_tick(struct engine *engine);

/* The client of a parked or not yet completed call has gone: `done` will not be called, and the
 * call takes no messages any more. What was committed stays. */
void engine_cancel(struct engine *engine, struct call *call);

/* Completes all parked receives with an empty result. */
void engine_stop(struct engine *engine);

/* Number of turns that the store could not keep, so that all their calls got an internal error; and
 * why the latest was lost, a line for the log that lives until the next is. */
size_t engine_turns_lost(const struct engine *engine, const char **ret_why);

/* Number of parked receives. */
size_t engine_parked(const struct engine *engine);

#endif
