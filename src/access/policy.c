/* Statements of a policy: see policy.h. */
#include "src/access/policy.h"

#include "src/access/pattern.h"
#include "src/base/text.h"

/* One value or a list of them. */
static size_t value_count(const struct json *values)
{
    return values->kind == JSON_ARRAY ? values->count : 1;
}

static const struct json *value_at(const struct json *values, size_t i)
{
    return values->kind == JSON_ARRAY ? &values->items[i] : values;
}

static enum match negate(enum match match)
{
    return match == MATCH_UNKNOWN ? MATCH_UNKNOWN : match == MATCH_YES ? MATCH_NO : MATCH_YES;
}

typedef enum match matcher(const struct access_request *request, struct slice pattern);

/* Does any of the texts match? What is no text is not understood. */
static enum match any_matches(const struct json *values, const struct access_request *request,
                              matcher *matches)
{
    enum match result = MATCH_NO;
    for (size_t i = 0; i < value_count(values); i++) {
        const struct json *value = value_at(values, i);
        enum match one = value->kind == JSON_STRING ? matches(request, value->text) : MATCH_UNKNOWN;
        if (one == MATCH_YES)
            return MATCH_YES;
        if (one == MATCH_UNKNOWN)
            result = MATCH_UNKNOWN;
    }
    return result;
}

/* "Name" or "NotName" of a statement; exactly one of them must be there. */
static enum match element_matches(const struct json *statement, const char *name,
                                  const char *not_name, const struct access_request *request,
                                  enum match matches(const struct json *element,
                                                     const struct access_request *request))
{
    const struct json *given = json_get(statement, name);
    const struct json *excluded = json_get(statement, not_name);
    if (!given == !excluded)
        return MATCH_UNKNOWN;
    return given ? matches(given, request) : negate(matches(excluded, request));
}

static enum match action_matches(const struct access_request *request, struct slice pattern)
{
    if (slice_is(pattern, "*"))
        return MATCH_YES;
    if (!slice_starts_nocase(pattern, SLICE("sqs:")))
        return MATCH_NO;
    return pattern_matches(slice_from(pattern, strlen("sqs:")), request->action, true) ? MATCH_YES
                                                                                       : MATCH_NO;
}

static enum match actions_match(const struct json *element, const struct access_request *request)
{
    return any_matches(element, request, action_matches);
}

static enum match resource_matches(const struct access_request *request, struct slice pattern)
{
    return pattern_matches(pattern, request->resource, false) ? MATCH_YES : MATCH_NO;
}

static enum match resources_match(const struct json *element, const struct access_request *request)
{
    return any_matches(element, request, resource_matches);
}

/* What is left of "arn:PARTITION:iam::" + rest; absent when it is no such ARN. */
static struct slice after_iam(struct slice arn)
{
    struct slice rest = arn;
    if (!slice_starts(arn, SLICE("arn:")))
        return SLICE_NONE;
    rest = slice_from(rest, strlen("arn:"));
    slice_cut(&rest, ':');
    if (!slice_starts(rest, SLICE("iam::")))
        return SLICE_NONE;
    return slice_from(rest, strlen("iam::"));
}

/* "*", "123456789012", "arn:aws:iam::123456789012:root" (both: everybody of that account) or the
 * ARN of a user. */
static enum match aws_principal_matches(const struct access_request *request, struct slice pattern)
{
    const struct identity *who = request->who;
    if (slice_is(pattern, "*"))
        return MATCH_YES;
    if (who->anonymous)
        return MATCH_NO;
    if (slice_equal(pattern, who->account))
        return MATCH_YES;
    struct slice rest = after_iam(pattern);
    if (!slice_starts(rest, who->account) || rest.len == who->account.len ||
        rest.at[who->account.len] != ':')
        return MATCH_NO;
    struct slice name = slice_from(rest, who->account.len + 1);
    if (slice_is(name, "root"))
        return MATCH_YES;
    if (!slice_present(who->user) || !slice_starts(name, SLICE("user/")))
        return MATCH_NO;
    return slice_equal(slice_from(name, strlen("user/")), who->user) ? MATCH_YES : MATCH_NO;
}

/* "*", or {"AWS": ...}; other kinds (Service, Federated, CanonicalUser) are nobody who calls here.
 */
static enum match principal_matches(const struct json *element,
                                    const struct access_request *request)
{
    if (element->kind == JSON_STRING)
        return slice_is(element->text, "*") ? MATCH_YES : MATCH_UNKNOWN;
    if (element->kind != JSON_OBJECT || element->count == 0)
        return MATCH_UNKNOWN;
    const struct json *aws = json_get(element, "AWS");
    return aws ? any_matches(aws, request, aws_principal_matches) : MATCH_NO;
}

/* NO if any is NO: the rest does not matter then. */
static enum match all_of(const enum match *matches, size_t count)
{
    enum match result = MATCH_YES;
    for (size_t i = 0; i < count; i++) {
        if (matches[i] == MATCH_NO)
            return MATCH_NO;
        if (matches[i] == MATCH_UNKNOWN)
            result = MATCH_UNKNOWN;
    }
    return result;
}

static enum match statement_matches(struct arena *arena, const struct json *statement,
                                    const struct access_request *request)
{
    const enum match parts[] = {
        element_matches(statement, "Principal", "NotPrincipal", request, principal_matches),
        element_matches(statement, "Action", "NotAction", request, actions_match),
        element_matches(statement, "Resource", "NotResource", request, resources_match),
        conditions_match(arena, json_get(statement, "Condition"), request),
    };
    return all_of(parts, sizeof parts / sizeof *parts);
}

enum policy_effect policy_evaluate(struct arena *arena, const struct json *policy,
                                   const struct access_request *request)
{
    const struct json *statements = policy ? json_get(policy, "Statement") : NULL;
    enum policy_effect effect = POLICY_SILENT;
    for (size_t i = 0; statements && i < value_count(statements); i++) {
        const struct json *statement = value_at(statements, i);
        struct slice kind = json_get_text(statement, "Effect");
        enum match match = statement_matches(arena, statement, request);
        if (slice_is(kind, "Deny") && match != MATCH_NO)
            return POLICY_DENIES;
        if (slice_is(kind, "Allow") && match == MATCH_YES)
            effect = POLICY_ALLOWS;
    }
    return effect;
}
