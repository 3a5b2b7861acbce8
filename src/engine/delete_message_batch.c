/* DeleteMessageBatch: actions.md section 11. */
#include "api/model/check.h"
#include "src/engine/batch.h"
#include "src/engine/delete.h"
#include "src/engine/queues.h"

static bool delete_entry(struct engine *engine, struct call *call, struct queue *queue,
                         const struct delete_message_batch_entry *entry, size_t position,
                         struct api_error *error)
{
    if (entry->receipt_handle.len == 0)
        return fail(error, TEXT_MISSING_PARAMETER,
                    arena_printf(call->arena, "DeleteMessageBatchRequestEntry.%zu.ReceiptHandle",
                                 position));
    return delete_one(engine, call, queue, entry->receipt_handle, error);
}

void delete_message_batch(struct engine *engine, struct call *call)
{
    const struct delete_message_batch_request *request = call->request;
    const struct delete_message_batch_entry *entries = request->entries.items;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !batch_check(call, &request->entries, sizeof *entries, "DeleteMessageBatchRequestEntry"))
        return;
    struct batch_results results =
        batch_results_make(call->arena, request->entries.count, sizeof(struct batch_result_entry));
    for (size_t i = 0; i < request->entries.count && !engine->turn_failed; i++) {
        struct api_error error = {0};
        if (batch_fails_by_observer(engine, queue, call, entries[i].id, &results))
            continue;
        if (delete_entry(engine, call, queue, &entries[i], i + 1, &error)) {
            struct batch_result_entry *entry = batch_succeed(&results, sizeof *entry);
            entry->id = entries[i].id;
        } else if (api_error_is(&error)) {
            batch_fail(&results, call->arena, entries[i].id, &error);
        }
    }
    struct delete_message_batch_result *result = arena_zalloc(call->arena, sizeof *result);
    result->successful = results.successful;
    result->failed = results.failed;
    call->result = result;
}
