/* The members of a request, from its query string or its JSON: see admin_read. */
#include "api/http/admin/admin.h"
#include "api/wire/form.h"
#include "src/base/text.h"

#define BODY_MAX 65536

/* A query string as an object whose members are strings; the first of a name counts. */
static const struct json *from_query(struct arena *arena, struct slice query)
{
    struct form form;
    if (!form_parse(arena, query, SLICE_NONE, &form))
        return NULL;
    struct json *object = arena_zalloc(arena, sizeof *object);
    object->kind = JSON_OBJECT;
    object->members = arena_array(arena, form.count, sizeof *object->members);
    for (size_t i = 0; i < form.count; i++) {
        struct json_member *member = &object->members[object->count];
        if (i > 0 && slice_equal(form.items[i].name, form.items[i - 1].name))
            continue;
        member->name = form.items[i].name;
        member->value = (struct json){.kind = JSON_STRING, .text = form.items[i].value};
        object->count++;
    }
    return object;
}

static const struct json *from_body(struct arena *arena, struct slice body)
{
    const struct json *json = json_parse(arena, body.len > 0 ? body : SLICE("{}"));
    return json && json->kind == JSON_OBJECT ? json : NULL;
}

bool admin_take_members(struct admin *admin, const struct intake *intake)
{
    struct slice body = intake->wire.body;
    if (admin->route->takes == TAKES_LINES)
        admin->body = body;
    else if (body.len > BODY_MAX)
        return admin_fail(admin, 413, "the body must not be longer than %d bytes", BODY_MAX);
    if (admin->route->takes == TAKES_JSON) {
        admin->given = from_body(&admin->arena, body);
        return admin->given || admin_fail(admin, 400, "the body must be a JSON object");
    }
    admin->given = from_query(&admin->arena, intake->wire.query);
    return admin->given || admin_fail(admin, 400, "the query string is malformed");
}

static bool take_text(struct admin *admin, const struct admin_field *field,
                      const struct json *value, struct slice *ret)
{
    if (value->kind != JSON_STRING)
        return admin_fail(admin, 400, "%s must be a text", field->name);
    if (field->kind == ADMIN_ACCOUNT && !text_is_digits(value->text, 12))
        return admin_fail(admin, 400, "%s must be a text of 12 digits", field->name);
    *ret = value->text;
    return true;
}

static bool take_integer(struct admin *admin, const struct admin_field *field,
                         const struct json *value, struct opt_int *ret)
{
    int64_t number = -1;
    if (value->kind == JSON_INTEGER)
        number = value->integer;
    else if (admin->route->takes != TAKES_JSON && !slice_to_int64(value->text, &number))
        number = -1;
    if (number < 0)
        return admin_fail(admin, 400, "%s must be a whole number that is not negative",
                          field->name);
    *ret = (struct opt_int){true, number};
    return true;
}

static bool take_flag(struct admin *admin, const struct admin_field *field,
                      const struct json *value, bool *ret)
{
    bool text = admin->route->takes != TAKES_JSON;
    *ret = text ? slice_is(value->text, "true") : value->kind == JSON_TRUE;
    if (*ret || (text ? slice_is(value->text, "false") : value->kind == JSON_FALSE))
        return true;
    return admin_fail(admin, 400, "%s must be true or false", field->name);
}

static bool take(struct admin *admin, const struct admin_field *field, const struct json *value,
                 void *ret)
{
    if (value->kind == JSON_NULL)
        return true;
    switch (field->kind) {
    case ADMIN_TEXT:
    case ADMIN_ACCOUNT:
        return take_text(admin, field, value, ret);
    case ADMIN_INTEGER:
        return take_integer(admin, field, value, ret);
    case ADMIN_FLAG:
        return take_flag(admin, field, value, ret);
    case ADMIN_VALUE:
        *(const struct json **)ret = value;
        return true;
    }
    return false;
}

bool admin_read(struct admin *admin, const struct admin_field *fields, size_t count, void *ret)
{
    for (size_t m = 0; m < admin->given->count; m++) {
        const struct json_member *member = &admin->given->members[m];
        size_t i = 0;
        while (i < count && !slice_is(member->name, fields[i].name))
            i++;
        if (i == count)
            return admin_fail(admin, 400, "there is no member '%.*s' here",
                              (int)(member->name.len < 64 ? member->name.len : 64),
                              member->name.at);
        if (!take(admin, &fields[i], &member->value, (char *)ret + fields[i].offset))
            return false;
    }
    return true;
}
