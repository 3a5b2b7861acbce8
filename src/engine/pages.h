/* Pages of queue names: what ListQueues and ListDeadLetterSourceQueues share (actions.md sections 4
 * and 20). A token is the base64 text of the last name of the page before. */
#ifndef ROPELINE_ENGINE_PAGES_H
#define ROPELINE_ENGINE_PAGES_H

#include "src/engine/state.h"

struct page {
    size_t limit;
    bool paginated;     /* MaxResults was given: a NextToken may be returned */
    struct slice after; /* last name of the page before; empty at the beginning */
};

/* False: the token is not one of ours; the call's error is set. */
bool page_start(struct call *call, struct opt_int max_results, struct slice next_token,
                struct page *ret);

/* Turns up to limit + 1 names into the page's queues and, if there are more, the next token. */
void page_end(struct call *call, const struct page *page, struct slice region, struct slice account,
              const struct slice *names, size_t count, struct list *ret_queues,
              struct slice *ret_token);

#endif
