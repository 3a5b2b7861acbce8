/* DeleteMessage: actions.md section 10. */
#include "api/model/check.h"
#include "src/engine/delete.h"
#include "src/engine/queues.h"

void delete_message(struct engine *engine, struct call *call)
{
    const struct delete_message_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (queue && shape_check(call->action->request, request, call->arena, &call->error))
        delete_one(engine, call, queue, request->receipt_handle, &call->error);
}
