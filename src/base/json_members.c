/* Members of JSON's objects by their names, and the comparison of values: see json.h. */
#include "src/base/json_inside.h"

#include "src/base/map.h"
#include "src/base/memory.h"

#define FEW_MEMBERS 16

/* The place of the member with this name among the first `count`, or `count`. */
static size_t find_among_few(const struct json_member *members, size_t count, struct slice name)
{
    size_t i = 0;
    while (i < count && !slice_equal(members[i].name, name))
        i++;
    return i;
}

/* The same by a hash index of places plus one. The name's slot is set when it is new, so a hostile
 * text of many names costs no square time. */
static size_t find_among_many(const struct json_member *members, size_t count, struct slice name,
                              uint32_t *index, size_t slots)
{
    size_t slot = (size_t)hash_bytes(name.at, name.len) & (slots - 1);
    for (; index[slot] != 0; slot = (slot + 1) & (slots - 1)) {
        if (slice_equal(members[index[slot] - 1].name, name))
            return index[slot] - 1;
    }
    index[slot] = (uint32_t)count + 1;
    return count;
}

size_t json_drop_repeated(struct json_member *members, size_t count)
{
    size_t slots = 4 * FEW_MEMBERS;
    while (slots < 2 * count)
        slots *= 2;
    uint32_t *index = count > FEW_MEMBERS ? memory_zalloc(slots * sizeof *index) : NULL;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct slice name = members[i].name;
        size_t place = index == NULL ? find_among_few(members, kept, name)
                                     : find_among_many(members, kept, name, index, slots);
        members[place] = members[i];
        if (place == kept)
            kept++;
    }
    free(index);
    return kept;
}

static const struct json *get(const struct json *object, struct slice name)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    size_t place = find_among_few(object->members, object->count, name);
    return place < object->count ? &object->members[place].value : NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
    return get(object, slice_of(name));
}

struct slice json_get_text(const struct json *object, const char *name)
{
    const struct json *value = json_get(object, name);
    return value && value->kind == JSON_STRING ? value->text : SLICE_NONE;
}

static bool items_equal(const struct json *a, const struct json *b)
{
    for (size_t i = 0; i < a->count; i++)
        if (!json_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool members_equal(const struct json *a, const struct json *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct json *other = get(b, a->members[i].name);
        if (!other || !json_equal(&a->members[i].value, other))
            return false;
    }
    return true;
}

bool json_equal(const struct json *a, const struct json *b)
{
    if (a->kind != b->kind || a->count != b->count)
        return false;
    switch (a->kind) {
    case JSON_INTEGER:
        return a->integer == b->integer;
    case JSON_NUMBER:
    case JSON_STRING:
        return slice_equal(a->text, b->text);
    case JSON_ARRAY:
        return items_equal(a, b);
    case JSON_OBJECT:
        return members_equal(a, b);
    default:
        return true;
    }
}
