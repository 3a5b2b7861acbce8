/* Redrive policies: see redrive_policy.h. */
#include "src/engine/redrive_policy.h"

#include "api/model/attributes.h"
#include "src/base/json.h"
#include "src/engine/arn.h"
#include "src/engine/queues.h"

/* maxReceiveCount is a number, or a text that holds one. */
static bool read_count(const struct json *value, int64_t *ret)
{
    if (value && value->kind == JSON_INTEGER) {
        *ret = value->integer;
        return true;
    }
    return value && value->kind == JSON_STRING && slice_to_int64(value->text, ret);
}

void redrive_read(struct arena *arena, struct slice policy, struct redrive *ret)
{
    *ret = (struct redrive){0};
    const struct json *json = slice_present(policy) ? json_parse(arena, policy) : NULL;
    struct queue_ref target;
    if (json && read_count(json_get(json, "maxReceiveCount"), &ret->max_receive_count) &&
        arn_parse(json_get_text(json, "deadLetterTargetArn"), &target, NULL)) {
        ret->set = true;
        ret->target = target.name;
    }
}

static struct slice count_text(struct arena *arena, const struct json *value)
{
    if (value->kind == JSON_INTEGER)
        return arena_int64(arena, value->integer);
    if (value->kind == JSON_STRING || value->kind == JSON_NUMBER)
        return value->text;
    return SLICE("null");
}

static bool only_known_members(const struct json *json)
{
    for (size_t i = 0; i < json->count; i++)
        if (!slice_is(json->members[i].name, "maxReceiveCount") &&
            !slice_is(json->members[i].name, "deadLetterTargetArn"))
            return false;
    return true;
}

/* May a queue with this RedriveAllowPolicy be the target of `source`? */
static bool allows(struct arena *arena, struct slice policy, const struct queue_ref *source)
{
    const struct json *json = slice_present(policy) ? json_parse(arena, policy) : NULL;
    struct slice permission = json ? json_get_text(json, "redrivePermission") : SLICE_NONE;
    if (slice_is(permission, "denyAll"))
        return false;
    if (!slice_is(permission, "byQueue"))
        return true;
    const struct json *arns = json_get(json, "sourceQueueArns");
    struct slice arn = arn_of(arena, source);
    for (size_t i = 0; arns && arns->kind == JSON_ARRAY && i < arns->count; i++)
        if (arns->items[i].kind == JSON_STRING && slice_equal(arns->items[i].text, arn))
            return true;
    return false;
}

/* The target's own side: exists, same owner, same type, permits. */
static bool check_target(struct engine *engine, struct arena *arena, const struct queue_ref *source,
                         bool fifo, struct slice policy, struct slice arn, struct queue_ref *target,
                         struct api_error *error)
{
    struct slice service;
    if (!arn_parse(arn, target, &service))
        return fail(error, TEXT_REDRIVE_TARGET_ARN, policy);
    if (!slice_is(service, "sqs"))
        return fail(error, TEXT_REDRIVE_TARGET_SERVICE, policy);
    if (!slice_equal(target->account, source->account))
        return fail(error, TEXT_REDRIVE_TARGET_OWNER, policy);
    struct queue *queue =
        slice_equal(target->region, source->region) ? queue_find(engine, target) : NULL;
    if (!queue)
        return fail(error, TEXT_REDRIVE_TARGET_MISSING, policy);
    if (queue->row.fifo != fifo)
        return fail(error, TEXT_REDRIVE_TARGET_TYPE, policy);
    struct slice allow = queue_attribute(queue, QUEUE_ATTRIBUTE_REDRIVE_ALLOW_POLICY);
    if (!allows(arena, allow, source))
        return fail(error, TEXT_REDRIVE_TARGET_DENIES, policy);
    return true;
}

/* The policy's text with maxReceiveCount as a number, unchanged when it is one already. */
static struct slice normalised(struct arena *arena, struct slice policy, const struct json *json,
                               int64_t count)
{
    if (json_get(json, "maxReceiveCount")->kind == JSON_INTEGER)
        return policy;
    for (size_t i = 0; i < json->count; i++)
        if (slice_is(json->members[i].name, "maxReceiveCount"))
            json->members[i].value = (struct json){.kind = JSON_INTEGER, .integer = count};
    struct buf text;
    buf_init(&text, policy.len * 2 + 64);
    json_write(&text, json);
    struct slice copy = arena_copy(arena, buf_slice(&text));
    buf_release(&text);
    return copy;
}

bool redrive_check(struct engine *engine, struct arena *arena, const struct queue_ref *source,
                   bool fifo, struct slice policy, struct slice *ret_policy,
                   struct slice *ret_target, struct api_error *error)
{
    const struct json *json = json_parse(arena, policy);
    if (!json || json->kind != JSON_OBJECT)
        return fail(error, TEXT_REDRIVE_NOT_JSON);
    const struct json *count = json_get(json, "maxReceiveCount");
    const struct json *arn = json_get(json, "deadLetterTargetArn");
    if (!count)
        return fail(error, TEXT_REDRIVE_MISSING, policy, SLICE("maxReceiveCount"));
    if (!arn || arn->kind != JSON_STRING)
        return fail(error, TEXT_REDRIVE_MISSING, policy, SLICE("deadLetterTargetArn"));
    if (!only_known_members(json))
        return fail(error, TEXT_REDRIVE_MEMBERS, policy);
    int64_t number;
    if (!read_count(count, &number) || number < LIMIT_MAX_RECEIVE_COUNT_MIN ||
        number > LIMIT_MAX_RECEIVE_COUNT_MAX)
        return fail(error, TEXT_REDRIVE_COUNT, policy, count_text(arena, count));
    struct queue_ref target;
    if (!check_target(engine, arena, source, fifo, policy, arn->text, &target, error))
        return false;
    *ret_policy = normalised(arena, policy, json, number);
    *ret_target = target.name;
    return true;
}

bool redrive_allow_check(struct arena *arena, struct slice policy, struct api_error *error)
{
    const struct json *json = json_parse(arena, policy);
    struct slice permission = json ? json_get_text(json, "redrivePermission") : SLICE_NONE;
    bool by_queue = slice_is(permission, "byQueue");
    if (!by_queue && !slice_is(permission, "allowAll") && !slice_is(permission, "denyAll"))
        return fail(error, TEXT_REDRIVE_ALLOW_FORMAT);
    const struct json *arns = json_get(json, "sourceQueueArns");
    size_t count = arns && arns->kind == JSON_ARRAY ? arns->count : 0;
    if (arns && !by_queue)
        return fail(error, TEXT_REDRIVE_ALLOW_NOT_BY_QUEUE, policy);
    if (by_queue && count == 0)
        return fail(error, TEXT_REDRIVE_ALLOW_NO_SOURCES, policy);
    if (count > LIMIT_REDRIVE_SOURCES)
        return fail(error, TEXT_REDRIVE_ALLOW_SOURCES, policy);
    return true;
}
