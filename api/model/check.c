/* Checks from the contract's rows: see check.h. */
#include "api/model/check.h"

#include "src/base/text.h"

const struct check checks_all[CHECK_COUNT] = {
#define CHECK_ROW(ID, kind_name, min_value, max_value, text_name)                                  \
    [CHECK_##ID] = {CHECK_KIND_##kind_name, min_value, max_value, TEXT_##text_name},
    ALL_CHECKS(CHECK_ROW)
#undef CHECK_ROW
};

static bool set(struct api_error *ret, enum text_id text, struct slice a, struct slice b,
                struct slice c)
{
    *ret = (struct api_error){text, {a, b, c}};
    return false;
}

bool text_is_name(struct slice s, size_t max)
{
    for (size_t i = 0; i < s.len; i++)
        if (!char_is_alnum(s.at[i]) && s.at[i] != '-' && s.at[i] != '_')
            return false;
    return s.len > 0 && s.len <= max;
}

/* Letters, digits and ASCII punctuation: everything from '!' to '~'. */
static bool is_punctuated(struct slice s, size_t max)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '!' || s.at[i] > '~')
            return false;
    return s.len > 0 && s.len <= max;
}

bool check_integer(enum check_id id, int64_t value, struct arena *arena, struct api_error *ret)
{
    const struct check *check = &checks_all[id];
    if (value >= check->min && value <= check->max)
        return true;
    return set(ret, check->text, arena_int64(arena, value), SLICE_NONE, SLICE_NONE);
}

bool check_text(enum check_id id, struct slice value, struct slice name, struct arena *arena,
                struct api_error *ret)
{
    const struct check *check = &checks_all[id];
    bool good = check->kind == CHECK_KIND_NAME ? text_is_name(value, (size_t)check->max)
                                               : is_punctuated(value, (size_t)check->max);
    return good || set(ret, check->text, arena_copy(arena, value), name, name);
}

static bool check_required(const struct field *field, const void *object, struct api_error *ret)
{
    bool given = field_present(field, object);
    if (given && field->kind == FIELD_TEXT)
        given = ((const struct slice *)field_of_const(field, object))->len > 0;
    return given ||
           set(ret, TEXT_MISSING_PARAMETER, slice_of(field->json_name), SLICE_NONE, SLICE_NONE);
}

static bool check_field(const struct field *field, const void *object, struct arena *arena,
                        struct api_error *ret)
{
    if (field->flags == FIELD_REQUIRED && !check_required(field, object, ret))
        return false;
    if (field->check == CHECK_NONE || !field_present(field, object))
        return true;
    if (checks_all[field->check].kind == CHECK_KIND_RANGE)
        return check_integer(field->check,
                             ((const struct opt_int *)field_of_const(field, object))->value, arena,
                             ret);
    return check_text(field->check, *(const struct slice *)field_of_const(field, object),
                      slice_of(field->json_name), arena, ret);
}

bool shape_check(const struct shape *shape, const void *object, struct arena *arena,
                 struct api_error *ret)
{
    for (size_t i = 0; i < shape->count; i++)
        if (!check_field(&shape->fields[i], object, arena, ret))
            return false;
    return true;
}
