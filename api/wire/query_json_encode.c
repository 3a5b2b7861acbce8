/* Query replies for clients that accept only JSON (protocols.md section 3.4, wire-recorded.md). API
 * Gateway is the best known of them, so its users see this form: members in alphabetical order,
 * absent ones and empty lists as null, maps as lists of names and values. */
#include <assert.h>

#include "api/wire/encode.h"
#include "src/base/base64.h"
#include "src/base/json.h"

static void write_struct(const struct wire_reply *reply, struct arena *arena,
                         const struct shape *shape, const void *object, size_t from,
                         struct buf *body);

#define FIELDS_MAX 16

static void write_member(struct buf *body, const char *name, struct slice text)
{
    json_write_text(body, slice_of(name));
    buf_byte(body, ':');
    json_write_text(body, text);
}

static void write_item(const struct wire_reply *reply, struct arena *arena,
                       const struct field *field, const void *item, struct buf *body)
{
    switch (field->kind) {
    case FIELD_TEXTS:
        json_write_text(body, *(const struct slice *)item);
        break;
    case FIELD_BLOBS:
        json_write_text(body, base64_encode_arena(arena, *(const struct slice *)item));
        break;
    case FIELD_QUEUES:
        json_write_text(body, queue_url_encode(reply, arena, item));
        break;
    case FIELD_PAIRS:
    case FIELD_TAGS:
        buf_byte(body, '{');
        write_member(body, field->kind == FIELD_TAGS ? "Key" : "Name",
                     ((const struct pair *)item)->name);
        buf_byte(body, ',');
        write_member(body, "Value", ((const struct pair *)item)->value);
        buf_byte(body, '}');
        break;
    case FIELD_MAP:
        buf_byte(body, '{');
        write_member(body, "Name", *(const struct slice *)item);
        BUF_LITERAL(body, ",\"Value\":");
        write_struct(reply, arena, field->element, item, 1, body);
        buf_byte(body, '}');
        break;
    default:
        write_struct(reply, arena, field->element, item, 0, body);
        break;
    }
}

static void write_list(const struct wire_reply *reply, struct arena *arena,
                       const struct field *field, const struct list *list, struct buf *body)
{
    size_t size = field_item_size(field);
    buf_byte(body, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            buf_byte(body, ',');
        write_item(reply, arena, field, (const char *)list->items + i * size, body);
    }
    buf_byte(body, ']');
}

static void write_scalar(const struct wire_reply *reply, struct arena *arena,
                         const struct field *field, const void *member, struct buf *body)
{
    switch (field->kind) {
    case FIELD_INTEGER:
        buf_int64(body, ((const struct opt_int *)member)->value);
        break;
    case FIELD_BOOLEAN:
        buf_append(body, ((const struct opt_bool *)member)->value ? SLICE("true") : SLICE("false"));
        break;
    case FIELD_BLOB:
        json_write_text(body, base64_encode_arena(arena, *(const struct slice *)member));
        break;
    case FIELD_QUEUE:
        json_write_text(body, queue_url_encode(reply, arena, member));
        break;
    default:
        json_write_text(body, *(const struct slice *)member);
        break;
    }
}

static void write_value(const struct wire_reply *reply, struct arena *arena,
                        const struct field *field, const void *object, struct buf *body)
{
    const void *member = field_of_const(field, object);
    if (!field_present(field, object))
        BUF_LITERAL(body, "null");
    else if (field_item_size(field) > 0)
        write_list(reply, arena, field, member, body);
    else
        write_scalar(reply, arena, field, member, body);
}

static void write_struct(const struct wire_reply *reply, struct arena *arena,
                         const struct shape *shape, const void *object, size_t from,
                         struct buf *body)
{
    unsigned char order[FIELDS_MAX];
    bool first = true;
    assert(shape->count <= FIELDS_MAX);
    shape_json_order(shape, order);
    buf_byte(body, '{');
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[order[i]];
        if (order[i] < from)
            continue;
        if (!first)
            buf_byte(body, ',');
        first = false;
        json_write_text(body, slice_of(field->alias ? field->alias : field->json_name));
        buf_byte(body, ':');
        write_value(reply, arena, field, object, body);
    }
    buf_byte(body, '}');
}

void query_json_encode_result(const struct wire_reply *reply, struct arena *arena, struct buf *body)
{
    const struct action *action = reply->action;
    buf_printf(body, "{\"%sResponse\":{", action->name);
    if (action->result->count > 0) {
        buf_printf(body, "\"%sResult\":", action->name);
        write_struct(reply, arena, action->result, reply->result, 0, body);
        buf_byte(body, ',');
    }
    BUF_LITERAL(body, "\"ResponseMetadata\":{");
    write_member(body, "RequestId", reply->request_id);
    BUF_LITERAL(body, "}}}");
}

void query_json_encode_error(const struct wire_reply *reply, struct arena *arena, struct buf *body)
{
    const struct error_row *row = api_error_row(reply->error);
    BUF_LITERAL(body, "{\"Error\":{");
    write_member(body, "Code", slice_of(row->query_code));
    buf_byte(body, ',');
    write_member(body, "Message", api_error_text(arena, reply->error, true));
    buf_byte(body, ',');
    write_member(body, "Type", error_fault_name(row));
    BUF_LITERAL(body, "},");
    write_member(body, "RequestId", reply->request_id);
    buf_byte(body, '}');
}
