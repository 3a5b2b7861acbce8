/* SendMessage: actions.md section 7. */
#include "api/model/check.h"
#include "src/engine/queues.h"
#include "src/engine/send.h"

void send_message(struct engine *engine, struct call *call)
{
    const struct send_message_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error))
        return;
    struct send_message_batch_entry entry = {
        .message_body = request->message_body,
        .delay_seconds = request->delay_seconds,
        .message_attributes = request->message_attributes,
        .message_system_attributes = request->message_system_attributes,
        .message_group_id = request->message_group_id,
        .message_deduplication_id = request->message_deduplication_id,
    };
    struct outgoing outgoing = {.entry = &entry};
    struct send_message_batch_result_entry sent = {0};
    if (!send_check(call, queue, &outgoing, &call->error) ||
        !send_store(engine, call, queue, &outgoing, &sent, &call->error))
        return;
    struct send_message_result *result = arena_zalloc(call->arena, sizeof *result);
    result->message_id = sent.message_id;
    result->md5_of_message_body = sent.md5_of_message_body;
    result->md5_of_message_attributes = sent.md5_of_message_attributes;
    result->md5_of_message_system_attributes = sent.md5_of_message_system_attributes;
    result->sequence_number = sent.sequence_number;
    call->result = result;
}
