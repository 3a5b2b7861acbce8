/* What the laboratory does to an engine from outside of calls: moving its time, emptying it,
 * keeping and restoring what it holds.
 *
 * Emulated time runs with the clock until somebody advances or freezes it, for all accounts or for
 * one, and never goes back. What is done is stored, in a turn of its own, and survives a restart.
 * What comes due is done by the next engine_tick. */
#ifndef ROPELINE_ENGINE_CONTROL_H
#define ROPELINE_ENGINE_CONTROL_H

#include "src/engine/engine.h"

/* In all of these an absent account stands for all accounts: for what each has before anything was
 * done to it alone. */

enum engine_clock_outcome {
    CLOCK_MOVED,
    CLOCK_STANDS,    /* engine_clock_next: nothing will happen */
    CLOCK_BACKWARDS, /* refused: it would go back */
    CLOCK_TOO_FAR,   /* refused: a thousand years */
    CLOCK_LOST,      /* could not be stored */
};

struct engine_clock {
    int64_t now_ms;
    int64_t offset_ms; /* ahead of the real clock; less than 0 after a freeze */
    bool frozen;
};

/* An account is frozen also while all are. */
struct engine_clock engine_clock_read(struct engine *engine, struct slice account);

enum engine_clock_outcome engine_clock_advance(struct engine *engine, struct slice account,
                                               int64_t by_ms);
enum engine_clock_outcome engine_clock_set(struct engine *engine, struct slice account,
                                           int64_t to_ms);

/* Frozen time moves only by advance, set and next. What is so already stays so. */
enum engine_clock_outcome engine_clock_freeze(struct engine *engine, struct slice account,
                                              bool frozen);

/* What time alone brings about: K(ID, "name"). */
#define ALL_DEADLINES(K)                                                                           \
    K(VISIBLE, "message_visible") /* a delay or a visibility timeout ends */                       \
    K(RETENTION, "message_expired")                                                                \
    K(WINDOW, "deduplication_closed") /* ... or a receive attempt */                               \
    K(WAIT, "wait_over")              /* a long poll ends */                                       \
    K(MOVE_TASK, "move_task_step")                                                                 \
    K(ATTRIBUTES, "attributes_act")

enum engine_deadline_kind {
#define DECLARE_DEADLINE(ID, name) DEADLINE_##ID,
    ALL_DEADLINES(DECLARE_DEADLINE)
#undef DECLARE_DEADLINE
};

struct engine_deadline {
    enum engine_deadline_kind kind;
    struct queue_ref queue; /* texts in the arena */
    int64_t in_ms;          /* from now on, in emulated time; more than 0 */
};

struct engine_deadlines {
    struct engine_deadline *items; /* those that come first, all at the same time */
    size_t count;                  /* no more than 100; 0: nothing will happen */
};

/* What happens next, of one account or of all. Looks at every queue. False: the store failed. */
bool engine_deadlines(struct engine *engine, struct slice account, struct arena *arena,
                      struct engine_deadlines *ret);

/* Advances the account, or all, to its next deadlines, which are returned. */
enum engine_clock_outcome engine_clock_next(struct engine *engine, struct slice account,
                                            struct arena *arena, struct engine_deadlines *ret);

/* ---- jobs: changes to everything, done by engine_tick in slices of a few milliseconds ----
 *
 * One at a time. Until it has ended, calls that are executed are held back (call->held), and
 * looking at queues fails as if the store did. */

enum engine_job_outcome {
    JOB_DONE,
    JOB_FULL,   /* there is no room for the snapshot; nothing happened */
    JOB_FAILED, /* the store failed, or the engine was stopped */
};

struct engine_job_result {
    enum engine_job_outcome outcome;
    int64_t queues;
    int64_t messages;
    int64_t taken_ms; /* snapshots: the emulated time of all accounts then */
};

struct engine_job {
    /* Filled by the caller; must live until `done` or engine_job_cancel. */
    void (*done)(struct engine_job *job);
    struct engine_job_result result; /* to be read in `done` */
};

bool engine_busy(const struct engine *engine);

/* Nobody waits for the job's end any more; the job goes on. */
void engine_job_cancel(struct engine *engine, struct engine_job *job);

/* Deletes all queues with everything that is remembered about them, of one account or of all.
 * `clock`: their time is the real one again. False: a job is going on. */
bool engine_reset(struct engine *engine, struct slice account, bool clock, struct engine_job *job);

/* Snapshots of everything but the clocks, by name. They live in memory, a gigabyte of them in all,
 * and end with the process. Times stay as they were saved: a restored message that was in flight is
 * visible again when the emulated time, which goes on, has passed its old deadline. */

#define ENGINE_SNAPSHOT_NAME_MAX 80

enum engine_snapshot_outcome {
    SNAPSHOT_BEGUN, /* dropping: done */
    SNAPSHOT_UNKNOWN,
    SNAPSHOT_BAD_NAME,
    SNAPSHOT_TOO_MANY, /* a hundred */
    SNAPSHOT_BUSY,
};

/* Takes a snapshot; a former one of the same name is replaced when it is whole. */
enum engine_snapshot_outcome engine_snapshot_take(struct engine *engine, struct slice name,
                                                  struct engine_job *job);

/* Parked receives wait on, unless their queue is not in the snapshot. */
enum engine_snapshot_outcome engine_snapshot_restore(struct engine *engine, struct slice name,
                                                     struct engine_job *job);
enum engine_snapshot_outcome engine_snapshot_drop(struct engine *engine, struct slice name);

/* The first snapshot whose name comes after *name, which is replaced; false: there is none. */
bool engine_snapshot_next(struct engine *engine, struct slice *name, struct engine_job_result *ret);

#endif
