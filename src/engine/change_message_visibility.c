/* ChangeMessageVisibility: actions.md section 12. */
#include "api/model/check.h"
#include "src/engine/queues.h"
#include "src/engine/visibility.h"

void change_message_visibility(struct engine *engine, struct call *call)
{
    const struct change_message_visibility_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (queue && shape_check(call->action->request, request, call->arena, &call->error))
        visibility_change(engine, call, queue, request->receipt_handle,
                          request->visibility_timeout.value, false, &call->error);
}
