/* CreateQueue: actions.md section 1. */
#include "api/model/check.h"
#include "src/engine/observe.h"
#include "src/engine/queue_attributes.h"
#include "src/engine/queues.h"
#include "src/engine/tags.h"

#define FIFO_SUFFIX ".fifo"

static bool asks_for_fifo(const struct list *attributes)
{
    const struct pair *items = attributes->items;
    for (size_t i = 0; i < attributes->count; i++)
        if (slice_is(items[i].name, queue_attributes_all[QUEUE_ATTRIBUTE_FIFO_QUEUE].name) &&
            slice_equal_nocase(items[i].value, SLICE("true")))
            return true;
    return false;
}

static bool check_name(struct call *call, struct slice name, bool fifo)
{
    struct slice stem = name;
    if (!slice_present(name))
        return call_fail(call, TEXT_QUEUE_NAME_MISSING);
    if (name.len == 0)
        return call_fail(call, TEXT_QUEUE_NAME_EMPTY);
    if (fifo && slice_ends(name, SLICE(FIFO_SUFFIX)))
        stem.len -= strlen(FIFO_SUFFIX);
    if (fifo && (stem.len == name.len || name.len > LIMIT_QUEUE_NAME_LENGTH ||
                 !text_is_name(stem, LIMIT_QUEUE_NAME_LENGTH)))
        return call_fail(call, TEXT_QUEUE_NAME_FIFO);
    if (!text_is_name(stem, LIMIT_QUEUE_NAME_LENGTH))
        return call_fail(call, TEXT_QUEUE_NAME);
    return true;
}

static void answer(struct call *call, const struct queue_ref *ref)
{
    struct queue_url_result *result = arena_zalloc(call->arena, sizeof *result);
    result->queue = *ref;
    call->result = result;
}

/* An existing queue is returned when every attribute given has the value it has now; tags given are
 * ignored (recorded). */
static void create_again(struct call *call, const struct queue *queue, const struct queue_ref *ref,
                         const struct attribute_changes *changes)
{
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++) {
        if (!slice_present(changes->values[i]) || i == QUEUE_ATTRIBUTE_FIFO_QUEUE)
            continue;
        if (!attribute_equal(call->arena, i, changes->values[i], queue_attribute(queue, i))) {
            call_fail(call, TEXT_QUEUE_EXISTS, slice_of(queue_attributes_all[i].name));
            return;
        }
    }
    answer(call, ref);
}

/* AWS's rule that emulators relax: the name of a deleted queue is blocked for 60 seconds. */
static bool deleted_recently(struct engine *engine, struct call *call, const struct queue_ref *ref,
                             int64_t now)
{
    int64_t deleted_ms;
    if (!engine->options.strict_delete ||
        !turn_ok(engine, engine->store->ops->queue_deleted_ms(
                             engine->store, ref->account, ref->region, ref->name, &deleted_ms)) ||
        now - deleted_ms >= LIMIT_DELETED_RECENTLY_SECONDS * INT64_C(1000))
        return false;
    call_fail(call, TEXT_QUEUE_DELETED_RECENTLY);
    return true;
}

static void tell_created(struct engine *engine, const struct queue_ref *ref,
                         const struct call *call)
{
    const struct queue *queue = observed(engine) ? queue_find(engine, ref) : NULL;
    if (queue)
        tell_queue(engine, ENGINE_EVENT_QUEUE_CHANGED, queue, call);
}

static void create_new(struct engine *engine, struct call *call, const struct queue_ref *ref,
                       bool fifo, const struct attribute_changes *changes)
{
    const struct create_queue_request *request = call->request;
    int64_t now = account_now(engine, account_find(engine, ref->account));
    struct store_queue row = {
        .account = ref->account,
        .region = ref->region,
        .name = ref->name,
        .fifo = fifo,
        .created_ms = now,
        .modified_ms = now,
    };
    if (deleted_recently(engine, call, ref, now) ||
        !tags_merge(call, ref, &row.tags, &request->tags))
        return;
    attributes_apply(call->arena, changes, &row);
    struct slice scope = changes->values[QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE];
    if (slice_present(scope))
        row.attributes.items[row.attributes.count++] =
            (struct store_pair){SLICE(CREATION_SCOPE), scope};
    if (!turn_ok(engine, engine->store->ops->queue_create(engine->store, &row)))
        return;
    tell_created(engine, ref, call);
    answer(call, ref);
}

void create_queue(struct engine *engine, struct call *call)
{
    const struct create_queue_request *request = call->request;
    struct queue_ref ref = {call->caller.region, call->caller.account, request->queue_name};
    struct attribute_changes changes;
    bool fifo = asks_for_fifo(&request->attributes);
    if (!check_name(call, request->queue_name, fifo) ||
        !attributes_check(engine, call, &ref, fifo, true, &request->attributes, &changes))
        return;
    const struct queue *existing = queue_find(engine, &ref);
    if (existing)
        create_again(call, existing, &ref, &changes);
    else if (!engine->turn_failed)
        create_new(engine, call, &ref, fifo, &changes);
}
