/* docs/api.md, written from the rows: see reference.h. */
#include "api/model/reference.h"

static const char *scope_text(enum action_scope scope)
{
    switch (scope) {
    case SCOPE_QUEUE:
        return "Acts on the queue that `QueueUrl`, or in the Query protocol the URL's path, names.";
    case SCOPE_ACCOUNT:
        return "Acts on the caller's account; in the Query protocol refused at a queue's path.";
    case SCOPE_ANYWHERE:
        return "Acts on the caller's account; works at a queue's path too.";
    }
    return "";
}

static const char *kind_text(const struct field *field)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return "text";
    case FIELD_INTEGER:
        return "integer";
    case FIELD_BOOLEAN:
        return "boolean";
    case FIELD_BLOB:
        return "bytes (base64)";
    case FIELD_QUEUE:
        return "queue URL";
    case FIELD_TEXTS:
        return "list of text";
    case FIELD_BLOBS:
        return "list of bytes (base64)";
    case FIELD_QUEUES:
        return "list of queue URLs";
    case FIELD_PAIRS:
    case FIELD_TAGS:
        return "map of text to text";
    case FIELD_STRUCTS:
        return "list of";
    case FIELD_MAP:
        return "map of text to";
    }
    return "";
}

/* The form parameters of a field, or its elements in XML. */
static void write_query_name(struct buf *out, const struct field *field, bool request)
{
    const char *name = field->query_name;
    const char *number = request ? ".N" : "";
    switch (field->kind) {
    case FIELD_PAIRS:
        buf_printf(out, "`%s%s.Name`, `%s%s.Value`", name, number, name, number);
        break;
    case FIELD_TAGS:
        buf_printf(out, "`%s%s.Key`, `%s%s.Value`", name, number, name, number);
        break;
    case FIELD_MAP:
        buf_printf(out, "`%s%s.Name`, `%s%s.Value.*`", name, number, name, number);
        break;
    case FIELD_STRUCTS:
        buf_printf(out, "`%s%s.*`", name, number);
        break;
    default:
        buf_printf(out, "`%s%s`", name, field_item_size(field) > 0 ? number : "");
        break;
    }
}

static void write_check(struct buf *out, const struct field *field)
{
    const struct check *check = &checks_all[field->check];
    if (field->check == CHECK_NONE)
        return;
    switch (check->kind) {
    case CHECK_KIND_RANGE:
        buf_printf(out, "%lld to %lld", (long long)check->min, (long long)check->max);
        break;
    case CHECK_KIND_PUNCTUATED:
        buf_printf(out, "1 to %lld letters, digits and ASCII punctuation", (long long)check->max);
        break;
    case CHECK_KIND_NAME:
        buf_printf(out, "1 to %lld of `A-Z a-z 0-9 - _`", (long long)check->max);
        break;
    }
}

static void write_request_field(struct buf *out, const struct field *field)
{
    buf_printf(out, "| `%s` | ", field->json_name);
    write_query_name(out, field, true);
    buf_printf(out, " | %s", kind_text(field));
    if (field->element)
        buf_printf(out, " `%s`", field->element->name);
    buf_printf(out, " | %s | ", field->flags == FIELD_REQUIRED ? "yes" : "");
    write_check(out, field);
    if (field->alias)
        buf_printf(out, "%salso `%s`", field->check == CHECK_NONE ? "" : "; ", field->alias);
    BUF_LITERAL(out, " |\n");
}

static void write_request(struct buf *out, const struct shape *shape)
{
    BUF_LITERAL(out, "\n| JSON | Query | value | required | rule |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < shape->count; i++)
        write_request_field(out, &shape->fields[i]);
}

static void write_result(struct buf *out, const struct shape *shape)
{
    BUF_LITERAL(out, "\n| JSON | XML | value |\n|---|---|---|\n");
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        buf_printf(out, "| `%s` | ", field->json_name);
        write_query_name(out, field, false);
        buf_printf(out, " | %s", kind_text(field));
        if (field->element)
            buf_printf(out, " `%s`", field->element->name);
        BUF_LITERAL(out, " |\n");
    }
}

static void write_actions(struct buf *out)
{
    BUF_LITERAL(out, "\n## Actions\n");
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const struct action *action = &actions_all[i];
        buf_printf(out, "\n### %s\n\n%s\n", action->name, scope_text(action->scope));
        write_request(out, action->request);
        if (action->result->count == 0) {
            BUF_LITERAL(out, "\nNo result.\n");
        } else {
            BUF_LITERAL(out, "\nResult:\n");
            write_result(out, action->result);
        }
    }
}

static bool is_part(const struct shape *shape, bool of_request)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        const struct shape *whole = of_request ? actions_all[i].request : actions_all[i].result;
        for (size_t n = 0; n < whole->count; n++) {
            const struct shape *part = whole->fields[n].element;
            if (part == shape)
                return true;
        }
    }
    return false;
}

static void write_parts(struct buf *out)
{
    BUF_LITERAL(out, "\n## Parts of requests and results\n\n"
                     "A `MessageAttributeValue` is the value of a map, and its `Name` the key.\n");
    for (size_t i = 0; i < shapes_count; i++) {
        if (!is_part(shapes_all[i], true) && !is_part(shapes_all[i], false))
            continue;
        buf_printf(out, "\n### %s\n", shapes_all[i]->name);
        if (is_part(shapes_all[i], true))
            write_request(out, shapes_all[i]);
        else
            write_result(out, shapes_all[i]);
    }
}

static void write_choices(struct buf *out, size_t attribute)
{
    bool first = true;
    for (size_t i = 0; i < attribute_choices_count; i++) {
        if (attribute_choices_all[i].attribute != attribute)
            continue;
        buf_printf(out, "%s`%s`", first ? "" : ", ", attribute_choices_all[i].text);
        first = false;
    }
}

static void write_values(struct buf *out, size_t attribute)
{
    const struct queue_attribute *row = &queue_attributes_all[attribute];
    switch (row->kind) {
    case ATTRIBUTE_INTEGER:
        if (row->settable)
            buf_printf(out, "%lld to %lld", (long long)row->min, (long long)row->max);
        else
            BUF_LITERAL(out, "integer");
        break;
    case ATTRIBUTE_BOOLEAN:
        BUF_LITERAL(out, "`true`, `false`");
        break;
    case ATTRIBUTE_CHOICE:
        write_choices(out, attribute);
        break;
    case ATTRIBUTE_JSON:
        BUF_LITERAL(out, "JSON");
        break;
    case ATTRIBUTE_TEXT:
        BUF_LITERAL(out, "text");
        break;
    }
}

static void write_attributes(struct buf *out)
{
    BUF_LITERAL(out,
                "\n## Queue attributes\n\n"
                "| name | values | default | queues | set by clients |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++) {
        const struct queue_attribute *row = &queue_attributes_all[i];
        buf_printf(out, "| `%s` | ", row->name);
        write_values(out, i);
        if (row->fallback)
            buf_printf(out, " | `%s`", row->fallback);
        else
            BUF_LITERAL(out, " | ");
        buf_printf(out, " | %s | %s |\n", row->types == ATTRIBUTE_FOR_FIFO ? "FIFO" : "all",
                   row->settable ? "yes" : "no");
    }
    BUF_LITERAL(out, "\n## Message system attributes\n\n");
    for (size_t i = 0; i < SYSTEM_ATTRIBUTE_COUNT; i++)
        buf_printf(out, "- `%s`\n", system_attribute_names[i]);
}

static void write_limits(struct buf *out)
{
    BUF_LITERAL(out, "\n## Limits\n\n| limit | value |\n|---|---|\n");
    for (size_t i = 0; i < reference_limits_count; i++)
        buf_printf(out, "| %s | %lld |\n", reference_limits[i].name,
                   (long long)reference_limits[i].value);
}

/* A text inside a table: a bar would end the cell. */
static void write_cell(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<')
            buf_byte(out, '\\');
        buf_byte(out, *text);
    }
}

static void write_texts(struct buf *out, size_t error)
{
    for (size_t i = TEXT_NONE + 1; i < TEXT_COUNT; i++) {
        const struct text_row *row = &texts_all[i];
        if (row->error != error || !*row->text)
            continue;
        BUF_LITERAL(out, "| | | | ");
        write_cell(out, row->text);
        if (row->query_text) {
            BUF_LITERAL(out, " (Query: ");
            write_cell(out, row->query_text);
            buf_byte(out, ')');
        }
        BUF_LITERAL(out, " |\n");
    }
}

static void write_errors(struct buf *out)
{
    BUF_LITERAL(out, "\n## Errors\n\n`{}` stands for a value of the request. Texts follow their "
                     "error.\n\n| JSON `__type` | Query `Code` | status | text |\n"
                     "|---|---|---|---|\n");
    for (size_t i = 0; i < ERROR_COUNT; i++) {
        const struct error_row *row = &errors_all[i];
        buf_printf(out, "| `%s` | %s%s%s | %d | |\n", row->json_type, *row->query_code ? "`" : "",
                   row->query_code, *row->query_code ? "`" : "", row->http_status);
        write_texts(out, i);
    }
}

void reference_markdown(struct buf *out)
{
    BUF_LITERAL(out,
                "# API reference\n\n"
                "What Ropeline understands and answers, printed from the tables of `api/model` "
                "by `cmake --build build/asan --target docs`: change those, not this page.\n\n"
                "Each parameter has a name in AWS JSON 1.0 and one in the Query protocol; `N` "
                "counts from 1. Parameters are checked in the order of the rows.\n");
    write_actions(out);
    write_parts(out);
    write_attributes(out);
    write_limits(out);
    write_errors(out);
}
