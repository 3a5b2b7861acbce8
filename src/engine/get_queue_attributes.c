/* GetQueueAttributes: actions.md section 5, attributes.md section 1. */
#include "api/model/check.h"
#include "src/engine/arn.h"
#include "src/engine/queue_attributes.h"
#include "src/engine/queues.h"

static bool wanted(const struct list *names, const char *name)
{
    const struct slice *items = names->items;
    for (size_t i = 0; i < names->count; i++)
        if (slice_is(items[i], "All") || slice_is(items[i], name))
            return true;
    return false;
}

/* Is there such an attribute on queues of this type? */
static bool is_known(const struct queue *queue, struct slice name)
{
    int attribute = queue_attribute_find(name);
    if (attribute < 0)
        return slice_is(name, "All");
    return queue->row.fifo || queue_attributes_all[attribute].types != ATTRIBUTE_FOR_FIFO;
}

static bool check_names(struct call *call, const struct queue *queue, const struct list *names)
{
    const struct slice *items = names->items;
    for (size_t i = 0; i < names->count; i++)
        if (!is_known(queue, items[i]))
            return call_fail(call, TEXT_UNKNOWN_ATTRIBUTE, items[i]);
    return true;
}

/* A stored attribute as it is shown; absent when it is not. */
static struct slice stored(const struct queue *queue, int attribute)
{
    const struct queue_attribute *row = &queue_attributes_all[attribute];
    if (row->types == ATTRIBUTE_FOR_FIFO && !queue->row.fifo)
        return SLICE_NONE;
    if (row->shown == SHOWN_WITH_KMS &&
        !slice_present(queue_attribute(queue, QUEUE_ATTRIBUTE_KMS_MASTER_KEY_ID)))
        return SLICE_NONE;
    return queue_attribute(queue, attribute);
}

/* The attribute's text; timestamps in seconds. Absent: not shown. */
static struct slice value_of(struct arena *arena, const struct queue *queue, int attribute,
                             const struct store_counts *counts)
{
    struct queue_ref ref = queue_reference(queue);
    switch (attribute) {
    case QUEUE_ATTRIBUTE_APPROXIMATE_NUMBER_OF_MESSAGES:
        return arena_int64(arena, counts->visible);
    case QUEUE_ATTRIBUTE_APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE:
        return arena_int64(arena, counts->not_visible);
    case QUEUE_ATTRIBUTE_APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED:
        return arena_int64(arena, counts->delayed);
    case QUEUE_ATTRIBUTE_CREATED_TIMESTAMP:
        return arena_int64(arena, queue->row.created_ms / 1000);
    case QUEUE_ATTRIBUTE_LAST_MODIFIED_TIMESTAMP:
        return arena_int64(arena, queue->row.modified_ms / 1000);
    case QUEUE_ATTRIBUTE_QUEUE_ARN:
        return arn_of(arena, &ref);
    case QUEUE_ATTRIBUTE_FIFO_QUEUE:
        return queue->row.fifo ? SLICE("true") : SLICE_NONE;
    default:
        return arena_copy(arena, stored(queue, attribute));
    }
}

void get_queue_attributes(struct engine *engine, struct call *call)
{
    const struct get_queue_attributes_request *request = call->request;
    const struct queue *queue = queue_of_call(engine, call);
    struct store_counts counts;
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !check_names(call, queue, &request->attribute_names) ||
        !turn_ok(engine, engine->store->ops->queue_counts(engine->store, queue->row.id,
                                                          queue_time(engine, queue), &counts)))
        return;
    struct pair *items = arena_array(call->arena, QUEUE_ATTRIBUTE_COUNT, sizeof *items);
    size_t count = 0;
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++) {
        if (!wanted(&request->attribute_names, queue_attributes_all[i].name))
            continue;
        struct slice value = value_of(call->arena, queue, i, &counts);
        if (slice_present(value))
            items[count++] = (struct pair){slice_of(queue_attributes_all[i].name), value};
    }
    struct get_queue_attributes_result *result = arena_zalloc(call->arena, sizeof *result);
    result->attributes = (struct list){true, count, items};
    call->result = result;
}
