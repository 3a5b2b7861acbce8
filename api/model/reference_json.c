/* The rows as JSON, for tests that sweep the contract from outside: see reference.h.
 *
 * {"actions": [...], "attributes": [...], "system_attributes": [...], "limits": {...},
 *  "errors": [...], "texts": [...]} */
#include "api/model/reference.h"
#include "src/base/json.h"

static void write_name(struct buf *out, const char *name)
{
    json_write_text(out, slice_of(name));
    buf_byte(out, ':');
}

/* "name":"text", with null for no text. */
static void write_text(struct buf *out, const char *name, const char *text)
{
    write_name(out, name);
    if (text)
        json_write_text(out, slice_of(text));
    else
        BUF_LITERAL(out, "null");
}

static void write_bool(struct buf *out, const char *name, bool value)
{
    write_name(out, name);
    buf_append(out, value ? SLICE("true") : SLICE("false"));
}

static void write_number(struct buf *out, const char *name, int64_t value)
{
    write_name(out, name);
    buf_int64(out, value);
}

static void separate(struct buf *out, size_t i)
{
    if (i > 0)
        BUF_LITERAL(out, ",\n");
}

static const char *field_kind_name(enum field_kind kind)
{
    static const char *const names[] = {
        [FIELD_TEXT] = "text",   [FIELD_INTEGER] = "integer", [FIELD_BOOLEAN] = "boolean",
        [FIELD_BLOB] = "blob",   [FIELD_QUEUE] = "queue",     [FIELD_TEXTS] = "texts",
        [FIELD_BLOBS] = "blobs", [FIELD_QUEUES] = "queues",   [FIELD_PAIRS] = "pairs",
        [FIELD_TAGS] = "tags",   [FIELD_STRUCTS] = "structs", [FIELD_MAP] = "map",
    };
    return names[kind];
}

static const char *check_kind_name(enum check_kind kind)
{
    static const char *const names[] = {
        [CHECK_KIND_RANGE] = "range",
        [CHECK_KIND_PUNCTUATED] = "punctuated",
        [CHECK_KIND_NAME] = "name",
    };
    return names[kind];
}

static void write_check(struct buf *out, enum check_id id)
{
    const struct check *check = &checks_all[id];
    write_name(out, "check");
    if (id == CHECK_NONE) {
        BUF_LITERAL(out, "null");
        return;
    }
    buf_byte(out, '{');
    write_text(out, "id", reference_check_names[id]);
    buf_byte(out, ',');
    write_text(out, "kind", check_kind_name(check->kind));
    buf_byte(out, ',');
    write_number(out, "min", check->min);
    buf_byte(out, ',');
    write_number(out, "max", check->max);
    buf_byte(out, ',');
    write_text(out, "text", reference_text_names[check->text]);
    buf_byte(out, '}');
}

static void write_shape(struct buf *out, const char *name, const struct shape *shape);

static void write_field(struct buf *out, const struct field *field)
{
    buf_byte(out, '{');
    write_text(out, "json_name", field->json_name);
    buf_byte(out, ',');
    write_text(out, "query_name", field->query_name);
    buf_byte(out, ',');
    write_text(out, "alias", field->alias);
    buf_byte(out, ',');
    write_text(out, "kind", field_kind_name(field->kind));
    buf_byte(out, ',');
    write_bool(out, "required", field->flags == FIELD_REQUIRED);
    buf_byte(out, ',');
    write_check(out, field->check);
    buf_byte(out, ',');
    write_shape(out, "element", field->element);
    buf_byte(out, '}');
}

static void write_shape(struct buf *out, const char *name, const struct shape *shape)
{
    write_name(out, name);
    if (!shape) {
        BUF_LITERAL(out, "null");
        return;
    }
    buf_byte(out, '{');
    write_text(out, "name", shape->name);
    BUF_LITERAL(out, ",\"fields\":[");
    for (size_t i = 0; i < shape->count; i++) {
        separate(out, i);
        write_field(out, &shape->fields[i]);
    }
    BUF_LITERAL(out, "]}");
}

static void write_actions(struct buf *out)
{
    static const char *const scopes[] = {
        [SCOPE_QUEUE] = "queue", [SCOPE_ACCOUNT] = "account", [SCOPE_ANYWHERE] = "anywhere"};
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const struct action *action = &actions_all[i];
        separate(out, i);
        buf_byte(out, '{');
        write_text(out, "name", action->name);
        buf_byte(out, ',');
        write_text(out, "scope", scopes[action->scope]);
        buf_byte(out, ',');
        write_shape(out, "request", action->request);
        buf_byte(out, ',');
        write_shape(out, "result", action->result->count > 0 ? action->result : NULL);
        buf_byte(out, '}');
    }
}

static void write_choices(struct buf *out, size_t attribute)
{
    bool first = true;
    BUF_LITERAL(out, "\"choices\":[");
    for (size_t i = 0; i < attribute_choices_count; i++) {
        if (attribute_choices_all[i].attribute != attribute)
            continue;
        if (!first)
            buf_byte(out, ',');
        first = false;
        json_write_text(out, slice_of(attribute_choices_all[i].text));
    }
    buf_byte(out, ']');
}

static void write_attribute(struct buf *out, size_t i)
{
    static const char *const kinds[] = {
        [ATTRIBUTE_INTEGER] = "integer", [ATTRIBUTE_BOOLEAN] = "boolean",
        [ATTRIBUTE_CHOICE] = "choice",   [ATTRIBUTE_JSON] = "json",
        [ATTRIBUTE_TEXT] = "text",
    };
    static const char *const shown[] = {
        [SHOWN_ALWAYS] = "always", [SHOWN_WHEN_SET] = "when_set", [SHOWN_WITH_KMS] = "with_kms"};
    const struct queue_attribute *row = &queue_attributes_all[i];
    buf_byte(out, '{');
    write_text(out, "name", row->name);
    buf_byte(out, ',');
    write_text(out, "kind", kinds[row->kind]);
    buf_byte(out, ',');
    write_text(out, "default", row->fallback);
    buf_byte(out, ',');
    write_number(out, "min", row->min);
    buf_byte(out, ',');
    write_number(out, "max", row->max);
    buf_byte(out, ',');
    write_bool(out, "fifo_only", row->types == ATTRIBUTE_FOR_FIFO);
    buf_byte(out, ',');
    write_bool(out, "settable", row->settable);
    buf_byte(out, ',');
    write_text(out, "shown", shown[row->shown]);
    buf_byte(out, ',');
    write_choices(out, i);
    buf_byte(out, '}');
}

static void write_error(struct buf *out, size_t i)
{
    const struct error_row *row = &errors_all[i];
    buf_byte(out, '{');
    write_text(out, "id", reference_error_names[i]);
    buf_byte(out, ',');
    write_text(out, "json_type", row->json_type);
    buf_byte(out, ',');
    write_text(out, "query_code", row->query_code);
    buf_byte(out, ',');
    write_number(out, "http_status", row->http_status);
    buf_byte(out, ',');
    write_bool(out, "sender_fault", row->fault == FAULT_SENDER);
    buf_byte(out, '}');
}

static void write_text_row(struct buf *out, size_t i)
{
    const struct text_row *row = &texts_all[i];
    buf_byte(out, '{');
    write_text(out, "id", reference_text_names[i]);
    buf_byte(out, ',');
    write_text(out, "error", reference_error_names[row->error]);
    buf_byte(out, ',');
    write_text(out, "text", row->text);
    buf_byte(out, ',');
    write_text(out, "query_text", row->query_text);
    buf_byte(out, '}');
}

static void write_list(struct buf *out, const char *name, size_t first, size_t end,
                       void (*write)(struct buf *out, size_t i))
{
    BUF_LITERAL(out, ",\n");
    write_name(out, name);
    BUF_LITERAL(out, "[\n");
    for (size_t i = first; i < end; i++) {
        separate(out, i - first);
        write(out, i);
    }
    buf_byte(out, ']');
}

static void write_system_attribute(struct buf *out, size_t i)
{
    json_write_text(out, slice_of(system_attribute_names[i]));
}

void reference_json(struct buf *out)
{
    BUF_LITERAL(out, "{\"actions\":[\n");
    write_actions(out);
    BUF_LITERAL(out, "],\n\"limits\":{\n");
    for (size_t i = 0; i < reference_limits_count; i++) {
        separate(out, i);
        write_number(out, reference_limits[i].name, reference_limits[i].value);
    }
    buf_byte(out, '}');
    write_list(out, "attributes", 0, QUEUE_ATTRIBUTE_COUNT, write_attribute);
    write_list(out, "system_attributes", 0, SYSTEM_ATTRIBUTE_COUNT, write_system_attribute);
    write_list(out, "errors", 0, ERROR_COUNT, write_error);
    write_list(out, "texts", TEXT_NONE + 1, TEXT_COUNT, write_text_row);
    BUF_LITERAL(out, "}\n");
}
