/* Changed attributes that act later: see propagation.h. */
#include "src/engine/propagation.h"

#include "src/base/text.h"
#include "src/engine/queues.h"

/* Name under which the value is kept that still acts; the text is "until_ms value". No client can
 * see or set it. */
#define ACTING_PREFIX "acting."

static bool keeps(const struct store_pair *pair, int attribute)
{
    return slice_starts(pair->name, SLICE(ACTING_PREFIX)) &&
           slice_is(slice_from(pair->name, strlen(ACTING_PREFIX)),
                    queue_attributes_all[attribute].name);
}

/* Splits "until_ms value". */
static int64_t until(const struct store_pair *pair, struct slice *ret_value)
{
    int64_t until_ms = 0;
    ptrdiff_t space = slice_find(pair->value, ' ');
    if (space < 0 || !slice_to_int64(slice_head(pair->value, (size_t)space), &until_ms))
        return 0;
    *ret_value = slice_from(pair->value, (size_t)space + 1);
    return until_ms;
}

struct slice propagation_acting(const struct queue *queue, int attribute, int64_t *settles_ms)
{
    const struct store_pairs *pairs = &queue->row.attributes;
    for (size_t i = 0; i < pairs->count; i++) {
        struct slice value;
        if (!keeps(&pairs->items[i], attribute))
            continue;
        int64_t until_ms = until(&pairs->items[i], &value);
        if (until_ms < *settles_ms)
            *settles_ms = until_ms;
        return value;
    }
    return queue_attribute(queue, attribute);
}

void propagation_settle(struct arena *arena, int64_t now_ms, struct store_queue *row)
{
    const struct store_pairs *old = &row->attributes;
    struct store_pairs pairs = {arena_array(arena, old->count, sizeof *pairs.items), 0};
    for (size_t i = 0; i < old->count; i++) {
        struct slice value;
        if (!slice_starts(old->items[i].name, SLICE(ACTING_PREFIX)) ||
            until(&old->items[i], &value) > now_ms)
            pairs.items[pairs.count++] = old->items[i];
    }
    row->attributes = pairs;
}

static int64_t delay_ms(int attribute)
{
    return (attribute == QUEUE_ATTRIBUTE_MESSAGE_RETENTION_PERIOD
                ? LIMIT_RETENTION_PROPAGATION_SECONDS
                : LIMIT_PROPAGATION_SECONDS) *
           INT64_C(1000);
}

static void hold(struct arena *arena, const struct queue *queue, int attribute, int64_t now_ms,
                 struct store_pairs *pairs)
{
    int64_t settles_ms = INT64_MAX;
    struct slice acting = propagation_acting(queue, attribute, &settles_ms);
    size_t i = 0;
    while (i < pairs->count && !keeps(&pairs->items[i], attribute))
        i++;
    pairs->items[i] = (struct store_pair){
        arena_printf(arena, ACTING_PREFIX "%s", queue_attributes_all[attribute].name),
        arena_printf(arena, "%lld %.*s", (long long)(now_ms + delay_ms(attribute)),
                     SLICE_ARG(acting))};
    if (i == pairs->count)
        pairs->count++;
}

void propagation_hold(struct engine *engine, struct arena *arena, const struct queue *queue,
                      const struct attribute_changes *changes, struct store_queue *row)
{
    int64_t now_ms = queue_now(engine, queue);
    struct store_pairs pairs = {
        arena_array(arena, row->attributes.count + QUEUE_ATTRIBUTE_COUNT, sizeof *pairs.items),
        row->attributes.count};
    if (pairs.count > 0)
        memcpy(pairs.items, row->attributes.items, pairs.count * sizeof *pairs.items);
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++)
        if (slice_present(changes->values[i]) &&
            !slice_equal(changes->values[i], queue_attribute(queue, i)))
            hold(arena, queue, i, now_ms, &pairs);
    row->attributes = pairs;
}
