/* What the three batch actions share: checks of the whole request, results entry by entry
 * (actions.md section 0). */
#ifndef ROPELINE_ENGINE_BATCH_H
#define ROPELINE_ENGINE_BATCH_H

#include "src/engine/state.h"

/* Checks that the list has 1 to 10 entries whose ids are well-formed and distinct. `entry_name` is
 * the Query protocol's name of an entry; ids are the first member of an entry of `entry_size`. */
bool batch_check(struct call *call, const struct list *entries, size_t entry_size,
                 const char *entry_name);

/* Results under construction, in request order. Both lists have room for every entry. */
struct batch_results {
    struct list successful;
    struct list failed;
};

struct batch_results batch_results_make(struct arena *arena, size_t entries,
                                        size_t successful_size);

/* Adds a failed entry for `error`. */
void batch_fail(struct batch_results *results, struct arena *arena, struct slice id,
                const struct api_error *error);

/* Adds a failed entry when the observer lets the next one fail; false: it is to be worked on. */
bool batch_fails_by_observer(struct engine *engine, const struct queue *queue,
                             const struct call *call, struct slice id,
                             struct batch_results *results);

/* The next successful entry, zeroed, of the size given to batch_results_make. */
void *batch_succeed(struct batch_results *results, size_t successful_size);

#endif
