/* ReceiveMessage: actions.md section 9. */
#include "api/model/attributes.h"
#include "api/model/check.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"
#include "src/engine/receive.h"
#include "src/engine/waiters.h"

/* Names of queue attributes are accepted and ignored: the model types the list as those. */
static bool check_names(struct call *call, const struct list *names)
{
    const struct slice *items = names->items;
    for (size_t i = 0; i < names->count; i++)
        if (!slice_is(items[i], "All") && system_attribute_find(items[i]) < 0 &&
            queue_attribute_find(items[i]) < 0)
            return call_fail(call, TEXT_UNKNOWN_ATTRIBUTE, items[i]);
    return true;
}

static bool check(struct call *call, const struct queue *queue,
                  const struct receive_message_request *request)
{
    struct slice attempt = request->receive_request_attempt_id;
    if (!shape_check(call->action->request, request, call->arena, &call->error))
        return false;
    if (slice_present(attempt) && !queue->row.fifo)
        return call_fail(call, TEXT_NOT_FOR_QUEUE_TYPE, attempt, SLICE("ReceiveRequestAttemptId"));
    return check_names(call, &request->attribute_names) &&
           check_names(call, &request->message_system_attribute_names);
}

void receive_message(struct engine *engine, struct call *call)
{
    const struct receive_message_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !check(call, queue, request))
        return;
    if (receive_now(engine, queue, call))
        return;
    struct opt_int wait = request->wait_time_seconds;
    int64_t wait_ms = wait.present ? wait.value * 1000 : queue->wait_ms;
    if (wait_ms > 0 && !engine->turn_failed)
        waiter_park(engine, queue, call, queue_now(engine, queue) + wait_ms);
    else
        tell_queue(engine, ENGINE_EVENT_EMPTY_RECEIVE, queue, call);
}
