/* Snapshots: a store beside the store, filled and put back message by message, in slices. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

/* A message counts once more for each of these. */
#define COUNTED_BYTES 4096

/* Copying the queues of one store to another that has none. */
struct copying {
    struct memory_store *from;
    struct memory_store *to;
    struct queue **queues; /* of `from`, by id */
    size_t at;             /* the queue that is being copied */
    struct queue *clone;   /* its copy; NULL: not begun */
    struct arrivals arrivals;
    int kind;                 /* of the windows that are being copied */
    struct list_node *window; /* where they go on */
};

struct snapshot {
    struct store_snapshot head;
    struct memory_store *copy;
    struct copying copying; /* queues NULL: none is going on */
};

static struct snapshot *snapshot_of(struct store_snapshot *snapshot)
{
    return (struct snapshot *)snapshot;
}

static void begin(struct copying *copying, struct memory_store *from, struct memory_store *to)
{
    *copying = (struct copying){.from = from, .to = to, .queues = memory_queues_sorted(from)};
}

static void end(struct copying *copying)
{
    memory_arrivals_end(&copying->arrivals);
    free(copying->queues);
    *copying = (struct copying){0};
}

/* Returns how much it counts. */
static size_t copy_message(struct memory_store *to, struct content *content,
                           const struct held *held)
{
    struct store_message message;
    memory_held_state(held, &message);
    message.deduplication_id = memory_held_text(held, HELD_DEDUPLICATION_ID);
    message.sender_id = memory_held_text(held, HELD_SENDER_ID);
    message.trace_header = memory_held_text(held, HELD_TRACE_HEADER);
    message.source_arn = memory_held_text(held, HELD_SOURCE_ARN);
    message.attributes = memory_held_text(held, HELD_ATTRIBUTES);
    message.body = memory_held_text(held, HELD_BODY);
    struct held *copy = memory_held_make(to, &message);
    copy->order.rank = held->order.rank;
    memory_content_add(to, content, copy, held->lane->by_name.key);
    return 1 + (message.body.len + message.attributes.len) / COUNTED_BYTES;
}

/* What is left of one queue, up to `limit` things; returns how many were copied. */
static size_t copy_queue(struct copying *copying, size_t limit)
{
    const struct queue *queue = copying->queues[copying->at];
    const struct held *held = NULL;
    size_t done = 0;
    if (!copying->clone) {
        copying->clone = memory_queue_clone(copying->to, queue);
        copying->kind = 0;
        memory_arrivals_begin(copying->from, queue->content, INT64_MIN, &copying->arrivals);
        done++;
    }
    while (done < limit && (held = memory_arrivals_next(&copying->arrivals)))
        done += copy_message(copying->to, copying->clone->content, held);
    while (done < limit && copying->kind < MEMORY_KINDS) {
        done += memory_windows_copy(queue->windows[copying->kind], &copying->window, limit - done,
                                    copying->to, &copying->clone->windows[copying->kind]);
        copying->kind += copying->window == NULL;
    }
    if (done >= limit && copying->kind < MEMORY_KINDS)
        return done;
    memory_arrivals_end(&copying->arrivals);
    copying->clone = NULL;
    copying->at++;
    return done;
}

/* Copies a slice; false when nothing is left. */
static bool copy(struct copying *copying, size_t limit)
{
    struct memory_store *to = copying->to;
    while (copying->at < copying->from->queues.count && limit > 0) {
        size_t done = copy_queue(copying, limit);
        limit -= done < limit ? done : limit;
    }
    if (copying->at < copying->from->queues.count)
        return true;
    memory_deleted_copy(copying->from, to);
    memory_tasks_copy(copying->from, to);
    if (copying->from->next_message > to->next_message)
        to->next_message = copying->from->next_message;
    if (copying->from->rank > to->rank)
        to->rank = copying->from->rank;
    end(copying);
    return false;
}

static int64_t count_messages(const struct memory_store *memory)
{
    int64_t messages = 0;
    for (size_t i = 0; i < memory->queues.capacity; i++)
        if (memory->queues.slots[i].value)
            messages +=
                (int64_t)((const struct queue *)memory->queues.slots[i].value)->content->count;
    return messages;
}

enum store_status memory_snapshot_take(struct store *store, size_t limit, size_t max_bytes,
                                       struct store_snapshot **snapshot, bool *ret_more)
{
    struct memory_store *memory = memory_of(store);
    struct snapshot *taken = snapshot_of(*snapshot);
    if (!taken) {
        taken = memory_zalloc(sizeof *taken);
        taken->copy = memory_of(memory_store_open(0));
        begin(&taken->copying, memory, taken->copy);
    }
    *snapshot = &taken->head;
    *ret_more = copy(&taken->copying, limit);
    if (taken->copy->pool.used > max_bytes) {
        memory_snapshot_free(store, *snapshot);
        *snapshot = NULL;
        *ret_more = false;
        return STORE_FULL;
    }
    if (!*ret_more) {
        taken->head.queues = (int64_t)taken->copy->queues.count;
        taken->head.messages = count_messages(taken->copy);
        taken->head.bytes = taken->copy->pool.used;
    }
    return STORE_OK;
}

/* Sequence numbers that were given out since the snapshot are not given out again. */
static void keep_sequence(struct memory_store *copy, const struct queue *queue)
{
    struct queue *saved = id_map_get(&copy->queues, queue->row.id);
    if (saved && saved->sequence < queue->sequence)
        saved->sequence = queue->sequence;
}

/* Takes up to `limit` queues or messages away; false when nothing is left. */
static bool clear(struct memory_store *memory, struct memory_store *copy, size_t limit)
{
    size_t queues = memory->queues.count;
    struct queue **sorted = memory_queues_sorted(memory);
    for (size_t i = 0; i < queues && limit > 0; i++, limit--) {
        keep_sequence(copy, sorted[i]);
        memory_queue_drop(memory, sorted[i]);
    }
    free(sorted);
    limit -= memory_content_collect(memory, limit);
    limit -= memory_windows_collect(memory, INT64_MIN, limit);
    if (limit == 0)
        return true;
    memory_realms_forget(memory, SLICE_NONE);
    memory_tasks_forget(memory, SLICE_NONE);
    return false;
}

enum store_status memory_snapshot_restore(struct store *store, size_t limit,
                                          struct store_snapshot *snapshot, bool *ret_more)
{
    struct memory_store *memory = memory_of(store);
    struct snapshot *taken = snapshot_of(snapshot);
    *ret_more = true;
    if (taken->copying.queues) {
        *ret_more = copy(&taken->copying, limit);
    } else if (!clear(memory, taken->copy, limit)) {
        /* The copy in the store must find no message of the same id, so this comes first. */
        begin(&taken->copying, taken->copy, memory);
    }
    return STORE_OK;
}

void memory_snapshot_free(struct store *store, struct store_snapshot *snapshot)
{
    struct snapshot *taken = snapshot_of(snapshot);
    (void)store;
    if (!taken)
        return;
    end(&taken->copying);
    store_close(&taken->copy->super);
    free(taken);
}
