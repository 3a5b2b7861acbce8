/* Attributes that are given: see queue_attributes.h. */
#include "src/engine/queue_attributes.h"

#include "src/base/json.h"
#include "src/engine/policy_check.h"
#include "src/engine/queues.h"
#include "src/engine/redrive_policy.h"

static bool given(const struct attribute_changes *changes, int attribute)
{
    return slice_present(changes->values[attribute]);
}

static bool value_is(const struct attribute_changes *changes, int attribute, const char *text)
{
    return given(changes, attribute) && slice_is(changes->values[attribute], text);
}

/* Is the attribute known for this type of queue? */
static bool check_name(struct call *call, struct slice name, int attribute, bool fifo)
{
    if (attribute < 0 || !queue_attributes_all[attribute].settable)
        return call_fail(call, TEXT_UNKNOWN_ATTRIBUTE, name);
    if (fifo || queue_attributes_all[attribute].types != ATTRIBUTE_FOR_FIFO)
        return true;
    if (attribute == QUEUE_ATTRIBUTE_FIFO_QUEUE ||
        attribute == QUEUE_ATTRIBUTE_CONTENT_BASED_DEDUPLICATION)
        return call_fail(call, TEXT_UNKNOWN_ATTRIBUTE, name);
    return call_fail(call, TEXT_FIFO_ATTRIBUTE, name);
}

/* Rules of one attribute's value beyond its row. */
static bool check_value(struct engine *engine, struct call *call, const struct queue_ref *ref,
                        bool fifo, bool creating, int attribute, struct attribute_changes *changes)
{
    struct slice *value = &changes->values[attribute];
    switch (attribute) {
    case QUEUE_ATTRIBUTE_POLICY:
        return value->len == 0 || policy_check(call, *value, creating);
    case QUEUE_ATTRIBUTE_REDRIVE_POLICY:
        return value->len == 0 || redrive_check(engine, call->arena, ref, fifo, *value, value,
                                                &changes->dead_letter_queue, &call->error);
    case QUEUE_ATTRIBUTE_REDRIVE_ALLOW_POLICY:
        return value->len == 0 || redrive_allow_check(call->arena, *value, &call->error);
    case QUEUE_ATTRIBUTE_FIFO_QUEUE:
        if (!slice_is(*value, "true"))
            return call_fail(call, TEXT_QUEUE_TYPE_FIXED);
        return true;
    default:
        return true;
    }
}

static bool check_pair(struct engine *engine, struct call *call, const struct queue_ref *ref,
                       bool fifo, bool creating, const struct pair *pair,
                       struct attribute_changes *changes)
{
    int attribute = queue_attribute_find(pair->name);
    if (!check_name(call, pair->name, attribute, fifo))
        return false;
    const struct queue_attribute *row = &queue_attributes_all[attribute];
    if (!queue_attribute_accept(row, pair->value, &changes->values[attribute]))
        return call_fail(call, TEXT_ATTRIBUTE_VALUE, pair->name);
    return check_value(engine, call, ref, fifo, creating, attribute, changes);
}

/* The value that an attribute will have; `queue` may be NULL. */
static struct slice after(const struct queue *queue, const struct attribute_changes *changes,
                          int attribute)
{
    if (given(changes, attribute) || !queue)
        return changes->values[attribute];
    return queue_attribute(queue, attribute);
}

/* Rules between attributes. */
static bool check_together(struct engine *engine, struct call *call, const struct queue_ref *ref,
                           const struct attribute_changes *changes)
{
    bool kms = given(changes, QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID) &&
               changes->values[QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID].len > 0;
    if (kms && value_is(changes, QUEUE_ATTRIBUTE_SQS_MANAGED_SSE_ENABLED, "true"))
        return call_fail(call, TEXT_ONE_ENCRYPTION);
    if (!given(changes, QUEUE_ATTRIBUTE_FIFO_THROUGHPUT_LIMIT) &&
        !given(changes, QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE))
        return true;
    const struct queue *queue = queue_find(engine, ref);
    if (slice_is(after(queue, changes, QUEUE_ATTRIBUTE_FIFO_THROUGHPUT_LIMIT),
                 "perMessageGroupId") &&
        !slice_is(after(queue, changes, QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE), "messageGroup"))
        return call_fail(call, TEXT_PER_GROUP_LIMIT);
    return true;
}

/* What one setting does to another (attributes.md 1.1): a KMS key switches SQS's own encryption
 * off, and the other way round. */
static void add_consequences(struct attribute_changes *changes)
{
    if (given(changes, QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID) &&
        changes->values[QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID].len > 0)
        changes->values[QUEUE_ATTRIBUTE_SQS_MANAGED_SSE_ENABLED] = SLICE("false");
    else if (value_is(changes, QUEUE_ATTRIBUTE_SQS_MANAGED_SSE_ENABLED, "true"))
        changes->values[QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID] = SLICE("");
}

bool attributes_check(struct engine *engine, struct call *call, const struct queue_ref *ref,
                      bool fifo, bool creating, const struct list *pairs,
                      struct attribute_changes *ret)
{
    const struct pair *items = pairs->items;
    *ret = (struct attribute_changes){0};
    for (size_t i = 0; i < pairs->count; i++)
        if (!check_pair(engine, call, ref, fifo, creating, &items[i], ret))
            return false;
    return check_together(engine, call, ref, ret);
}

static struct store_pair *find_pair(struct store_pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (slice_is(pairs->items[i].name, name))
            return &pairs->items[i];
    return NULL;
}

static void set_pair(struct store_pairs *pairs, const char *name, struct slice value)
{
    struct store_pair *pair = find_pair(pairs, name);
    if (!pair && value.len > 0)
        pairs->items[pairs->count++] = (struct store_pair){slice_of(name), value};
    else if (pair && value.len > 0)
        pair->value = value;
    else if (pair)
        *pair = pairs->items[--pairs->count];
}

void attributes_apply(struct arena *arena, const struct attribute_changes *given_changes,
                      struct store_queue *row)
{
    struct attribute_changes changes = *given_changes;
    add_consequences(&changes);
    struct store_pairs pairs = {
        arena_array(arena, row->attributes.count + QUEUE_ATTRIBUTE_COUNT + 1, sizeof *pairs.items),
        row->attributes.count};
    if (pairs.count > 0)
        memcpy(pairs.items, row->attributes.items, pairs.count * sizeof *pairs.items);
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++)
        if (given(&changes, i) && i != QUEUE_ATTRIBUTE_FIFO_QUEUE)
            set_pair(&pairs, queue_attributes_all[i].name, changes.values[i]);
    if (given(&changes, QUEUE_ATTRIBUTE_REDRIVE_POLICY))
        row->dead_letter_queue = changes.dead_letter_queue;
    row->attributes = pairs;
}

bool attribute_equal(struct arena *arena, int attribute, struct slice a, struct slice b)
{
    if (slice_equal(a, b))
        return true;
    if (queue_attributes_all[attribute].kind != ATTRIBUTE_JSON || a.len == 0 || b.len == 0)
        return false;
    const struct json *first = json_parse(arena, a);
    const struct json *second = json_parse(arena, b);
    return first && second && json_equal(first, second);
}
