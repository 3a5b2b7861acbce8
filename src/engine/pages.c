/* Pages of queue names: see pages.h. */
#include "src/engine/pages.h"

#include "src/base/base64.h"

bool page_start(struct call *call, struct opt_int max_results, struct slice next_token,
                struct page *ret)
{
    ret->limit = max_results.present ? (size_t)max_results.value : LIMIT_LIST_MAX_RESULTS_MAX;
    ret->paginated = max_results.present;
    ret->after = SLICE("");
    if (next_token.len > 0 && !base64_decode(call->arena, next_token, &ret->after))
        return call_fail(call, TEXT_NEXT_TOKEN);
    return true;
}

void page_end(struct call *call, const struct page *page, struct slice region, struct slice account,
              const struct slice *names, size_t count, struct list *ret_queues,
              struct slice *ret_token)
{
    size_t shown = count < page->limit ? count : page->limit;
    struct queue_ref *queues = arena_array(call->arena, shown, sizeof *queues);
    for (size_t i = 0; i < shown; i++)
        queues[i] = (struct queue_ref){region, account, names[i]};
    *ret_queues = (struct list){true, shown, queues};
    if (page->paginated && count > shown)
        *ret_token = base64_encode_arena(call->arena, names[shown - 1]);
}
