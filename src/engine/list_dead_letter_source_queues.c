/* ListDeadLetterSourceQueues: actions.md section 20. */
#include "api/model/check.h"
#include "src/engine/pages.h"
#include "src/engine/queues.h"

void list_dead_letter_source_queues(struct engine *engine, struct call *call)
{
    const struct list_dead_letter_source_queues_request *request = call->request;
    const struct queue *queue = queue_of_call(engine, call);
    struct page page;
    struct slice *names;
    size_t count;
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !page_start(call, request->max_results, request->next_token, &page) ||
        !turn_ok(engine, engine->store->ops->queue_sources(
                             engine->store, queue->row.account, queue->row.region, queue->row.name,
                             page.after, page.limit + 1, call->arena, &names, &count)))
        return;
    struct list_dead_letter_source_queues_result *result =
        arena_zalloc(call->arena, sizeof *result);
    page_end(call, &page, call->queue.region, call->queue.account, names, count,
             &result->queue_urls, &result->next_token);
    call->result = result;
}
