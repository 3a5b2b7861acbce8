/* Questions about shapes: see shape.h. */
#include "api/model/shape.h"

static const struct list *list_of(const struct field *field, const void *object)
{
    return field_of_const(field, object);
}

static struct slice slice_in(const struct field *field, const void *object)
{
    return *(const struct slice *)field_of_const(field, object);
}

bool field_present(const struct field *field, const void *object)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_BLOB:
        return slice_present(slice_in(field, object));
    case FIELD_INTEGER:
        return ((const struct opt_int *)field_of_const(field, object))->present;
    case FIELD_BOOLEAN:
        return ((const struct opt_bool *)field_of_const(field, object))->present;
    case FIELD_QUEUE:
        return slice_present(((const struct queue_ref *)field_of_const(field, object))->name);
    case FIELD_TEXTS:
    case FIELD_BLOBS:
    case FIELD_QUEUES:
    case FIELD_PAIRS:
    case FIELD_TAGS:
    case FIELD_STRUCTS:
    case FIELD_MAP:
        return list_of(field, object)->count > 0;
    }
    return false;
}

size_t field_item_size(const struct field *field)
{
    switch (field->kind) {
    case FIELD_TEXTS:
    case FIELD_BLOBS:
        return sizeof(struct slice);
    case FIELD_QUEUES:
        return sizeof(struct queue_ref);
    case FIELD_PAIRS:
    case FIELD_TAGS:
        return sizeof(struct pair);
    case FIELD_STRUCTS:
    case FIELD_MAP:
        return field->element->size;
    default:
        return 0;
    }
}

void shape_json_order(const struct shape *shape, unsigned char *out)
{
    for (size_t i = 0; i < shape->count; i++) {
        size_t at = i;
        while (at > 0 &&
               strcmp(shape->fields[out[at - 1]].json_name, shape->fields[i].json_name) > 0) {
            out[at] = out[at - 1];
            at--;
        }
        out[at] = (unsigned char)i;
    }
}
