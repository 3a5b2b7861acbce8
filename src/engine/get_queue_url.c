/* GetQueueUrl: actions.md section 3. The syntax of the name is not checked: there is no such queue.
 */
#include "src/engine/queues.h"

void get_queue_url(struct engine *engine, struct call *call)
{
    const struct get_queue_url_request *request = call->request;
    struct slice owner = request->queue_owner_aws_account_id;
    struct queue_ref ref = {call->caller.region, owner.len > 0 ? owner : call->caller.account,
                            request->queue_name};
    if (!slice_present(request->queue_name)) {
        call_fail(call, TEXT_QUEUE_NAME_MISSING);
        return;
    }
    if (!queue_find(engine, &ref)) {
        call_fail(call, TEXT_NO_SUCH_QUEUE);
        return;
    }
    struct queue_url_result *result = arena_zalloc(call->arena, sizeof *result);
    result->queue = ref;
    call->result = result;
}
