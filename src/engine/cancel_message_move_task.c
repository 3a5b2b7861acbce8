/* CancelMessageMoveTask: actions.md section 23. */
#include "api/model/check.h"
#include "src/engine/move_tasks.h"

/* The task is not active: was it ever? */
static void fail_inactive(struct engine *engine, struct call *call, const struct uuid *id,
                          struct slice source_arn)
{
    struct store_task *tasks;
    size_t count;
    if (!turn_ok(engine, engine->store->ops->task_list(engine->store, source_arn,
                                                       LIMIT_MOVE_TASKS_REMEMBERED, call->arena,
                                                       &tasks, &count)))
        return;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(&tasks[i].id, id, sizeof *id) == 0) {
            call_fail(call, TEXT_TASK_NOT_ACTIVE);
            return;
        }
    }
    call_fail(call, TEXT_NO_TASK);
}

void cancel_message_move_task(struct engine *engine, struct call *call)
{
    const struct cancel_message_move_task_request *request = call->request;
    struct slice source_arn;
    struct uuid id;
    if (!shape_check(call->action->request, request, call->arena, &call->error))
        return;
    if (!move_task_parse_handle(call->arena, request->task_handle, &id, &source_arn)) {
        call_fail(call, TEXT_TASK_HANDLE);
        return;
    }
    if (!queue_of_arn(engine, source_arn)) {
        call_fail(call, TEXT_NO_SOURCE);
        return;
    }
    struct move_task *task = move_task_active(engine, source_arn);
    if (!task || memcmp(&task->row.id, &id, sizeof id) != 0) {
        fail_inactive(engine, call, &id, source_arn);
        return;
    }
    if (task->row.status != TASK_RUNNING) {
        call_fail(call, TEXT_TASK_NOT_ACTIVE);
        return;
    }
    if (!move_task_cancel(engine, task))
        return;
    struct cancel_message_move_task_result *result = arena_zalloc(call->arena, sizeof *result);
    result->approximate_number_of_messages_moved = (struct opt_int){true, task->row.moved};
    call->result = result;
}
