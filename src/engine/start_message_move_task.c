/* StartMessageMoveTask: actions.md section 21. */
#include "api/model/check.h"
#include "src/engine/arn.h"
#include "src/engine/move_tasks.h"
#include "src/engine/queues.h"

static bool is_dead_letter_queue(struct engine *engine, struct call *call,
                                 const struct queue *queue)
{
    struct slice *names;
    size_t count;
    return turn_ok(engine, engine->store->ops->queue_sources(
                               engine->store, queue->row.account, queue->row.region,
                               queue->row.name, SLICE(""), 1, call->arena, &names, &count)) &&
           count > 0;
}

static struct queue *check_source(struct engine *engine, struct call *call, struct slice arn)
{
    struct queue_ref ref;
    if (!arn_parse(arn, &ref, NULL)) {
        call_fail(call, TEXT_ARN_FORMAT, SLICE("SourceArn"));
        return NULL;
    }
    struct queue *queue = queue_find(engine, &ref);
    if (!queue) {
        call_fail(call, TEXT_NO_SOURCE);
        return NULL;
    }
    if (!is_dead_letter_queue(engine, call, queue)) {
        call_fail(call, TEXT_SOURCE_NO_DLQ);
        return NULL;
    }
    return queue;
}

static bool check_destination(struct engine *engine, struct call *call, const struct queue *source,
                              struct slice source_arn, struct slice arn)
{
    struct queue_ref ref;
    if (!slice_present(arn))
        return true;
    if (!arn_parse(arn, &ref, NULL))
        return call_fail(call, TEXT_ARN_FORMAT, SLICE("DestinationArn"));
    if (slice_equal(arn, source_arn))
        return call_fail(call, TEXT_SAME_ARN);
    const struct queue *queue = queue_find(engine, &ref);
    if (!queue)
        return call_fail(call, TEXT_NO_DESTINATION);
    if (queue->row.fifo != source->row.fifo)
        return call_fail(call, TEXT_OTHER_QUEUE_TYPE);
    return true;
}

static bool check_room(struct engine *engine, struct call *call, const struct queue *source,
                       struct slice source_arn)
{
    if (move_task_active(engine, source_arn))
        return call_fail(call, TEXT_TASK_RUNNING);
    size_t active = move_tasks_active(engine, source->row.account);
    return active < LIMIT_MOVE_TASKS_ACTIVE ||
           call_fail(call, TEXT_TOO_MANY_TASKS, arena_int64(call->arena, (int64_t)active),
                     arena_int64(call->arena, LIMIT_MOVE_TASKS_ACTIVE));
}

void start_message_move_task(struct engine *engine, struct call *call)
{
    const struct start_message_move_task_request *request = call->request;
    struct slice source_arn = request->source_arn;
    struct store_counts counts;
    if (!shape_check(call->action->request, request, call->arena, &call->error))
        return;
    struct queue *source = check_source(engine, call, source_arn);
    if (!source || !check_destination(engine, call, source, source_arn, request->destination_arn) ||
        !check_room(engine, call, source, source_arn))
        return;
    if (!turn_ok(engine, engine->store->ops->queue_counts(engine->store, source->row.id,
                                                          queue_time(engine, source), &counts)))
        return;
    struct opt_int rate = request->max_number_of_messages_per_second;
    struct store_task row = {
        .account = source->row.account,
        .source_arn = source_arn,
        .destination_arn = request->destination_arn,
        .rate = rate.present ? (int32_t)rate.value : 0,
        .status = TASK_RUNNING,
        .to_move = counts.visible,
        .started_ms = queue_now(engine, source),
    };
    uuid_random(&row.id);
    if (!move_task_start(engine, &row))
        return;
    struct start_message_move_task_result *result = arena_zalloc(call->arena, sizeof *result);
    result->task_handle = move_task_handle(call->arena, &row.id, source_arn);
    call->result = result;
}
