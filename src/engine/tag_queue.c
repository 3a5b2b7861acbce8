/* TagQueue: actions.md section 15. Tagging does not change LastModifiedTimestamp. */
#include "api/model/check.h"
#include "src/engine/queues.h"
#include "src/engine/tags.h"

void tag_queue(struct engine *engine, struct call *call)
{
    const struct tag_queue_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error))
        return;
    struct store_queue row = queue->row;
    if (tags_merge(call, &call->queue, &row.tags, &request->tags))
        queue_save(engine, queue, &row);
}
