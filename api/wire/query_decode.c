/* The Query protocol's requests: form parameters to structs (protocols.md section 3.1).
 *
 * The form is sorted by name, so a list, a map or an entry is a run of parameters with a common
 * prefix, and each is visited once. */
#include "api/wire/decode.h"
#include "api/wire/form.h"
#include "src/base/base64.h"
#include "src/base/text.h"

/* What a prefix has been taken off of: the parameters of one struct. */
struct view {
    const struct form *form;
    size_t prefix; /* bytes of each name that are not looked at */
};

static bool decode_struct(struct arena *arena, const struct view *view, const struct shape *shape,
                          void *object, struct api_error *error);

static struct slice name_of(const struct view *view, size_t i)
{
    return slice_from(view->form->items[i].name, view->prefix);
}

static struct slice value_of(const struct view *view, struct slice name)
{
    for (size_t i = 0; i < view->form->count; i++)
        if (slice_equal(name_of(view, i), name))
            return view->form->items[i].value;
    return SLICE_NONE;
}

/* "12.Rest" gives the digits; false when the name is not of that form. */
static bool split_index(struct slice name, struct slice *ret_index, struct slice *ret_rest)
{
    size_t digits = 0;
    while (digits < name.len && char_is_digit(name.at[digits]))
        digits++;
    if (digits == 0 || (digits < name.len && name.at[digits] != '.'))
        return false;
    *ret_index = slice_head(name, digits);
    *ret_rest = digits < name.len ? slice_from(name, digits + 1) : SLICE("");
    return true;
}

/* The next item "prefix.N..." of a list: its parameters as a form of their own. */
struct item {
    struct form form;
    struct view view;
};

static bool next_item(const struct view *list, size_t *at, struct item *ret)
{
    struct slice index, rest, other;
    while (*at < list->form->count && !split_index(name_of(list, *at), &index, &rest))
        ++*at;
    if (*at == list->form->count)
        return false;
    size_t start = *at;
    while (*at < list->form->count && split_index(name_of(list, *at), &other, &rest) &&
           slice_equal(other, index))
        ++*at;
    ret->form = (struct form){list->form->items + start, *at - start};
    ret->view = (struct view){&ret->form, list->prefix + index.len + 1};
    return true;
}

/* A scalar item "prefix.N" has no rest: its name ends with the index. */
static struct slice item_text(const struct item *item)
{
    return item->form.items[0].value;
}

static bool decode_integer(struct arena *arena, struct slice text, struct slice name,
                           struct opt_int *ret, struct api_error *error)
{
    (void)arena;
    if (text.len == 0)
        return true; /* an empty number is as good as none */
    if (!slice_to_int64(text, &ret->value))
        return wire_fail(error, TEXT_NOT_A_NUMBER, text, name);
    ret->present = true;
    return true;
}

static bool decode_boolean(struct slice text, struct slice name, struct opt_bool *ret,
                           struct api_error *error)
{
    ret->present = true;
    ret->value = slice_equal_nocase(text, SLICE("true"));
    if (!ret->value && !slice_equal_nocase(text, SLICE("false")))
        return wire_fail(error, TEXT_NOT_A_NUMBER, text, name);
    return true;
}

static bool decode_blob(struct arena *arena, struct slice text, struct slice *ret,
                        struct api_error *error)
{
    return base64_decode(arena, text, ret) ||
           wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
}

static bool decode_scalar(struct arena *arena, const struct field *field, struct slice text,
                          void *object, struct api_error *error)
{
    void *member = field_of(field, object);
    struct slice name = slice_of(field->query_name);
    switch (field->kind) {
    case FIELD_INTEGER:
        return decode_integer(arena, text, name, member, error);
    case FIELD_BOOLEAN:
        return decode_boolean(text, name, member, error);
    case FIELD_BLOB:
        return decode_blob(arena, text, member, error);
    default:
        *(struct slice *)member = text;
        return true;
    }
}

static bool decode_pair(const struct item *item, const struct field *field, struct pair *ret)
{
    bool tag = field->kind == FIELD_TAGS;
    ret->name = value_of(&item->view, tag ? SLICE("Key") : SLICE("Name"));
    ret->value = value_of(&item->view, SLICE("Value"));
    return slice_present(ret->name) || slice_present(ret->value);
}

/* X.N.Name and X.N.Value.Field: the rest of the struct stands under "Value.". */
static bool decode_map_item(struct arena *arena, const struct item *item, const struct field *field,
                            void *ret, struct api_error *error)
{
    struct slice prefix = slice_head(item->form.items[0].name, item->view.prefix);
    struct slice values = arena_printf(arena, "%.*sValue.", SLICE_ARG(prefix));
    struct form form = form_under(&item->form, values);
    struct view view = {&form, values.len};
    if (!decode_struct(arena, &view, field->element, ret, error))
        return false;
    *(struct slice *)field_of(&field->element->fields[0], ret) =
        value_of(&item->view, SLICE("Name"));
    return true;
}

static bool decode_item(struct arena *arena, const struct item *item, const struct field *field,
                        void *ret, struct api_error *error)
{
    switch (field->kind) {
    case FIELD_TEXTS:
        *(struct slice *)ret = item_text(item);
        return true;
    case FIELD_BLOBS:
        return decode_blob(arena, item_text(item), ret, error);
    case FIELD_PAIRS:
    case FIELD_TAGS:
        decode_pair(item, field, ret);
        return true;
    case FIELD_MAP:
        return decode_map_item(arena, item, field, ret, error);
    default:
        return decode_struct(arena, &item->view, field->element, ret, error);
    }
}

/* The items under "name."; also "name" alone for a list of one, and "Attribute.Name" without a
 * number for a single pair, as old clients write them. */
static bool decode_list(struct arena *arena, const struct view *view, const struct field *field,
                        const char *name, struct list *ret, struct api_error *error)
{
    struct slice start =
        view->form->count > 0 ? slice_head(view->form->items[0].name, view->prefix) : SLICE("");
    struct slice prefix = arena_printf(arena, "%.*s%s.", SLICE_ARG(start), name);
    struct form form = form_under(view->form, prefix);
    struct view items = {&form, prefix.len};
    size_t size = field_item_size(field);
    struct slice alone = value_of(view, slice_of(name));
    ret->items = arena_array(arena, form.count + 1, size);
    struct item item;
    for (size_t at = 0; next_item(&items, &at, &item);)
        if (!decode_item(arena, &item, field, (char *)ret->items + ret->count++ * size, error))
            return false;
    if (ret->count == 0 && field->kind == FIELD_TEXTS && slice_present(alone)) {
        *(struct slice *)ret->items = alone;
        ret->count = 1;
    }
    if (ret->count == 0 && (field->kind == FIELD_PAIRS || field->kind == FIELD_TAGS)) {
        item = (struct item){form, items};
        ret->count = decode_pair(&item, field, ret->items) ? 1 : 0;
    }
    ret->present = ret->count > 0;
    return true;
}

static bool is_list(const struct field *field)
{
    return field_item_size(field) > 0;
}

static bool decode_field(struct arena *arena, const struct view *view, const struct field *field,
                         void *object, struct api_error *error)
{
    if (is_list(field)) {
        struct list *list = field_of(field, object);
        return decode_list(arena, view, field, field->query_name, list, error) &&
               (list->count > 0 || !field->alias ||
                decode_list(arena, view, field, field->alias, list, error));
    }
    struct slice text = value_of(view, slice_of(field->query_name));
    return !slice_present(text) || decode_scalar(arena, field, text, object, error);
}

static bool decode_struct(struct arena *arena, const struct view *view, const struct shape *shape,
                          void *object, struct api_error *error)
{
    for (size_t i = 0; i < shape->count; i++)
        if (!decode_field(arena, view, &shape->fields[i], object, error))
            return false;
    return true;
}

bool query_decode(struct arena *arena, const struct form *form, const struct shape *shape,
                  void *object, struct api_error *error)
{
    struct view view = {form, 0};
    return decode_struct(arena, &view, shape, object, error);
}
