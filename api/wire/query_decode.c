/* The Query protocol's requests: form parameters to structs (protocols.md section 3.1).
 *
 * The form is sorted by name, so a list, a map or an entry is a run of parameters with a common
 * prefix. A level looks at each of its parameters once per field of its shape: the work grows with
 * the number of parameters and no faster. */
#include "api/wire/decode.h"
#include "api/wire/form.h"
#include "src/base/base64.h"
#include "src/base/text.h"

/* Elements of a map among which repeated names are looked for. */
#define MAP_LOOKED_AT 64

/* The parameters of one struct, list or item. */
struct view {
    const struct form_parameter *items;
    size_t count;
    size_t prefix; /* bytes at the start of each name that have been dealt with */
};

static bool decode_struct(struct arena *arena, const struct view *view, const struct shape *shape,
                          void *object, struct api_error *error);

static struct slice name_of(const struct view *view, size_t i)
{
    return slice_from(view->items[i].name, view->prefix);
}

/* The value of the first parameter of exactly this name, or absent. */
static struct slice value_of(const struct view *view, struct slice name)
{
    for (size_t i = 0; i < view->count; i++)
        if (slice_equal(name_of(view, i), name))
            return view->items[i].value;
    return SLICE_NONE;
}

static bool is_under(struct slice name, struct slice parent)
{
    return name.len > parent.len && name.at[parent.len] == '.' && slice_starts(name, parent);
}

/* The parameters "name.". */
static struct view view_under(const struct view *view, struct slice name)
{
    size_t start = 0;
    while (start < view->count && !is_under(name_of(view, start), name))
        start++;
    size_t end = start;
    while (end < view->count && is_under(name_of(view, end), name))
        end++;
    return (struct view){view->items + start, end - start, view->prefix + name.len + 1};
}

/* The digits that a name starts with, when nothing or a dot follows; else absent. */
static struct slice index_of(struct slice name)
{
    size_t digits = 0;
    while (digits < name.len && char_is_digit(name.at[digits]))
        digits++;
    bool whole = digits == name.len || name.at[digits] == '.';
    return digits > 0 && whole ? slice_head(name, digits) : SLICE_NONE;
}

/* The item "N" of a list: its own value, absent if there is none, and the parameters "N.". */
struct item {
    struct slice value;
    struct view view;
};

/* The next item from parameter `*at` on; false at the end. Numbers may have gaps. */
static bool next_item(const struct view *list, size_t *at, struct item *ret)
{
    struct slice index = SLICE_NONE;
    while (*at < list->count && !slice_present(index = index_of(name_of(list, *at))))
        ++*at;
    if (*at == list->count)
        return false;
    size_t start = *at;
    while (*at < list->count && slice_equal(index_of(name_of(list, *at)), index))
        ++*at;
    ret->value = name_of(list, start).len == index.len ? list->items[start].value : SLICE_NONE;
    ret->view = (struct view){list->items + start, *at - start, list->prefix + index.len + 1};
    return true;
}

static size_t count_items(const struct view *list)
{
    struct item item;
    size_t count = 0;
    for (size_t at = 0; next_item(list, &at, &item);)
        count++;
    return count;
}

static bool decode_blob(struct arena *arena, struct slice text, struct slice *ret,
                        struct api_error *error)
{
    return base64_decode(arena, text, ret) ||
           wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
}

static bool decode_integer(const struct field *field, struct slice text, struct opt_int *ret,
                           struct api_error *error)
{
    if (text.len == 0)
        return true; /* an empty number is as good as none */
    if (!slice_to_int64(text, &ret->value))
        return wire_fail(error, TEXT_NOT_A_NUMBER, text, slice_of(field->query_name));
    ret->present = true;
    return true;
}

static bool decode_scalar(struct arena *arena, const struct field *field, struct slice text,
                          void *object, struct api_error *error)
{
    void *member = field_of(field, object);
    if (!slice_present(text))
        return true;
    if (field->kind == FIELD_INTEGER)
        return decode_integer(field, text, member, error);
    if (field->kind == FIELD_BLOB)
        return decode_blob(arena, text, member, error);
    *(struct slice *)member = text;
    return true;
}

/* False when neither name nor value is there. */
static bool decode_pair(const struct view *view, const struct field *field, struct pair *ret)
{
    ret->name = value_of(view, field->kind == FIELD_TAGS ? SLICE("Key") : SLICE("Name"));
    ret->value = value_of(view, SLICE("Value"));
    return slice_present(ret->name) || slice_present(ret->value);
}

/* N.Name and N.Value.Member: the key is the first member of the element. */
static bool decode_map_item(struct arena *arena, const struct view *view, const struct field *field,
                            void *ret, struct api_error *error)
{
    struct view members = view_under(view, SLICE("Value"));
    if (!decode_struct(arena, &members, field->element, ret, error))
        return false;
    *(struct slice *)ret = value_of(view, SLICE("Name"));
    return true;
}

/* Decodes one item; `ret_filled` says whether there was one ("N.Other" is none). */
static bool decode_item(struct arena *arena, const struct item *item, const struct field *field,
                        void *ret, bool *ret_filled, struct api_error *error)
{
    *ret_filled = true;
    switch (field->kind) {
    case FIELD_TEXTS:
        *(struct slice *)ret = item->value;
        *ret_filled = slice_present(item->value);
        return true;
    case FIELD_BLOBS:
        *ret_filled = slice_present(item->value);
        return !*ret_filled || decode_blob(arena, item->value, ret, error);
    case FIELD_PAIRS:
    case FIELD_TAGS:
        *ret_filled = decode_pair(&item->view, field, ret);
        return true;
    case FIELD_MAP:
        return decode_map_item(arena, &item->view, field, ret, error);
    default:
        return decode_struct(arena, &item->view, field->element, ret, error);
    }
}

static bool decode_items(struct arena *arena, const struct view *view, const struct field *field,
                         struct list *ret, struct api_error *error)
{
    size_t size = field_item_size(field);
    struct item item;
    ret->items = arena_array(arena, count_items(view), size);
    for (size_t at = 0; next_item(view, &at, &item);) {
        bool filled;
        void *place = (char *)ret->items + ret->count * size;
        if (!decode_item(arena, &item, field, place, &filled, error))
            return false;
        ret->count += filled;
    }
    return true;
}

/* Without a number, as old clients write a list of one: "AttributeName", or "Attribute.Name" and
 * "Attribute.Value". */
static void decode_single(struct arena *arena, const struct view *view, const struct view *items,
                          const struct field *field, struct slice name, struct list *ret)
{
    struct slice alone = field->kind == FIELD_TEXTS ? value_of(view, name) : SLICE_NONE;
    struct pair pair;
    if (slice_present(alone)) {
        ret->items = arena_zalloc(arena, sizeof alone);
        *(struct slice *)ret->items = alone;
        ret->count = 1;
    } else if ((field->kind == FIELD_PAIRS || field->kind == FIELD_TAGS) &&
               decode_pair(items, field, &pair)) {
        ret->items = arena_zalloc(arena, sizeof pair);
        *(struct pair *)ret->items = pair;
        ret->count = 1;
    }
}

static void *element_at(const struct list *map, size_t size, size_t i)
{
    return (char *)map->items + i * size;
}

/* Of elements with one name (their first member) the last counts, as in JSON. Maps of more elements
 * than any action takes, which are refused anyway, stay as they are. */
static void keep_last(struct list *map, size_t size)
{
    if (map->count > MAP_LOOKED_AT)
        return;
    for (size_t i = 1; i < map->count; i++) {
        struct slice *name = element_at(map, size, i);
        size_t first = 0;
        while (!slice_equal(*(struct slice *)element_at(map, size, first), *name))
            first++;
        if (first == i)
            continue;
        memcpy(element_at(map, size, first), name, size);
        memmove(name, element_at(map, size, i + 1), (--map->count - i) * size);
        i--;
    }
}

static bool decode_list(struct arena *arena, const struct view *view, const struct field *field,
                        struct slice name, struct list *ret, struct api_error *error)
{
    struct view items = view_under(view, name);
    if (items.count > 0 && !decode_items(arena, &items, field, ret, error))
        return false;
    if (field->kind == FIELD_MAP)
        keep_last(ret, field_item_size(field));
    if (ret->count == 0)
        decode_single(arena, view, &items, field, name, ret);
    /* A form cannot tell a batch without entries from one with an empty list. */
    ret->present = ret->count > 0 || field->kind == FIELD_STRUCTS;
    return true;
}

static bool decode_field(struct arena *arena, const struct view *view, const struct field *field,
                         void *object, struct api_error *error)
{
    struct slice name = slice_of(field->query_name);
    struct list *list = field_of(field, object);
    if (field_item_size(field) == 0)
        return decode_scalar(arena, field, value_of(view, name), object, error);
    if (!decode_list(arena, view, field, name, list, error))
        return false;
    return list->count > 0 || !field->alias ||
           decode_list(arena, view, field, slice_of(field->alias), list, error);
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
    struct view view = {form->items, form->count, 0};
    return decode_struct(arena, &view, shape, object, error);
}
