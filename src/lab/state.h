/* The laboratory's own state: what its files share. Nothing outside src/lab includes this.
 *
 * Events of a turn are copied when the engine tells them (staged.c). When the turn is committed
 * they take effect one by one, with the time that passes between them, in slices (steps.c): they
 * move the lives of messages (lives.c) and become records of the history (history.c), which wake
 * those who wait (await.c). */
#ifndef ROPELINE_LAB_STATE_H
#define ROPELINE_LAB_STATE_H

#include "src/base/heap.h"
#include "src/base/list.h"
#include "src/base/map.h"
#include "src/lab/events.h"
#include "src/lab/lab.h"

/* An account and what is due in its emulated time. */
struct lab_account {
    struct list_node link; /* in lab->accounts */
    struct slice id;       /* text below; as long as a path may name it */
    size_t refs;           /* by places, waits and steps */
    int64_t now_ms;        /* at the latest turn */
    struct heap dues;      /* struct life, by life_is_before */
    struct heap ends;      /* struct lab_wait: ends of "none within" */
    char text[];
};

/* A queue, by name; it lives as long as somebody refers to it. */
struct place {
    struct queue_ref ref; /* texts below */
    struct lab_account *account;
    size_t refs;
    bool fifo;
    int64_t retention_ms;
    struct list_node lives; /* those that are alive in it */
    char text[];            /* the map's key: region, account, name */
};

/* The life of a message; it is remembered as long as a record speaks of it. */
struct life {
    struct uuid id;
    size_t refs;
    size_t bytes;
    char row[16]; /* the store's ids of queue and message: a key of lab->rows */
    struct slice group;
    struct slice body; /* its first bytes */
    size_t body_len;
    uint8_t body_md5[16];
    struct list attributes; /* struct pair; what of them is kept */
    void *content;          /* what the texts point into; NULL: they are not known */

    struct place *place;   /* where it is, or was last */
    bool alive;            /* sent, and neither deleted nor expired */
    bool in_flight;        /* until visible_ms */
    struct list_node link; /* in place->lives while alive */
    struct heap_node due;  /* in the account's dues: when something runs out */
    int64_t scheduled;     /* in which order that was set */
    int64_t sequence;
    int64_t visible_ms;
    int64_t retained_ms;
    int32_t receive;
    int32_t deleted_by; /* the receive whose handle deleted it; 0 = none */
};

enum record_flags {
    RECORD_REFUSED = 1,
    RECORD_WAITED = 2,
    RECORD_AGAIN = 4,
    RECORD_GONE = 8,
    RECORD_KEPT = 16, /* FAULT: the delete was answered, the message kept */
};

/* An event in the history. */
struct record {
    struct list_node link;
    int64_t n;        /* position */
    int64_t ms;       /* emulated time of its account */
    int64_t clock_ms; /* for durations while emulated time stands */
    enum lab_event_id event;
    unsigned flags;
    int32_t receive;
    uint32_t call; /* records of one call have the same; 0: the engine's own work */
    int64_t visible_until_ms;
    struct place *place; /* NULL: a call that names no queue */
    struct place *to;    /* MOVED, REDRIVEN; else NULL */
    struct life *life;   /* NULL: about a queue */
    struct uuid former;  /* REDRIVEN */
    const struct action *action;
    struct slice by;        /* who called */
    struct slice fault;     /* FAULT: its id */
    const char *fault_kind; /* FAULT */
    size_t bytes;
    char text[];
};

struct lab {
    struct engine *engine;
    const struct clock *clock;
    struct lab_options options;

    struct list_node accounts; /* struct lab_account, in the order in which they appeared */
    struct map account_index;  /* id -> struct lab_account */
    struct map places;         /* region, account, name -> struct place */
    struct map lives;          /* message id and place -> struct life */
    struct map rows;           /* ids of the store -> struct life */

    struct list_node staged;  /* struct staged, of this turn */
    struct list_node steps;   /* struct step, in their order */
    struct arena step_memory; /* of both */
    size_t step_bytes;        /* of the steps, about */
    size_t step_events;       /* events that came since the latest turn */
    const struct call *last_call;
    uint32_t call_serial;

    struct list_node records; /* oldest first */
    size_t record_count;
    size_t bytes; /* of records and lives */
    int64_t next; /* position of the next record */
    int64_t dropped;
    int64_t schedule_serial;

    struct list_node faults; /* struct fault, in the order in which they were added */
    size_t fault_count;
    int64_t fault_serial;

    struct list_node waits; /* struct lab_wait */
    size_t wait_count;
    struct list_node met;
};

/* Absent: anything fits. */
static inline bool fits(struct slice wanted, struct slice value)
{
    return !slice_present(wanted) || slice_equal(wanted, value);
}

/* A copy at *at, which is moved behind it; absent stays absent. */
static inline struct slice keep_text(char **at, struct slice text)
{
    struct slice copy = slice_make(*at, text.len);
    if (!slice_present(text))
        return SLICE_NONE;
    memcpy(*at, text.at, text.len);
    *at += text.len;
    return copy;
}

/* ---- lab.c: accounts and places ---- */

#define ACCOUNT_OF(node) LIST_OF(node, struct lab_account, link)

/* The account, made when it is new; it gets a reference, which lab_account_release gives back (NULL
 * is fine). It goes with the last one: then nothing of it is due. */
struct lab_account *lab_account_take(struct lab *lab, struct slice id);
void lab_account_release(struct lab *lab, struct lab_account *account);

/* The place of a queue; it gets a reference, which place_release gives back (NULL is fine). NULL
 * when the names are too long for any queue. */
struct place *place_take(struct lab *lab, const struct queue_ref *ref);
void place_release(struct lab *lab, struct place *place);

/* Takes a part of what is left to be done in this turn; false: nothing is. */
static inline bool spend(size_t *left, size_t cost)
{
    if (*left == 0)
        return false;
    *left -= cost < *left ? cost : *left;
    return true;
}

/* ---- steps.c: what the history has to be told still ---- */

/* Something that is settled but has not taken effect: time passed in an account, or an event. */
struct step {
    struct list_node link;       /* in lab->steps */
    struct lab_account *account; /* what is due in it until until_ms; NULL: a struct staged */
    int64_t until_ms;
};

/* Appends an event, which lives in lab->step_memory and takes `bytes`. */
void steps_add(struct lab *lab, struct step *step, size_t bytes);

/* Time has gone on: for all accounts in which something is due, or may be after other steps. */
void steps_add_time(struct lab *lab);

/* Goes as many steps as are good for one turn; all while somebody waits. False: some are left. */
bool steps_turn(struct lab *lab);

/* Goes all steps: for those who look. */
void steps_finish(struct lab *lab);

/* ---- staged.c: what happened in a turn that is not committed ---- */

struct staged {
    struct step step; /* in lab->staged until the turn is committed */
    enum lab_event_id what;
    struct engine_event event; /* texts and message: copies; `call` only tells calls apart */
    bool has_place;
    struct store_message message;
    struct list attributes;
    size_t body_len;
    const struct action *action;
    struct slice by;
    uint32_t call;
    const char *fault_kind; /* a fault; else NULL */
    struct slice fault;
    bool kept;
    int64_t clock_ms;         /* when the turn was committed */
    bool caught_up;           /* what was due before has run out */
    struct list_node *unkept; /* lives of the place from here on keep to its former retention */
};

#define STAGED_OF(node) LIST_OF(node, struct staged, step.link)

void stage_event(struct lab *lab, const struct engine_event *event);

/* A fault that was applied; `place` NULL: a call that names no queue; `message` may be NULL. */
void stage_fault(struct lab *lab, struct slice fault, const char *kind,
                 const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive, bool kept);

/* Ends the turn: its events become steps, or have not happened. */
void staged_commit(struct lab *lab);
void staged_drop(struct lab *lab);

/* ---- lives.c ---- */

/* The life of the event's message, made when it is new; NULL: unknown, or no message. */
struct life *life_of(struct lab *lab, struct place *place, const struct staged *staged);
void life_release(struct lab *lab, struct life *life);

/* Moves the life by what happened to it. */
void life_follow(struct lab *lab, struct life *life, struct place *place,
                 const struct staged *staged);

/* The order of what is due at one moment: as it was set, since a run is to be repeatable. */
bool life_is_before(struct heap_node *a, struct heap_node *b);

/* Each life that these work on takes one of *left; false: it was not enough for all. */

/* All that live in the place end without an event of their own. */
bool lives_end(struct place *place, size_t *left);

/* The queue keeps messages for another time now: tells the lives of the place from *at on. */
bool lives_reschedule(struct lab *lab, struct place *place, struct list_node **at, size_t *left);

/* Records what ran out in the account until `now_ms`. */
bool lives_expire(struct lab *lab, struct lab_account *account, int64_t now_ms, size_t *left);

/* ---- history.c ---- */

/* Appends a record: takes over the references of its place, `to` and life; texts are copied. */
void history_add(struct lab *lab, const struct record *record);

/* The node of the first record from position `since` on, when all that has happened is recorded;
 * the list's head when there is none. */
struct list_node *history_from(struct lab *lab, int64_t since);

/* Drops all records of an account (absent: all). */
void history_drop(struct lab *lab, struct slice account);

void record_write(const struct record *record, struct buf *reply);

/* ---- filter.c ---- */

bool filter_matches(const struct lab_filter *filter, const struct record *record);

/* As filter_matches, but only the queue. */
bool filter_matches_queue(const struct lab_filter *filter, const struct queue_ref *ref);

/* ---- await.c ---- */

void awaits_see(struct lab *lab, const struct record *record);
int64_t awaits_turn(struct lab *lab);

/* Queues may have become empty without a record. */
void awaits_recheck(struct lab *lab);
void awaits_release(struct lab *lab);

/* ---- deliveries.c ---- */

extern const struct engine_observer_ops lab_observer;

#endif
