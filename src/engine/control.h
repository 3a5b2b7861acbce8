/* What the laboratory does to an engine from outside of calls: moving its time.
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

#endif
