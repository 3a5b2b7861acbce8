/* ListMessageMoveTasks: actions.md section 22. */
#include "api/model/check.h"
#include "src/engine/arn.h"
#include "src/engine/move_tasks.h"

static const char *const status_names[] = {
    [TASK_RUNNING] = "RUNNING",       [TASK_COMPLETED] = "COMPLETED",
    [TASK_CANCELLING] = "CANCELLING", [TASK_CANCELLED] = "CANCELLED",
    [TASK_FAILED] = "FAILED",
};

static struct list_message_move_tasks_result_entry entry_of(struct arena *arena,
                                                            const struct store_task *task)
{
    struct list_message_move_tasks_result_entry entry = {
        .status = slice_of(status_names[task->status]),
        .source_arn = task->source_arn,
        .destination_arn = task->destination_arn,
        .max_number_of_messages_per_second = {task->rate > 0, task->rate},
        .approximate_number_of_messages_moved = {true, task->moved},
        .approximate_number_of_messages_to_move = {true, task->to_move},
        .failure_reason = task->failure_reason,
        .started_timestamp = {true, task->started_ms},
    };
    if (task->status == TASK_RUNNING)
        entry.task_handle = move_task_handle(arena, &task->id, task->source_arn);
    return entry;
}

void list_message_move_tasks(struct engine *engine, struct call *call)
{
    const struct list_message_move_tasks_request *request = call->request;
    struct opt_int max = request->max_results;
    size_t limit = max.present ? (size_t)max.value : LIMIT_MOVE_TASKS_MAX_RESULTS_DEFAULT;
    struct queue_ref ref;
    struct store_task *tasks;
    size_t count;
    if (!shape_check(call->action->request, request, call->arena, &call->error))
        return;
    if (!arn_parse(request->source_arn, &ref, NULL)) {
        call_fail(call, TEXT_ARN_FORMAT, SLICE("SourceArn"));
        return;
    }
    if (!queue_of_arn(engine, request->source_arn)) {
        call_fail(call, TEXT_NO_SOURCE);
        return;
    }
    if (!turn_ok(engine, engine->store->ops->task_list(engine->store, request->source_arn, limit,
                                                       call->arena, &tasks, &count)))
        return;
    struct list_message_move_tasks_result_entry *items =
        arena_array(call->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = entry_of(call->arena, &tasks[i]);
    struct list_message_move_tasks_result *result = arena_zalloc(call->arena, sizeof *result);
    result->results = (struct list){true, count, items};
    call->result = result;
}
