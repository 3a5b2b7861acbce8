/* The statements of AddPermission and RemovePermission: see permissions.h. */
#include "src/engine/permissions.h"

#include <assert.h>

#include "src/engine/arn.h"
#include "src/engine/queue_attributes.h"
#include "src/engine/queues.h"

struct json json_text(struct slice text)
{
    return (struct json){.kind = JSON_STRING, .text = text};
}

struct json json_object(struct arena *arena, size_t members)
{
    return (struct json){.kind = JSON_OBJECT,
                         .members = arena_array(arena, members, sizeof(struct json_member))};
}

void json_add(struct json *object, const char *name, struct json value)
{
    object->members[object->count++] = (struct json_member){slice_of(name), value};
}

/* As AWS writes it (recorded): Version, Id, Statement. */
static struct json *policy_new(struct arena *arena, const struct queue *queue)
{
    struct queue_ref ref = queue_reference(queue);
    struct slice arn = arn_of(arena, &ref);
    struct json *policy = arena_zalloc(arena, sizeof *policy);
    *policy = json_object(arena, 3);
    json_add(policy, "Version", json_text(SLICE("2008-10-17")));
    json_add(policy, "Id", json_text(arena_printf(arena, "%.*s/SQSDefaultPolicy", SLICE_ARG(arn))));
    json_add(policy, "Statement", (struct json){.kind = JSON_ARRAY});
    return policy;
}

struct json *policy_read(struct arena *arena, const struct queue *queue)
{
    struct slice text = arena_copy(arena, queue_attribute(queue, QUEUE_ATTRIBUTE_POLICY));
    const struct json *stored = slice_present(text) ? json_parse(arena, text) : NULL;
    if (!stored || !json_get(stored, "Statement"))
        return policy_new(arena, queue);
    struct json *policy = arena_zalloc(arena, sizeof *policy);
    *policy = *stored;
    return policy;
}

struct json *policy_statements(struct arena *arena, struct json *policy, size_t extra)
{
    struct json *found = NULL;
    for (size_t i = 0; i < policy->count; i++)
        if (slice_is(policy->members[i].name, "Statement"))
            found = &policy->members[i].value;
    assert(found != NULL); /* policy_read sees to it */
    size_t count = found->kind == JSON_ARRAY ? found->count : 1;
    struct json *items = arena_array(arena, count + extra, sizeof *items);
    if (found->kind != JSON_ARRAY)
        items[0] = *found;
    else if (count > 0)
        memcpy(items, found->items, count * sizeof *items);
    *found = (struct json){.kind = JSON_ARRAY, .count = count, .items = items};
    return found;
}

ptrdiff_t policy_find(const struct json *statements, struct slice sid)
{
    for (size_t i = 0; i < statements->count; i++)
        if (slice_equal(json_get_text(&statements->items[i], "Sid"), sid))
            return (ptrdiff_t)i;
    return -1;
}

void policy_write(struct engine *engine, struct call *call, struct queue *queue,
                  const struct json *policy, const struct json *statements)
{
    struct attribute_changes changes = {0};
    struct store_queue row = queue->row;
    struct buf text;
    buf_init(&text, SIZE_MAX / 2);
    if (statements->count > 0)
        json_write(&text, policy);
    else
        buf_append(&text, SLICE(""));
    struct slice value = arena_copy(call->arena, slice_make(text.at ? text.at : "", text.len));
    buf_release(&text);
    changes.values[QUEUE_ATTRIBUTE_POLICY] = value;
    attributes_apply(call->arena, &changes, &row);
    row.modified_ms = queue_now(engine, queue);
    queue_save(engine, queue, &row);
}
