/* The engine's own state: what its files share. Nothing outside src/engine includes this.
 *
 * What is here are caches and waiters; the truth is the store's. After a turn that failed every
 * cached queue is stale and read again (queues.h). */
#ifndef ROPELINE_ENGINE_STATE_H
#define ROPELINE_ENGINE_STATE_H

#include "src/base/heap.h"
#include "src/base/map.h"
#include "src/engine/control.h"
#include "src/engine/engine.h"
#include "src/engine/observer.h"

/* How time runs, for all accounts or for one (accounts.c). */
struct pace {
    int64_t offset_ms; /* what it was advanced by, in all */
    int64_t paused_ms; /* what passed while it was frozen, in all */
    bool frozen;
    int64_t at_ms; /* while frozen: the time at which it stands, without offset_ms */
};

struct account {
    struct slice id; /* points to `text` */
    size_t users;    /* cached queues, and who changes its clock just now */
    bool loaded;     /* the pace has been read from the store */
    struct pace pace;
    char text[];
};

/* What a queue's RedrivePolicy says. */
struct redrive {
    bool set;
    struct slice target; /* name of the dead-letter queue, same account and region */
    int64_t max_receive_count;
};

/* A queue that has been used: its row, and what rules need of its attributes in their own types. */
struct queue {
    struct store_queue row; /* memory: arena */
    struct arena arena;
    struct account *account;
    bool stale; /* the row must be read again before use */
    int64_t
        settles_ms; /* when a changed attribute starts to act (propagation.h); INT64_MAX: none */

    int64_t delay_ms;
    int64_t maximum_message_size;
    int64_t retention_ms;
    int64_t wait_ms;
    int64_t visibility_ms;
    bool content_based_deduplication;
    bool deduplication_per_group; /* as at creation: fifo.md section 2 */
    struct redrive redrive;

    int64_t in_flight_bound;  /* never less than the messages in flight */
    struct list_node waiters; /* struct waiter, oldest first */
    struct list_node woken;   /* in engine->woken while its waiters should be tried */
    struct heap_node due;     /* in engine->dues: when a message becomes visible */
};

/* A parked receive. */
struct waiter {
    struct call *call;
    struct queue *queue;
    struct list_node link;   /* in queue->waiters */
    struct heap_node expiry; /* in engine->expiries */
    int64_t deadline_ms;     /* emulated time of the queue's account */
    bool served;             /* has its answer, waits for the commit */
};

/* An active move task. */
struct move_task {
    struct list_node link; /* in engine->tasks */
    struct arena arena;
    struct store_task row;
    int64_t next_ms; /* emulated time of its next step */
};

/* A reset that is going on. */
struct reset {
    char account[13]; /* empty: all */
    size_t account_len;
    bool clock;
    int64_t queues;
};

struct engine {
    struct engine_options options;
    struct store *store;
    const struct clock *clock;
    struct engine_observer observer; /* ops NULL: none */
    struct pace pace;                /* of all accounts */

    struct map accounts; /* id -> struct account: with a cached queue, or a pace of its own */
    struct map queues;   /* region/account/name -> struct queue */

    bool turn_open;
    bool turn_failed;
    size_t turns_lost;
    char lost_why[256];     /* of the latest */
    struct list_node calls; /* executed in this turn, not completed */

    struct list_node woken;
    struct heap dues;     /* struct queue, keyed in clock time */
    struct heap expiries; /* struct waiter, keyed in clock time */
    size_t parked;

    struct list_node tasks; /* struct move_task */
    bool tasks_stale;       /* they must be read again before use */
    int64_t collect_ms;     /* clock time of the next idle work */

    /* The job that is going on (jobs.h). */
    bool (*step)(struct engine *engine, struct engine_job_result *ret); /* NULL: none */
    bool store_taken;       /* it works on the store outside of turns: there are none meanwhile */
    struct engine_job *job; /* NULL: nobody waits for its end */
    struct list_node held;  /* calls until then */
    struct reset reset;
    struct snapshot *snapshot;  /* that is being taken or restored */
    struct list_node snapshots; /* struct snapshot */
};

/* ---- accounts.c: emulated time ---- */

/* NULL when nothing is known of the account: its time is that of all. */
struct account *account_find(struct engine *engine, struct slice id);

/* Makes the account when there is none; for each there is an account_release. */
struct account *account_take(struct engine *engine, struct slice id);

/* Forgets the account when nobody uses it and its time is that of all. */
void account_release(struct engine *engine, struct account *account);

/* The account's time is that of all from now on; forgets it when nobody uses it. */
void account_drop_pace(struct engine *engine, struct account *account);

/* `account` NULL, here and below: one to which nothing was done alone. */
int64_t account_now(const struct engine *engine, const struct account *account);

/* Emulated time as clock time, for the heaps: now when it has come, INT64_MAX while the account is
 * frozen before it. */
int64_t account_clock_ms(const struct engine *engine, const struct account *account,
                         int64_t emulated_ms);

bool account_frozen(const struct engine *engine, const struct account *account);

/* The earliest emulated time of all accounts. */
int64_t accounts_earliest_ms(const struct engine *engine);

/* The pace after freezing or resuming now; nothing is changed. */
struct pace account_pace_frozen(const struct engine *engine, const struct account *account,
                                bool frozen);

/* Writes a pace to the store; `account` NULL: that of all. */
bool account_store_pace(struct engine *engine, const struct account *account,
                        const struct pace *pace);

bool accounts_load(struct engine *engine);
void accounts_release(struct engine *engine);

/* ---- turn.c ---- */

/* Opens the store's turn when it is not open. False: the turn is lost. */
bool turn_ensure(struct engine *engine);

/* True when the status is STORE_OK. STORE_ERROR loses the turn. */
bool turn_ok(struct engine *engine, enum store_status status);

/* Commits what the turn did; false: nothing of it happened. */
bool turn_end(struct engine *engine);

/* ---- calls ---- */

/* Sets the call's error; always false, so that checks can `return call_fail(...)`. */
bool call_set_error(struct call *call, struct api_error error);

#define call_fail(call, text_id, ...)                                                              \
    call_set_error((call), (struct api_error){.text = (text_id), .args = {__VA_ARGS__}})

static inline bool error_set(struct api_error *ret, struct api_error error)
{
    *ret = error;
    return false;
}

/* As call_fail, into an api_error. */
#define fail(ret, text_id, ...)                                                                    \
    error_set((ret), (struct api_error){.text = (text_id), .args = {__VA_ARGS__}})

/* ---- the actions: one file each, named as the function ---- */

#define DECLARE_ACTION(UPPER, lower, ...) void lower(struct engine *engine, struct call *call);
ALL_ACTIONS(DECLARE_ACTION)
#undef DECLARE_ACTION

#endif
