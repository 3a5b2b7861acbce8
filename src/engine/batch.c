/* What the batch actions share: see batch.h. */
#include "src/engine/batch.h"

#include "api/model/check.h"
#include "src/engine/observe.h"

static struct slice entry_id(const struct list *entries, size_t entry_size, size_t i)
{
    return *(const struct slice *)(const void *)((const char *)entries->items + i * entry_size);
}

bool batch_check(struct call *call, const struct list *entries, size_t entry_size,
                 const char *entry_name)
{
    struct arena *arena = call->arena;
    if (!entries->present)
        return call_fail(call, TEXT_NO_ENTRIES);
    if (entries->count == 0)
        return call_fail(call, TEXT_EMPTY_BATCH, slice_of(entry_name));
    if (entries->count > LIMIT_BATCH_ENTRIES)
        return call_fail(call, TEXT_TOO_MANY_ENTRIES, arena_int64(arena, LIMIT_BATCH_ENTRIES),
                         arena_int64(arena, (int64_t)entries->count));
    for (size_t i = 0; i < entries->count; i++)
        if (!text_is_name(entry_id(entries, entry_size, i), LIMIT_BATCH_ENTRY_ID_LENGTH))
            return call_fail(call, TEXT_BATCH_ENTRY_ID);
    for (size_t i = 0; i < entries->count; i++)
        for (size_t j = 0; j < i; j++)
            if (slice_equal(entry_id(entries, entry_size, i), entry_id(entries, entry_size, j)))
                return call_fail(call, TEXT_BATCH_ID_REPEATED, entry_id(entries, entry_size, i));
    return true;
}

struct batch_results batch_results_make(struct arena *arena, size_t entries, size_t successful_size)
{
    return (struct batch_results){
        .successful = {true, 0, arena_array(arena, entries, successful_size)},
        .failed = {true, 0, arena_array(arena, entries, sizeof(struct batch_result_error_entry))},
    };
}

void batch_fail(struct batch_results *results, struct arena *arena, struct slice id,
                const struct api_error *error)
{
    struct batch_result_error_entry *entries = results->failed.items;
    const struct error_row *row = api_error_row(error);
    entries[results->failed.count++] = (struct batch_result_error_entry){
        .id = id,
        .sender_fault = {true, row->fault == FAULT_SENDER},
        .code = slice_of(row->query_code),
        .message = api_error_text(arena, error, false),
    };
}

bool batch_fails_by_observer(struct engine *engine, const struct queue *queue,
                             const struct call *call, struct slice id,
                             struct batch_results *results)
{
    struct engine_entry_failure failure;
    if (!observed(engine) || !observe_entry_fails(engine, queue, call, id, &failure))
        return false;
    struct batch_result_error_entry *entries = results->failed.items;
    entries[results->failed.count++] = (struct batch_result_error_entry){
        .id = id,
        .sender_fault = {true, failure.sender_fault},
        .code = arena_copy(call->arena, failure.code),
        .message = arena_copy(call->arena, failure.message),
    };
    return true;
}

void *batch_succeed(struct batch_results *results, size_t successful_size)
{
    return (char *)results->successful.items + results->successful.count++ * successful_size;
}
