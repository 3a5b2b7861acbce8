/* AWS JSON 1.0 requests: an object to a struct (protocols.md section 2.1). */
#include "api/wire/decode.h"
#include "src/base/base64.h"
#include "src/base/json.h"

#define JSON_ITEMS_MAX 10000

static bool decode_object(struct arena *arena, const struct json *json, const struct shape *shape,
                          void *object, struct api_error *error);

/* What a scalar is called in the service's errors: as a token of JSON, and as a class. */
struct kind_words {
    struct slice token;
    struct slice class;
};

static struct kind_words words_of(const struct json *value)
{
    switch (value->kind) {
    case JSON_STRING:
        return (struct kind_words){SLICE("STRING_VALUE"), SLICE("String")};
    case JSON_TRUE:
        return (struct kind_words){SLICE("TRUE_VALUE"), SLICE("Boolean")};
    case JSON_FALSE:
        return (struct kind_words){SLICE("FALSE_VALUE"), SLICE("Boolean")};
    default:
        return (struct kind_words){SLICE("NUMBER_VALUE"), SLICE("Integer")};
    }
}

/* The error of a value of the wrong type, in the service's own words (protocols.md 2.1). */
static bool not_scalar(const struct json *value, enum text_id text, struct api_error *error)
{
    if (value->kind == JSON_ARRAY)
        return wire_fail(error, TEXT_UNEXPECTED_LIST, SLICE_NONE, SLICE_NONE);
    if (value->kind == JSON_OBJECT)
        return wire_fail(error, TEXT_UNEXPECTED_STRUCTURE, SLICE_NONE, SLICE_NONE);
    return wire_fail(error, text, words_of(value).token, SLICE_NONE);
}

static bool decode_text(const struct json *value, struct slice *ret, struct api_error *error)
{
    if (value->kind != JSON_STRING)
        return not_scalar(value, TEXT_NOT_A_TEXT, error);
    *ret = value->text;
    return true;
}

static bool decode_integer(const struct json *value, struct opt_int *ret, struct api_error *error)
{
    if (value->kind != JSON_INTEGER)
        return not_scalar(value, TEXT_NOT_AN_INTEGER, error);
    *ret = (struct opt_int){true, value->integer};
    return true;
}

static bool decode_blob(struct arena *arena, const struct json *value, struct slice *ret,
                        struct api_error *error)
{
    struct slice text = SLICE_NONE;
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

static bool not_collection(const struct json *value, struct api_error *error)
{
    if (value->kind == JSON_ARRAY)
        return wire_fail(error, TEXT_UNEXPECTED_LIST, SLICE_NONE, SLICE_NONE);
    if (value->kind == JSON_OBJECT)
        return wire_fail(error, TEXT_UNEXPECTED_STRUCTURE, SLICE_NONE, SLICE_NONE);
    return wire_fail(error, TEXT_NOT_A_COLLECTION, words_of(value).class, SLICE_NONE);
}

/* Room for the items of a collection. An item takes more memory than its text, so their number is
 * bounded, far above what any action takes. */
static bool start_list(struct arena *arena, const struct json *value, const struct field *field,
                       struct list *ret, struct api_error *error)
{
    if (value->count > JSON_ITEMS_MAX)
        return wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
    *ret = (struct list){true, 0, arena_array(arena, value->count, field_item_size(field))};
    return true;
}

static bool decode_item(struct arena *arena, const struct json *value, const struct field *field,
                        void *ret, struct api_error *error)
{
    if (field->kind == FIELD_TEXTS)
        return decode_text(value, ret, error);
    if (field->kind == FIELD_BLOBS)
        return decode_blob(arena, value, ret, error);
    return decode_object(arena, value, field->element, ret, error);
}

static bool decode_list(struct arena *arena, const struct json *value, const struct field *field,
                        struct list *ret, struct api_error *error)
{
    size_t size = field_item_size(field);
    if (value->kind != JSON_ARRAY)
        return not_collection(value, error);
    if (!start_list(arena, value, field, ret, error))
        return false;
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].kind == JSON_NULL)
            continue;
        void *at = (char *)ret->items + ret->count * size;
        if (!decode_item(arena, &value->items[i], field, at, error))
            return false;
        ret->count++;
    }
    return true;
}

static bool decode_map_item(struct arena *arena, const struct json_member *member,
                            const struct field *field, void *ret, struct api_error *error)
{
    if (field->kind == FIELD_MAP
            ? !decode_object(arena, &member->value, field->element, ret, error)
            : !decode_pair_value(arena, &member->value, &((struct pair *)ret)->value, error))
        return false;
    /* The key is the first member of a pair and of a map's element alike. */
    *(struct slice *)ret = member->name;
    return true;
}

static bool decode_map(struct arena *arena, const struct json *value, const struct field *field,
                       struct list *ret, struct api_error *error)
{
    size_t size = field_item_size(field);
    if (value->kind != JSON_OBJECT)
        return not_collection(value, error);
    if (!start_list(arena, value, field, ret, error))
        return false;
    for (size_t i = 0; i < value->count; i++) {
        const struct json_member *member = &value->members[i];
        if (member->value.kind == JSON_NULL)
            continue;
        void *at = (char *)ret->items + ret->count * size;
        if (!decode_map_item(arena, member, field, at, error))
            return false;
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
    case FIELD_BOOLEAN:
    case FIELD_QUEUE:
    case FIELD_QUEUES:
        break; /* results only */
    }
    return true;
}

static const struct field *find_field(const struct shape *shape, struct slice name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (slice_equal(name, field_json_name(&shape->fields[i])))
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
