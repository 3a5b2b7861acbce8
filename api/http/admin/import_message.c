/* A line that is a message: see import.h. */
#include "api/http/admin/import.h"
#include "src/base/base64.h"
#include "src/base/digest.h"

enum kind { TEXT, TIME, NUMBER, IGNORED_NUMBER };

/* Members of a line that are fields of a message. */
static const struct {
    const char *name;
    enum kind kind;
    size_t offset;
} facts_members[] = {
    {"body", TEXT, offsetof(struct store_message, body)},
    {"group", TEXT, offsetof(struct store_message, group)},
    {"deduplication_id", TEXT, offsetof(struct store_message, deduplication_id)},
    {"sender_id", TEXT, offsetof(struct store_message, sender_id)},
    {"trace_header", TEXT, offsetof(struct store_message, trace_header)},
    {"source_arn", TEXT, offsetof(struct store_message, source_arn)},
    {"sent_ms", TIME, offsetof(struct store_message, sent_ms)},
    {"retained_ms", TIME, offsetof(struct store_message, retained_ms)},
    {"visible_ms", TIME, offsetof(struct store_message, visible_ms)},
    {"first_received_ms", TIME, offsetof(struct store_message, first_received_ms)},
    {"received_ms", TIME, offsetof(struct store_message, received_ms)},
    {"receive_count", NUMBER, offsetof(struct store_message, receive_count)},
    {"sequence", IGNORED_NUMBER, 0}, /* the queue gives a new one */
};

#define FACTS_COUNT (sizeof facts_members / sizeof *facts_members)

static bool read_fact(struct importing *importing, size_t member, const struct json *value,
                      struct store_message *ret)
{
    const char *name = facts_members[member].name;
    void *field = (char *)ret + facts_members[member].offset;
    switch (facts_members[member].kind) {
    case TEXT:
        if (value->kind != JSON_STRING)
            return import_refuse(importing, "%s must be a text", name);
        *(struct slice *)field = value->text;
        return true;
    case TIME:
        if (!import_is_time(value))
            return import_refuse(importing, "%s" IMPORT_NO_TIME, name);
        *(int64_t *)field = value->integer + importing->shift_ms;
        return true;
    case NUMBER:
        if (value->kind != JSON_INTEGER || value->integer < 0 || value->integer > INT32_MAX)
            return import_refuse(importing, "%s must be a number", name);
        *(int32_t *)field = (int32_t)value->integer;
        return true;
    case IGNORED_NUMBER:
        return (value->kind == JSON_INTEGER && value->integer >= 0) ||
               import_refuse(importing, "%s must be a number", name);
    }
    return false;
}

/* {"name":{"type":"String","value":"x"}, ...}; binary values as base64. */
static bool read_attributes(struct importing *importing, struct arena *arena,
                            const struct json *object, struct list *ret)
{
    if (object->kind != JSON_OBJECT)
        return import_refuse(importing, "attributes must be an object");
    struct message_attribute *items = arena_array(arena, object->count, sizeof *items);
    for (size_t i = 0; i < object->count; i++) {
        const struct json *value = &object->members[i].value;
        struct slice binary = json_get_text(value, "base64");
        items[i].name = object->members[i].name;
        items[i].data_type = json_get_text(value, "type");
        items[i].string_value = json_get_text(value, "value");
        if (slice_present(binary) && !base64_decode(arena, binary, &items[i].binary_value))
            return import_refuse(importing, "a value is no base64");
    }
    *ret = (struct list){true, object->count, items};
    return true;
}

static bool read_id(struct importing *importing, const struct json *value, struct uuid *ret)
{
    return (value->kind == JSON_STRING && uuid_parse(value->text, ret)) ||
           import_refuse(importing, "message_id must be a UUID");
}

bool import_read_message(struct importing *importing, struct arena *arena, const struct json *line,
                         struct store_message *ret, struct list *ret_attributes)
{
    for (size_t i = 0; i < line->count; i++) {
        struct slice name = line->members[i].name;
        const struct json *value = &line->members[i].value;
        size_t member = 0;
        while (member < FACTS_COUNT && !slice_is(name, facts_members[member].name))
            member++;
        bool good = false;
        if (member < FACTS_COUNT)
            good = read_fact(importing, member, value, ret);
        else if (slice_is(name, "message_id"))
            good = read_id(importing, value, &ret->message_id);
        else if (slice_is(name, "attributes"))
            good = read_attributes(importing, arena, value, ret_attributes);
        else
            import_refuse(importing, "a message has no member '%.*s'",
                          SLICE_ARG(text_start(name, IMPORT_NAME_SHOWN)));
        if (!good)
            return false;
    }
    return true;
}
