/* One planned fault at a time: the n-th operation of a kind fails, or ends the process.
 *
 * Operations are counted where they happen: verbs of the store (verbs.h), calls of SQLite's file
 * layer (vfs.h) and SQLite's allocations (alloc.h). */
#ifndef ROPELINE_TESTS_FAULTS_FAULT_H
#define ROPELINE_TESTS_FAULTS_FAULT_H

#include <stdbool.h>

enum fault_kind {
    FAULT_VERB,  /* a verb of the store */
    FAULT_WRITE, /* a write or truncation of a file */
    FAULT_SYNC,
    FAULT_READ,
    FAULT_OPEN,   /* opening, looking for or deleting a file */
    FAULT_SHARED, /* the index of the log, in shared memory */
    FAULT_ALLOCATION,
    FAULT_KINDS,
};

extern const char *const fault_names[FAULT_KINDS];

struct fault {
    enum fault_kind kind;
    int after;  /* operations of the kind that still succeed */
    int length; /* how many fail then; INT_MAX: all, until the plan is dropped */
    bool full;  /* a write fails because no space is left, else for any reason */
    bool kill;  /* the process ends at the operation instead, a write being half done */
};

/* Drops the former plan. */
void fault_plan(struct fault fault);

/* Drops the plan; true when it has come true at least once. */
bool fault_drop(void);

/* While paused nothing is counted. */
void fault_pause(bool paused);

/* An operation is about to happen: true when it must fail. `before_death` (or NULL) is called when
 * the process ends here. */
bool fault_reached(enum fault_kind kind, void (*before_death)(void *), void *argument);

/* Must the failing write say that no space is left? */
bool fault_is_full(void);

#endif
