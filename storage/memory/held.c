/* A message in memory: one object, its texts behind it. */
#include "storage/memory/state.h"

#define ABSENT UINT32_MAX

static const size_t text_fields[HELD_TEXTS] = {
    [HELD_DEDUPLICATION_ID] = offsetof(struct store_message, deduplication_id),
    [HELD_SENDER_ID] = offsetof(struct store_message, sender_id),
    [HELD_TRACE_HEADER] = offsetof(struct store_message, trace_header),
    [HELD_SOURCE_ARN] = offsetof(struct store_message, source_arn),
    [HELD_ATTRIBUTES] = offsetof(struct store_message, attributes),
    [HELD_BODY] = offsetof(struct store_message, body),
};

static struct slice field(const struct store_message *message, size_t text)
{
    struct slice value;
    memcpy(&value, (const char *)message + text_fields[text], sizeof value);
    return value;
}

static void set_field(struct store_message *message, size_t text, struct slice value)
{
    memcpy((char *)message + text_fields[text], &value, sizeof value);
}

static size_t size_of(const struct store_message *message)
{
    size_t size = sizeof(struct held);
    for (size_t i = 0; i < HELD_TEXTS; i++)
        size += field(message, i).len;
    return size;
}

size_t memory_held_cost(const struct store_message *message)
{
    return pool_cost(size_of(message));
}

struct held *memory_held_make(struct memory_store *memory, const struct store_message *message)
{
    struct held *held = pool_alloc(&memory->pool, size_of(message));
    held->order.key = message->visible_ms;
    held->order.id = message->id;
    held->sequence = message->sequence;
    held->sent_ms = message->sent_ms;
    held->retained_ms = message->retained_ms;
    held->received_ms = message->received_ms;
    held->first_received_ms = message->first_received_ms;
    held->receive_count = message->receive_count;
    held->message_id = message->message_id;
    memcpy(held->body_md5, message->body_md5, sizeof held->body_md5);
    char *at = held->texts;
    for (size_t i = 0; i < HELD_TEXTS; i++) {
        struct slice text = field(message, i);
        held->lengths[i] = slice_present(text) ? (uint32_t)text.len : ABSENT;
        if (text.len > 0)
            memcpy(at, text.at, text.len);
        at += text.len;
    }
    return held;
}

void memory_held_state(const struct held *held, struct store_message *ret)
{
    *ret = (struct store_message){
        .id = held->order.id,
        .message_id = held->message_id,
        .sequence = held->sequence,
        .sent_ms = held->sent_ms,
        .retained_ms = held->retained_ms,
        .visible_ms = held->order.key,
        .received_ms = held->received_ms,
        .first_received_ms = held->first_received_ms,
        .receive_count = held->receive_count,
    };
    memcpy(ret->body_md5, held->body_md5, sizeof ret->body_md5);
}

static size_t length_of(const struct held *held, size_t text)
{
    return held->lengths[text] == ABSENT ? 0 : held->lengths[text];
}

void memory_held_copy(const struct held *held, struct arena *arena, struct store_message *ret)
{
    struct slice group = held->lane->by_name.key;
    size_t len = 0;
    for (size_t i = 0; i < HELD_TEXTS; i++)
        len += length_of(held, i);
    memory_held_state(held, ret);
    char *at = arena_alloc(arena, len + group.len);
    if (len > 0)
        memcpy(at, held->texts, len);
    for (size_t i = 0; i < HELD_TEXTS; i++) {
        if (held->lengths[i] != ABSENT)
            set_field(ret, i, slice_make(at, length_of(held, i)));
        at += length_of(held, i);
    }
    if (slice_present(group)) {
        if (group.len > 0)
            memcpy(at, group.at, group.len);
        ret->group = slice_make(at, group.len);
    }
}

struct slice memory_held_text(const struct held *held, enum held_text text)
{
    const char *at = held->texts;
    for (size_t i = 0; i < (size_t)text; i++)
        at += length_of(held, i);
    return held->lengths[text] == ABSENT ? SLICE_NONE : slice_make(at, held->lengths[text]);
}
