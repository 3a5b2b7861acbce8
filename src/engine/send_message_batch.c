/* SendMessageBatch: actions.md section 8. */
#include "api/model/check.h"
#include "src/engine/batch.h"
#include "src/engine/queues.h"
#include "src/engine/send.h"

static bool check_total_size(struct call *call, const struct send_message_batch_entry *entries,
                             size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += send_size(&entries[i]);
    if (total <= LIMIT_BATCH_BYTES)
        return true;
    return call_fail(call, TEXT_BATCH_TOO_LONG, arena_int64(call->arena, LIMIT_BATCH_BYTES),
                     arena_int64(call->arena, (int64_t)total));
}

/* On FIFO queues a missing id fails the whole request (recorded). */
static bool check_fifo_ids(struct call *call, const struct queue *queue,
                           const struct send_message_batch_entry *entries, size_t count)
{
    for (size_t i = 0; queue->row.fifo && i < count; i++)
        if (!slice_present(entries[i].message_group_id))
            return call_fail(call, TEXT_BATCH_NO_GROUP_ID);
    for (size_t i = 0; queue->row.fifo && i < count; i++)
        if (!slice_present(entries[i].message_deduplication_id) &&
            !queue->content_based_deduplication)
            return call_fail(call, TEXT_NO_DEDUPLICATION_ID);
    return true;
}

static void send_entry(struct engine *engine, struct call *call, struct queue *queue,
                       struct outgoing *outgoing, struct batch_results *results)
{
    struct send_message_batch_result_entry sent = {0};
    struct api_error error = {0};
    if (batch_fails_by_observer(engine, queue, call, outgoing->entry->id, results))
        return;
    if (send_check(call, queue, outgoing, &error) &&
        send_store(engine, call, queue, outgoing, &sent, &error)) {
        struct send_message_batch_result_entry *entry = batch_succeed(results, sizeof sent);
        *entry = sent;
    } else if (api_error_is(&error)) {
        batch_fail(results, call->arena, outgoing->entry->id, &error);
    }
}

void send_message_batch(struct engine *engine, struct call *call)
{
    const struct send_message_batch_request *request = call->request;
    const struct send_message_batch_entry *entries = request->entries.items;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !batch_check(call, &request->entries, sizeof *entries, "SendMessageBatchRequestEntry") ||
        !check_total_size(call, entries, request->entries.count) ||
        !check_fifo_ids(call, queue, entries, request->entries.count))
        return;
    struct batch_results results = batch_results_make(
        call->arena, request->entries.count, sizeof(struct send_message_batch_result_entry));
    for (size_t i = 0; i < request->entries.count && !engine->turn_failed; i++) {
        struct outgoing outgoing = {.entry = &entries[i], .batch = true, .position = i + 1};
        send_entry(engine, call, queue, &outgoing, &results);
    }
    struct send_message_batch_result *result = arena_zalloc(call->arena, sizeof *result);
    result->successful = results.successful;
    result->failed = results.failed;
    call->result = result;
}
