/* Sending one message: see send.h. Sources: actions.md sections 7 and 8, fifo.md sections 1 and 2.
 */
#include "src/engine/send.h"

#include "api/model/check.h"
#include "src/base/digest.h"
#include "src/base/text.h"
#include "src/engine/message_attributes.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"
#include "src/engine/sequence.h"

size_t send_size(const struct send_message_batch_entry *entry)
{
    return entry->message_body.len + message_attributes_size(&entry->message_attributes);
}

static bool check_body(struct call *call, const struct queue *queue,
                       const struct outgoing *outgoing, struct api_error *error)
{
    const struct send_message_batch_entry *entry = outgoing->entry;
    uint32_t bad;
    if (entry->message_body.len == 0) {
        struct slice name =
            outgoing->batch
                ? arena_printf(call->arena, "SendMessageBatchRequestEntry.%zu.MessageBody",
                               outgoing->position)
                : SLICE("MessageBody");
        return fail(error, TEXT_MISSING_PARAMETER, name);
    }
    if (!text_is_allowed(entry->message_body, &bad))
        return fail(error, TEXT_BODY_CHARACTER, arena_printf(call->arena, "%x", bad));
    if ((int64_t)send_size(entry) > queue->maximum_message_size)
        return fail(error, outgoing->batch ? TEXT_ENTRY_TOO_LONG : TEXT_MESSAGE_TOO_LONG,
                    arena_int64(call->arena, queue->maximum_message_size));
    return true;
}

/* A parameter that this type of queue does not take. */
static bool not_for_type(const struct outgoing *outgoing, struct slice value, struct slice name,
                         struct api_error *error)
{
    if (outgoing->batch)
        return fail(error, TEXT_ENTRY_NOT_FOR_QUEUE_TYPE);
    return fail(error, TEXT_NOT_FOR_QUEUE_TYPE, value, name);
}

static bool check_delay(struct call *call, const struct queue *queue,
                        const struct outgoing *outgoing, struct api_error *error)
{
    struct opt_int delay = outgoing->entry->delay_seconds;
    if (!delay.present)
        return true;
    if (!check_integer(CHECK_DELAY_SECONDS, delay.value, call->arena, error))
        return false;
    if (queue->row.fifo && delay.value > 0)
        return not_for_type(outgoing, arena_int64(call->arena, delay.value), SLICE("DelaySeconds"),
                            error);
    return true;
}

static bool check_ids(struct call *call, const struct queue *queue, const struct outgoing *outgoing,
                      struct api_error *error)
{
    struct slice group = outgoing->entry->message_group_id;
    struct slice deduplication = outgoing->entry->message_deduplication_id;
    if (slice_present(group) &&
        !check_text(CHECK_MESSAGE_GROUP_ID, group, SLICE("MessageGroupId"), call->arena, error))
        return false;
    if (slice_present(deduplication) &&
        !check_text(CHECK_MESSAGE_DEDUPLICATION_ID, deduplication, SLICE("MessageDeduplicationId"),
                    call->arena, error))
        return false;
    if (!queue->row.fifo && slice_present(deduplication))
        return not_for_type(outgoing, deduplication, SLICE("MessageDeduplicationId"), error);
    if (queue->row.fifo && !slice_present(group))
        return fail(error, outgoing->batch ? TEXT_BATCH_NO_GROUP_ID : TEXT_MISSING_PARAMETER,
                    SLICE("MessageGroupId"));
    if (queue->row.fifo && !slice_present(deduplication) && !queue->content_based_deduplication)
        return fail(error, TEXT_NO_DEDUPLICATION_ID);
    return true;
}

bool send_check(struct call *call, const struct queue *queue, struct outgoing *outgoing,
                struct api_error *error)
{
    const struct send_message_batch_entry *entry = outgoing->entry;
    outgoing->attributes = entry->message_attributes;
    if (!check_body(call, queue, outgoing, error) || !check_delay(call, queue, outgoing, error) ||
        !check_ids(call, queue, outgoing, error) ||
        !message_attributes_check(call->arena, &entry->message_attributes, error) ||
        !system_attributes_check(&entry->message_system_attributes, &outgoing->trace_header, error))
        return false;
    if (!slice_present(outgoing->trace_header))
        outgoing->trace_header = call->caller.trace_header;
    return true;
}

static struct slice hex_text(struct arena *arena, const uint8_t *bytes, size_t len)
{
    char *hex = arena_alloc(arena, len * 2);
    hex_encode(bytes, len, hex);
    return slice_make(hex, len * 2);
}

/* The id given, else the digest of the body (attributes are ignored). */
static struct slice deduplication_id(struct call *call, const struct queue *queue,
                                     const struct outgoing *outgoing)
{
    uint8_t digest[SHA256_LEN];
    if (!queue->row.fifo || slice_present(outgoing->entry->message_deduplication_id))
        return outgoing->entry->message_deduplication_id;
    digest_sha256(outgoing->entry->message_body, digest);
    return hex_text(call->arena, digest, sizeof digest);
}

static struct slice deduplication_key(struct call *call, const struct queue *queue,
                                      const struct store_message *message)
{
    if (!queue->deduplication_per_group)
        return message->deduplication_id;
    return arena_printf(call->arena, "%.*s %.*s", SLICE_ARG(message->group),
                        SLICE_ARG(message->deduplication_id));
}

static struct store_message make_message(struct engine *engine, struct call *call,
                                         const struct queue *queue, const struct outgoing *outgoing)
{
    const struct send_message_batch_entry *entry = outgoing->entry;
    struct opt_int delay = entry->delay_seconds;
    int64_t now = queue_now(engine, queue);
    int64_t delay_ms = delay.present && !queue->row.fifo ? delay.value * 1000 : queue->delay_ms;
    struct store_message message = {
        .sent_ms = now,
        .retained_ms = now,
        .visible_ms = now + delay_ms,
        .group = entry->message_group_id,
        .deduplication_id = deduplication_id(call, queue, outgoing),
        .sender_id = call->caller.sender_id,
        .trace_header = outgoing->trace_header,
        .attributes = message_attributes_record(call->arena, &outgoing->attributes),
        .body = entry->message_body,
    };
    uuid_random(&message.message_id);
    digest_md5(message.body, message.body_md5);
    return message;
}

/* Puts a new message; a duplicate gets the id and sequence of the first instead. */
static bool put(struct engine *engine, struct call *call, struct queue *queue,
                struct store_message *message, struct api_error *error)
{
    const struct store_ops *ops = engine->store->ops;
    struct store_deduplication first;
    struct slice key = SLICE_NONE;
    if (queue->row.fifo) {
        key = deduplication_key(call, queue, message);
        if (turn_ok(engine, ops->deduplication_find(engine->store, queue->row.id, key,
                                                    message->sent_ms, &first))) {
            message->message_id = first.message_id;
            message->sequence = first.sequence;
            tell_message(engine, ENGINE_EVENT_DEDUPLICATED, queue, call, message);
            return true;
        }
    }
    if (engine->turn_failed)
        return false;
    if (observed(engine))
        message->visible_ms = observe_send_visible(engine, queue, call, message);
    enum store_status status = ops->message_put(engine->store, queue->row.id, message);
    if (status == STORE_FULL)
        return fail(error, TEXT_STORE_FULL);
    if (!turn_ok(engine, status))
        return false;
    tell_message(engine, ENGINE_EVENT_SENT, queue, call, message);
    queue_touch(engine, queue);
    if (!queue->row.fifo)
        return true;
    first = (struct store_deduplication){message->message_id, message->sequence};
    return turn_ok(engine, ops->deduplication_put(engine->store, queue->row.id, key,
                                                  message->sent_ms +
                                                      LIMIT_DEDUPLICATION_SECONDS * INT64_C(1000),
                                                  &first));
}

static struct slice uuid_text(struct arena *arena, const struct uuid *uuid)
{
    char *text = arena_alloc(arena, UUID_TEXT_LEN);
    uuid_format(uuid, text);
    return slice_make(text, UUID_TEXT_LEN);
}

bool send_store(struct engine *engine, struct call *call, struct queue *queue,
                struct outgoing *outgoing, struct send_message_batch_result_entry *ret,
                struct api_error *error)
{
    struct list system = outgoing->entry->message_system_attributes;
    ret->md5_of_message_attributes = message_attributes_md5(call->arena, &outgoing->attributes);
    ret->md5_of_message_system_attributes = message_attributes_md5(call->arena, &system);
    struct store_message message = make_message(engine, call, queue, outgoing);
    if (!put(engine, call, queue, &message, error))
        return false;
    ret->id = outgoing->entry->id;
    ret->message_id = uuid_text(call->arena, &message.message_id);
    ret->md5_of_message_body = hex_text(call->arena, message.body_md5, sizeof message.body_md5);
    if (queue->row.fifo)
        ret->sequence_number = sequence_text(call->arena, message.sequence);
    return true;
}
