/* ChangeMessageVisibilityBatch: actions.md section 13. */
#include "api/model/check.h"
#include "src/engine/batch.h"
#include "src/engine/queues.h"
#include "src/engine/visibility.h"

#define ENTRY_NAME "ChangeMessageVisibilityBatchRequestEntry"

static bool change_entry(struct engine *engine, struct call *call, struct queue *queue,
                         const struct change_message_visibility_batch_entry *entry, size_t position,
                         struct api_error *error)
{
    struct opt_int timeout = entry->visibility_timeout;
    if (entry->receipt_handle.len == 0)
        return fail(error, TEXT_MISSING_PARAMETER,
                    arena_printf(call->arena, ENTRY_NAME ".%zu.ReceiptHandle", position));
    if (!timeout.present)
        return fail(error, TEXT_MISSING_PARAMETER,
                    arena_printf(call->arena, ENTRY_NAME ".%zu.VisibilityTimeout", position));
    if (timeout.value < LIMIT_VISIBILITY_TIMEOUT_MIN ||
        timeout.value > LIMIT_VISIBILITY_TIMEOUT_MAX)
        return fail(error, TEXT_ENTRY_VISIBILITY, arena_int64(call->arena, timeout.value));
    return visibility_change(engine, call, queue, entry->receipt_handle, timeout.value, true,
                             error);
}

void change_message_visibility_batch(struct engine *engine, struct call *call)
{
    const struct change_message_visibility_batch_request *request = call->request;
    const struct change_message_visibility_batch_entry *entries = request->entries.items;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !batch_check(call, &request->entries, sizeof *entries, ENTRY_NAME))
        return;
    struct batch_results results =
        batch_results_make(call->arena, request->entries.count, sizeof(struct batch_result_entry));
    for (size_t i = 0; i < request->entries.count && !engine->turn_failed; i++) {
        struct api_error error = {0};
        if (batch_fails_by_observer(engine, queue, call, entries[i].id, &results))
            continue;
        if (change_entry(engine, call, queue, &entries[i], i + 1, &error)) {
            struct batch_result_entry *entry = batch_succeed(&results, sizeof *entry);
            entry->id = entries[i].id;
        } else if (api_error_is(&error)) {
            batch_fail(&results, call->arena, entries[i].id, &error);
        }
    }
    struct change_message_visibility_batch_result *result =
        arena_zalloc(call->arena, sizeof *result);
    result->successful = results.successful;
    result->failed = results.failed;
    call->result = result;
}
