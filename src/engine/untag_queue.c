/* UntagQueue: actions.md section 16. Unknown keys are ignored. */
#include "api/model/check.h"
#include "src/engine/queues.h"

static bool listed(const struct list *keys, struct slice name)
{
    const struct slice *items = keys->items;
    for (size_t i = 0; i < keys->count; i++)
        if (slice_equal(items[i], name))
            return true;
    return false;
}

void untag_queue(struct engine *engine, struct call *call)
{
    const struct untag_queue_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error))
        return;
    struct store_queue row = queue->row;
    row.tags.items = arena_array(call->arena, row.tags.count, sizeof *row.tags.items);
    row.tags.count = 0;
    for (size_t i = 0; i < queue->row.tags.count; i++)
        if (!listed(&request->tag_keys, queue->row.tags.items[i].name))
            row.tags.items[row.tags.count++] = queue->row.tags.items[i];
    queue_save(engine, queue, &row);
}
