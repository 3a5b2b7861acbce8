/* A fixed story of an engine on a store in a file, told in steps, each the calls of one turn.
 *
 * A step either happens as a whole, or all its calls get AWS's internal failure and nothing
 * happened; then it can be told again. So after each step the store's content is known, whatever
 * failed before. */
#ifndef ROPELINE_TESTS_FAULTS_SCENARIO_H
#define ROPELINE_TESTS_FAULTS_SCENARIO_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/engine/engine.h"

#define STEPS 14

struct asked;

struct world {
    struct clock clock;
    struct store *store; /* of verbs.h */
    struct engine *engine;
    struct arena arena;
    struct asked *asked[16]; /* of the step at hand */
    size_t asked_count;
    struct asked *poll; /* a parked receive */
    struct slice handles[8];
    struct slice first_id; /* MessageId that a duplicate must get again */
};

/* Are the stores that are opened from now on synced at each commit? At first they are not. */
void world_durability_full(bool full);

/* Opens the store at `path` and an engine on it; false, and a line in `error`. */
bool world_open(struct world *world, const char *path, char error[static 256]);

/* Closes both; what was parked is answered. */
void world_close(struct world *world);

/* Tells a step; false when its turn failed. */
bool scenario_step(struct world *world, int step);

/* What the store holds, as text; in `arena`. The same for every run that is equally far. */
const char *scenario_content(struct world *world, struct arena *arena);

/* Uses every queue in every way; the store may be damaged, so each call need only be answered, with
 * a result or an error of AWS. */
void scenario_prod(struct world *world);

/* Sends, receives and deletes once more: the service is there. */
void scenario_still_works(struct world *world);

#endif
