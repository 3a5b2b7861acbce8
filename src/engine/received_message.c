/* A message as a receiver gets it. Sources: attributes.md sections 3 and 4. */
#include "src/engine/received_message.h"

#include "api/model/attributes.h"
#include "src/base/digest.h"
#include "src/engine/message_attributes.h"
#include "src/engine/receipt.h"
#include "src/engine/sequence.h"

struct slice *received_handles(struct arena *arena, const struct queue *queue,
                               const struct store_message *messages, size_t count)
{
    struct slice *handles = arena_array(arena, count, sizeof *handles);
    for (size_t i = 0; i < count; i++) {
        struct receipt receipt = {queue->row.id, messages[i].id, messages[i].visible_ms,
                                  messages[i].receive_count};
        handles[i] = receipt_format(arena, &receipt);
    }
    return handles;
}

/* Text of a system attribute; absent when the message does not have it. */
static struct slice system_attribute(struct arena *arena, const struct queue *queue,
                                     const struct store_message *message,
                                     enum system_attribute_id id)
{
    switch (id) {
    case SYSTEM_ATTRIBUTE_SENDER_ID:
        return message->sender_id;
    case SYSTEM_ATTRIBUTE_APPROXIMATE_FIRST_RECEIVE_TIMESTAMP:
        return arena_int64(arena, message->first_received_ms);
    case SYSTEM_ATTRIBUTE_APPROXIMATE_RECEIVE_COUNT:
        return arena_int64(arena, message->receive_count);
    case SYSTEM_ATTRIBUTE_SENT_TIMESTAMP:
        return arena_int64(arena, message->sent_ms);
    case SYSTEM_ATTRIBUTE_SEQUENCE_NUMBER:
        return queue->row.fifo ? sequence_text(arena, message->sequence) : SLICE_NONE;
    case SYSTEM_ATTRIBUTE_MESSAGE_DEDUPLICATION_ID:
        return message->deduplication_id;
    case SYSTEM_ATTRIBUTE_MESSAGE_GROUP_ID:
        return message->group;
    case SYSTEM_ATTRIBUTE_AWS_TRACE_HEADER:
        return message->trace_header;
    case SYSTEM_ATTRIBUTE_DEAD_LETTER_QUEUE_SOURCE_ARN:
        return message->source_arn;
    case SYSTEM_ATTRIBUTE_COUNT:
        break;
    }
    return SLICE_NONE;
}

static bool names_hold(const struct list *names, const char *name)
{
    const struct slice *items = names->items;
    for (size_t i = 0; i < names->count; i++)
        if (slice_is(items[i], "All") || slice_is(items[i], name))
            return true;
    return false;
}

static struct list system_attributes(struct call *call, const struct queue *queue,
                                     const struct store_message *message)
{
    const struct receive_message_request *request = call->request;
    struct list chosen = {.present = true};
    if (request->attribute_names.count + request->message_system_attribute_names.count == 0)
        return chosen;
    struct pair *items = arena_array(call->arena, SYSTEM_ATTRIBUTE_COUNT, sizeof *items);
    for (int id = 0; id < SYSTEM_ATTRIBUTE_COUNT; id++) {
        const char *name = system_attribute_names[id];
        if (!names_hold(&request->attribute_names, name) &&
            !names_hold(&request->message_system_attribute_names, name))
            continue;
        struct slice value =
            system_attribute(call->arena, queue, message, (enum system_attribute_id)id);
        if (slice_present(value))
            items[chosen.count++] = (struct pair){slice_of(name), value};
    }
    chosen.items = items;
    return chosen;
}

void received_message(struct call *call, const struct queue *queue,
                      const struct store_message *message, struct slice handle, struct message *ret)
{
    const struct receive_message_request *request = call->request;
    char *text = arena_alloc(call->arena, UUID_TEXT_LEN + MD5_HEX_LEN);
    uuid_format(&message->message_id, text);
    hex_encode(message->body_md5, MD5_LEN, text + UUID_TEXT_LEN);
    ret->message_id = slice_make(text, UUID_TEXT_LEN);
    ret->receipt_handle = handle;
    ret->md5_of_body = slice_make(text + UUID_TEXT_LEN, MD5_HEX_LEN);
    ret->body = message->body;
    ret->attributes = system_attributes(call, queue, message);
    ret->message_attributes = message_attributes_choose(call->arena, message->attributes,
                                                        &request->message_attribute_names);
    ret->md5_of_message_attributes = message_attributes_md5(call->arena, &ret->message_attributes);
}
