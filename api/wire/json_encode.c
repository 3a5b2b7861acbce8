/* Results as AWS JSON: see encode.h. The hot path of ReceiveMessage: everything is appended
 * straight to the body. */
#include <assert.h>

#include "api/wire/encode.h"
#include "src/base/base64.h"
#include "src/base/json.h"

#define FIELDS_MAX 16

/* A shape and the order in which its fields are written; made once per list of objects. */
struct plan {
    const struct shape *shape;
    unsigned char order[FIELDS_MAX];
};

static void write_object(const struct wire_reply *reply, struct arena *arena,
                         const struct plan *plan, const void *object, size_t from,
                         struct buf *body);

static void plan_make(const struct shape *shape, struct plan *ret)
{
    assert(shape->count <= FIELDS_MAX);
    ret->shape = shape;
    shape_json_order(shape, ret->order);
}

static void write_blob(struct buf *body, struct slice blob)
{
    size_t len = base64_encoded_len(blob.len);
    buf_byte(body, '"');
    char *at = buf_reserve(body, len);
    if (at) {
        base64_encode(blob.at, blob.len, at);
        buf_grow(body, len);
    }
    buf_byte(body, '"');
}

static void write_pairs(const struct list *list, struct buf *body)
{
    const struct pair *pairs = list->items;
    buf_byte(body, '{');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            buf_byte(body, ',');
        json_write_text(body, pairs[i].name);
        buf_byte(body, ':');
        json_write_text(body, pairs[i].value);
    }
    buf_byte(body, '}');
}

/* {"key": {the rest of the element}} */
static void write_map(const struct wire_reply *reply, struct arena *arena,
                      const struct field *field, const struct list *list, struct buf *body)
{
    struct plan plan;
    plan_make(field->element, &plan);
    buf_byte(body, '{');
    for (size_t i = 0; i < list->count; i++) {
        const char *item = (const char *)list->items + i * field->element->size;
        if (i > 0)
            buf_byte(body, ',');
        json_write_text(body, *(const struct slice *)(const void *)item);
        buf_byte(body, ':');
        write_object(reply, arena, &plan, item, 1, body);
    }
    buf_byte(body, '}');
}

static void write_item(const struct wire_reply *reply, struct arena *arena,
                       const struct field *field, const void *item, struct buf *body)
{
    if (field->kind == FIELD_QUEUES)
        json_write_text(body, queue_url_encode(reply, arena, item));
    else if (field->kind == FIELD_BLOBS)
        write_blob(body, *(const struct slice *)item);
    else
        json_write_text(body, *(const struct slice *)item);
}

static void write_list(const struct wire_reply *reply, struct arena *arena,
                       const struct field *field, const struct list *list, struct buf *body)
{
    size_t size = field_item_size(field);
    struct plan plan;
    if (field->kind == FIELD_STRUCTS)
        plan_make(field->element, &plan);
    buf_byte(body, '[');
    for (size_t i = 0; i < list->count; i++) {
        const void *item = (const char *)list->items + i * size;
        if (i > 0)
            buf_byte(body, ',');
        if (field->kind == FIELD_STRUCTS)
            write_object(reply, arena, &plan, item, 0, body);
        else
            write_item(reply, arena, field, item, body);
    }
    buf_byte(body, ']');
}

static void write_value(const struct wire_reply *reply, struct arena *arena,
                        const struct field *field, const void *member, struct buf *body)
{
    switch (field->kind) {
    case FIELD_TEXT:
        json_write_text(body, *(const struct slice *)member);
        break;
    case FIELD_INTEGER:
        buf_int64(body, ((const struct opt_int *)member)->value);
        break;
    case FIELD_BOOLEAN:
        buf_append(body, ((const struct opt_bool *)member)->value ? SLICE("true") : SLICE("false"));
        break;
    case FIELD_BLOB:
        write_blob(body, *(const struct slice *)member);
        break;
    case FIELD_QUEUE:
        json_write_text(body, queue_url_encode(reply, arena, member));
        break;
    case FIELD_PAIRS:
    case FIELD_TAGS:
        write_pairs(member, body);
        break;
    case FIELD_MAP:
        write_map(reply, arena, field, member, body);
        break;
    case FIELD_TEXTS:
    case FIELD_BLOBS:
    case FIELD_QUEUES:
    case FIELD_STRUCTS:
        write_list(reply, arena, field, member, body);
        break;
    }
}

/* What is absent or empty is not written, unless the model requires it. */
static void write_object(const struct wire_reply *reply, struct arena *arena,
                         const struct plan *plan, const void *object, size_t from, struct buf *body)
{
    bool first = true;
    buf_byte(body, '{');
    for (size_t i = 0; i < plan->shape->count; i++) {
        const struct field *field = &plan->shape->fields[plan->order[i]];
        bool wanted = field_present(field, object) || field->flags == FIELD_REQUIRED;
        if (plan->order[i] < from || !wanted)
            continue;
        if (!first)
            buf_byte(body, ',');
        first = false;
        buf_append(body, field->json_key);
        write_value(reply, arena, field, field_of_const(field, object), body);
    }
    buf_byte(body, '}');
}

void json_encode_result(const struct wire_reply *reply, struct arena *arena, struct buf *body)
{
    struct plan plan;
    plan_make(reply->action->result, &plan);
    if (plan.shape->count > 0)
        write_object(reply, arena, &plan, reply->result, 0, body);
}
