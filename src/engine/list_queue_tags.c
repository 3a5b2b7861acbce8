/* ListQueueTags: actions.md section 17. */
#include <stdlib.h>

#include "src/engine/queues.h"

static int compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

void list_queue_tags(struct engine *engine, struct call *call)
{
    const struct queue *queue = queue_of_call(engine, call);
    if (!queue)
        return;
    size_t count = queue->row.tags.count;
    struct pair *items = arena_array(call->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i].name = arena_copy(call->arena, queue->row.tags.items[i].name);
        items[i].value = arena_copy(call->arena, queue->row.tags.items[i].value);
    }
    if (count > 1)
        qsort(items, count, sizeof *items, compare_names);
    struct list_queue_tags_result *result = arena_zalloc(call->arena, sizeof *result);
    result->tags = (struct list){true, count, items};
    call->result = result;
}
