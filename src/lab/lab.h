/* The laboratory: shows what happens to messages, and provokes what SQS allows to happen.
 *
 * It watches the engine as its observer (src/engine/observer.h), keeps a bounded history, injects
 * faults, lets tests wait for what happens, and judges a run. The engine does not know it; a server
 * without it has a NULL pointer in its place. Everything runs on the loop's thread.
 *
 * Texts that are passed in are copied; replies are appended to a buffer as JSON unless said. */
#ifndef ROPELINE_LAB_H
#define ROPELINE_LAB_H

#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/engine/engine.h"

struct lab;

struct lab_options {
    size_t history_events; /* how many events are kept; 0: the history is off */
    size_t history_bytes;  /* ... and how many bytes they may take */
};

/* Becomes the observer of the engine; both are used, not owned. */
struct lab *lab_create(const struct lab_options *options, struct engine *engine,
                       const struct clock *clock);

/* After the engine's end, or before its next call: NULL is fine. No await may be waiting. */
void lab_destroy(struct lab *lab);

/* After each engine_tick: writes down what happened and what ran out, and answers awaits. Returns
 * the milliseconds until it wants to be called again; -1 = not before something happens. When a
 * clock that was moved ended very many messages it does a part and returns 0, unless somebody
 * awaits something; those who read the history get all of it all the same. */
int64_t lab_turn(struct lab *lab);

/* Forgets the history and the faults of an account (absent: of all). */
void lab_reset(struct lab *lab, struct slice account);

/* The messages of an account were exchanged behind the engine's back: what is remembered of the
 * living ones does not hold any more. The history stays. */
void lab_forget(struct lab *lab, struct slice account);

/* ---- faults: faults.c ---- */

struct lab_call_fate {
    bool fail; /* with `error`, before the work */
    struct api_error error;
    bool cut;        /* close the connection before the work */
    bool lose_reply; /* close it after the work */
    int64_t delay_ms;
};

/* What the faults have in store for a call, asked once, before engine_execute. */
void lab_call(struct lab *lab, const struct call *call, struct lab_call_fate *ret);

struct lab_fault_spec {
    struct slice fault;
    struct slice account, region, queue, action, group; /* absent: all */
    const struct json *probability;                     /* number from 0 to 1, or its text */
    struct opt_int next;
    const struct json *at; /* array of positions, or their text with commas */
    struct opt_int seed;
    struct opt_int for_ms, after_ms, status;
    bool after_delete, break_fifo, sender_fault;
    struct slice code;
    const struct json *ids; /* array of texts, or one text with commas */
};

/* Adds a fault and appends it. NULL, or what is wrong (in `error` or constant). */
const char *lab_fault_add(struct lab *lab, const struct lab_fault_spec *spec, struct buf *reply);

/* Appends the faults of an account (absent: all). `lab` may be NULL: there are none. */
void lab_fault_list(const struct lab *lab, struct slice account, struct buf *reply);

/* Removes those with this id and of this account (absent: any); returns how many. */
size_t lab_fault_remove(struct lab *lab, struct slice id, struct slice account);

/* ---- history: history.c ---- */

/* Which events. `lab_filter_set_*` return NULL, or what is wrong. */
struct lab_filter {
    struct slice account, region, queue, group; /* absent: all */
    struct slice message;                       /* id of a message; absent: all */
    uint32_t events;                            /* a bit for each kind; 0: all */
    int64_t since;                              /* events from this position on */
    struct slice body, body_contains;
    const struct json *attribute; /* object of names and texts; NULL: none */
};

/* Names of events with commas between them, or an alias; false: one of them is none. */
bool lab_filter_events(struct lab_filter *filter, struct slice names);

bool lab_has_history(const struct lab *lab);

/* Appends events that match from filter->since on, at most `limit`, as the members of a JSON array
 * (`lines` false) or as lines; returns the position to go on from. *ret_more: there are more. */
int64_t lab_history_write(struct lab *lab, const struct lab_filter *filter, size_t limit,
                          bool lines, struct buf *reply, bool *ret_more);

/* The position of the next event. */
int64_t lab_history_next(struct lab *lab);

/* How many events were dropped from the front. */
int64_t lab_history_dropped(struct lab *lab);

/* ---- awaits: await.c ---- */

struct lab_await_spec {
    struct lab_filter filter;
    bool empty; /* until the queue is empty; else until `count` events match */
    int64_t count;
    bool none; /* until none has matched for `within_ms` of emulated time */
    int64_t within_ms;
    struct slice default_account; /* whose time within_ms is when the filter names no account */
};

struct lab_wait;

/* Waits. NULL with `*problem` set: it cannot; NULL without: met at once, and the reply has been
 * appended. Else `met` will be called once, inside lab_turn; lab_await_end ends it before. */
struct lab_wait *lab_await(struct lab *lab, const struct lab_await_spec *spec, struct buf *reply,
                           void (*met)(void *owner), void *owner, const char **problem);

/* Appends the reply as things stand, met or not, and ends the wait. */
void lab_await_end(struct lab_wait *wait, struct buf *reply);

/* Ends the wait without a reply. */
void lab_await_cancel(struct lab_wait *wait);

/* ---- report and lints: report.c, lints.c ---- */

enum lab_format { LAB_JSON, LAB_TEXT, LAB_JUNIT };

/* Appends the verdict on the run. `expect` holds names of checks with commas; absent: all. NULL, or
 * what is wrong. */
const char *lab_report(struct lab *lab, const struct lab_filter *filter, struct slice expect,
                       enum lab_format format, struct buf *reply);

void lab_lints(struct lab *lab, const struct lab_filter *filter, struct buf *reply);

#endif
