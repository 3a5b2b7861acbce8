/* The form of queue policies and their quotas: see policy_check.h. What a policy means is not
 * looked at here: unknown principals, actions, operators and keys are accepted. */
#include "src/engine/policy_check.h"

#include "api/model/check.h"
#include "src/base/json.h"

static bool is_text_or_array(const struct json *value)
{
    return value && (value->kind == JSON_STRING || value->kind == JSON_ARRAY);
}

/* Texts in a text or an array of texts; in an object, of all its members together. */
static size_t count_texts(const struct json *value)
{
    size_t count = 0;
    if (!value || value->kind == JSON_STRING)
        return value ? 1 : 0;
    if (value->kind == JSON_ARRAY)
        return value->count;
    for (size_t i = 0; value->kind == JSON_OBJECT && i < value->count; i++)
        count += count_texts(&value->members[i].value);
    return count;
}

static size_t count_conditions(const struct json *condition)
{
    size_t count = 0;
    for (size_t i = 0; condition && condition->kind == JSON_OBJECT && i < condition->count; i++)
        count +=
            condition->members[i].value.kind == JSON_OBJECT ? condition->members[i].value.count : 1;
    return count;
}

/* One of two members, of which the second is the negation of the first. */
static const struct json *either(const struct json *statement, const char *name,
                                 const char *not_name)
{
    const struct json *value = json_get(statement, name);
    return value ? value : json_get(statement, not_name);
}

static bool is_statement(const struct json *statement)
{
    struct slice effect = json_get_text(statement, "Effect");
    const struct json *principal = either(statement, "Principal", "NotPrincipal");
    const struct json *condition = json_get(statement, "Condition");
    return statement->kind == JSON_OBJECT &&
           (slice_is(effect, "Allow") || slice_is(effect, "Deny")) && principal &&
           (principal->kind == JSON_STRING || principal->kind == JSON_OBJECT) &&
           is_text_or_array(either(statement, "Action", "NotAction")) &&
           (!condition || condition->kind == JSON_OBJECT);
}

static bool is_version(const struct json *version)
{
    return !version || (version->kind == JSON_STRING && (slice_is(version->text, "2012-10-17") ||
                                                         slice_is(version->text, "2008-10-17")));
}

static bool within(struct call *call, size_t count, size_t max, const char *what, bool creating)
{
    if (count <= max)
        return true;
    return call_fail(call, creating ? TEXT_POLICY_QUOTA_CREATE : TEXT_POLICY_QUOTA,
                     arena_int64(call->arena, (int64_t)count), slice_of(what),
                     arena_int64(call->arena, (int64_t)max));
}

static bool check_statement(struct call *call, const struct json *statement, bool creating)
{
    if (!is_statement(statement))
        return call_fail(call, TEXT_ATTRIBUTE_VALUE, SLICE("Policy"));
    return within(call, count_texts(either(statement, "Principal", "NotPrincipal")),
                  LIMIT_POLICY_PRINCIPALS, "principals", creating) &&
           within(call, count_texts(either(statement, "Action", "NotAction")),
                  LIMIT_PERMISSION_ACTIONS, "actions", creating) &&
           within(call, count_conditions(json_get(statement, "Condition")), LIMIT_POLICY_CONDITIONS,
                  "conditions", creating);
}

bool policy_check(struct call *call, struct slice policy, bool creating)
{
    const struct json *json = json_parse(call->arena, policy);
    const struct json *statement = json ? json_get(json, "Statement") : NULL;
    if (!statement || policy.len > LIMIT_POLICY_BYTES || !is_version(json_get(json, "Version")) ||
        (statement->kind != JSON_ARRAY && statement->kind != JSON_OBJECT))
        return call_fail(call, TEXT_ATTRIBUTE_VALUE, SLICE("Policy"));
    bool many = statement->kind == JSON_ARRAY;
    size_t count = many ? statement->count : 1;
    bool good = within(call, count, LIMIT_POLICY_STATEMENTS, "statements", creating);
    for (size_t i = 0; good && i < count; i++)
        good = check_statement(call, many ? &statement->items[i] : statement, creating);
    return good;
}
