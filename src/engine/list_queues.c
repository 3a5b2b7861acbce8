/* ListQueues: actions.md section 4. */
#include "api/model/check.h"
#include "src/engine/pages.h"

void list_queues(struct engine *engine, struct call *call)
{
    const struct list_queues_request *request = call->request;
    struct page page;
    struct slice *names;
    size_t count;
    if (!shape_check(call->action->request, request, call->arena, &call->error) ||
        !page_start(call, request->max_results, request->next_token, &page) ||
        !turn_ok(engine, engine->store->ops->queue_list(
                             engine->store, call->caller.account, call->caller.region,
                             request->queue_name_prefix, page.after, page.limit + 1, call->arena,
                             &names, &count)))
        return;
    struct list_queues_result *result = arena_zalloc(call->arena, sizeof *result);
    page_end(call, &page, call->caller.region, call->caller.account, names, count,
             &result->queue_urls, &result->next_token);
    call->result = result;
}
