/* AWS JSON 1.0 requests: an object to a struct (protocols.md section 2.1). */
#include "api/wire/decode.h"
#include "src/base/base64.h"
#include "src/base/json.h"

static bool decode_object(struct arena *arena, const struct json *json, const struct shape *shape,
                          void *object, struct api_error *error);

static struct slice kind_name(const struct json *value)
{
    switch (value->kind) {
    case JSON_STRING:
        return SLICE("STRING_VALUE");
    case JSON_TRUE:
        return SLICE("TRUE_VALUE");
    case JSON_FALSE:
        return SLICE("FALSE_VALUE");
    default:
        return SLICE("NUMBER_VALUE");
    }
}

/* The error of a value of the wrong type, in the service's own words. */
static bool wrong_type(const struct json *value, struct slice wanted, struct api_error *error)
{
    if (value->kind == JSON_ARRAY)
        return wire_fail(error, TEXT_UNEXPECTED_LIST, SLICE_NONE, SLICE_NONE);
    if (value->kind == JSON_OBJECT)
        return wire_fail(error, TEXT_UNEXPECTED_STRUCTURE, SLICE_NONE, SLICE_NONE);
    return wire_fail(error, TEXT_NOT_CONVERTIBLE, kind_name(value), wanted);
}

static bool decode_text(const struct json *value, struct slice *ret, struct api_error *error)
{
    if (value->kind != JSON_STRING)
        return wrong_type(value, SLICE("String"), error);
    *ret = value->text;
    return true;
}

static bool decode_integer(const struct json *value, struct opt_int *ret, struct api_error *error)
{
    if (value->kind != JSON_INTEGER)
        return wrong_type(value, SLICE("Integer"), error);
    *ret = (struct opt_int){true, value->integer};
    return true;
}

static bool decode_boolean(const struct json *value, struct opt_bool *ret, struct api_error *error)
{
    if (value->kind != JSON_TRUE && value->kind != JSON_FALSE)
        return wrong_type(value, SLICE("Boolean"), error);
    *ret = (struct opt_bool){true, value->kind == JSON_TRUE};
    return true;
}

static bool decode_blob(struct arena *arena, const struct json *value, struct slice *ret,
                        struct api_error *error)
{
    struct slice text;
    if (!decode_text(value, &text, error))
        return false;
    return base64_decode(arena, text, ret) ||
           wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
}

/* Attribute values are texts; numbers and booleans are taken for their text. */
static bool decode_pair_value(struct arena *arena, const struct json *value, struct slice *ret,
                              struct api_error *error)
{
    switch (value->kind) {
    case JSON_INTEGER:
        *ret = arena_int64(arena, value->integer);
        return true;
    case JSON_NUMBER:
        *ret = value->text;
        return true;
    case JSON_TRUE:
        *ret = SLICE("true");
        return true;
    case JSON_FALSE:
        *ret = SLICE("false");
        return true;
    default:
        return decode_text(value, ret, error);
    }
}

static bool decode_list(struct arena *arena, const struct json *value, const struct field *field,
                        struct list *ret, struct api_error *error)
{
    size_t size = field_item_size(field);
    if (value->kind == JSON_OBJECT)
        return wire_fail(error, TEXT_UNEXPECTED_STRUCTURE, SLICE_NONE, SLICE_NONE);
    if (value->kind != JSON_ARRAY)
        return wire_fail(error, TEXT_NOT_A_COLLECTION, kind_name(value), SLICE_NONE);
    *ret = (struct list){true, 0, arena_array(arena, value->count, size)};
    for (size_t i = 0; i < value->count; i++) {
        const struct json *item = &value->items[i];
        void *at = (char *)ret->items + ret->count * size;
        bool decoded = true;
        if (item->kind == JSON_NULL)
            continue;
        if (field->kind == FIELD_TEXTS)
            decoded = decode_text(item, at, error);
        else if (field->kind == FIELD_BLOBS)
            decoded = decode_blob(arena, item, at, error);
        else
            decoded = decode_object(arena, item, field->element, at, error);
        if (!decoded)
            return false;
        ret->count++;
    }
    return true;
}

static bool decode_map(struct arena *arena, const struct json *value, const struct field *field,
                       struct list *ret, struct api_error *error)
{
    size_t size = field_item_size(field);
    bool pairs = field->kind != FIELD_MAP;
    if (value->kind == JSON_ARRAY)
        return wire_fail(error, TEXT_UNEXPECTED_LIST, SLICE_NONE, SLICE_NONE);
    if (value->kind != JSON_OBJECT)
        return wire_fail(error, TEXT_NOT_A_COLLECTION, kind_name(value), SLICE_NONE);
    *ret = (struct list){true, 0, arena_array(arena, value->count, size)};
    for (size_t i = 0; i < value->count; i++) {
        const struct json_member *member = &value->members[i];
        void *at = (char *)ret->items + ret->count * size;
        if (member->value.kind == JSON_NULL)
            continue;
        if (pairs ? !decode_pair_value(arena, &member->value, &((struct pair *)at)->value, error)
                  : !decode_object(arena, &member->value, field->element, at, error))
            return false;
        /* The key is the first member of a pair and of a map's element alike. */
        *(struct slice *)at = member->name;
        ret->count++;
    }
    return true;
}

static bool decode_member(struct arena *arena, const struct json *value, const struct field *field,
                          void *object, struct api_error *error)
{
    void *member = field_of(field, object);
    switch (field->kind) {
    case FIELD_TEXT:
        return decode_text(value, member, error);
    case FIELD_INTEGER:
        return decode_integer(value, member, error);
    case FIELD_BOOLEAN:
        return decode_boolean(value, member, error);
    case FIELD_BLOB:
        return decode_blob(arena, value, member, error);
    case FIELD_TEXTS:
    case FIELD_BLOBS:
    case FIELD_STRUCTS:
        return decode_list(arena, value, field, member, error);
    case FIELD_PAIRS:
    case FIELD_TAGS:
    case FIELD_MAP:
        return decode_map(arena, value, field, member, error);
    case FIELD_QUEUE:
    case FIELD_QUEUES:
        break; /* results only */
    }
    return true;
}

static const struct field *find_field(const struct shape *shape, struct slice name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (slice_is(name, shape->fields[i].json_name))
            return &shape->fields[i];
    for (size_t i = 0; i < shape->count; i++)
        if (shape->fields[i].alias && slice_is(name, shape->fields[i].alias))
            return &shape->fields[i];
    return NULL;
}

/* Unknown members are ignored, null is as good as absent. */
static bool decode_object(struct arena *arena, const struct json *json, const struct shape *shape,
                          void *object, struct api_error *error)
{
    if (json->kind == JSON_ARRAY)
        return wire_fail(error, TEXT_UNEXPECTED_LIST, SLICE_NONE, SLICE_NONE);
    if (json->kind != JSON_OBJECT)
        return wire_fail(error, TEXT_NOT_A_STRUCTURE, SLICE_NONE, SLICE_NONE);
    for (size_t i = 0; i < json->count; i++) {
        const struct json_member *member = &json->members[i];
        const struct field *field = find_field(shape, member->name);
        if (field && member->value.kind != JSON_NULL &&
            !decode_member(arena, &member->value, field, object, error))
            return false;
    }
    return true;
}

bool json_decode(struct arena *arena, struct slice body, const struct shape *shape, void *object,
                 struct api_error *error)
{
    if (body.len == 0)
        return true;
    const struct json *json = json_parse(arena, body);
    if (!json)
        return wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
    return decode_object(arena, json, shape, object, error);
}
