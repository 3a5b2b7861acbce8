/* A queue's content: messages in all their orders, and its end. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

struct content *memory_content_make(bool fifo)
{
    struct content *content = memory_zalloc(sizeof *content);
    content->fifo = fifo;
    content->newest_ms = INT64_MIN;
    list_init(&content->arrivals);
    memory_lane_init(&content->plain);
    return content;
}

void memory_content_discard(struct memory_store *memory, struct content *content)
{
    /* Only the messages are of interest now: their orders are not kept any more. */
    list_append(&memory->garbage, &content->link);
}

void memory_content_replace(struct memory_store *memory, struct queue *queue)
{
    struct content *old = queue->content;
    if (old->count == 0)
        return;
    queue->content = memory_content_make(old->fifo);
    queue->content->known_ms = old->known_ms;
    memory_content_discard(memory, old);
}

void memory_content_add(struct memory_store *memory, struct content *content, struct held *held,
                        struct slice group)
{
    held->content = content;
    content->count++;
    memory_lane_join(content, memory_lane_get(memory, content, group), held);
    memory_retention_add(content, held);
    memory_count_in(memory, content, held);
    id_pages_put(&memory->messages, held->order.id, held);
}

void memory_content_remove(struct memory_store *memory, struct held *held)
{
    struct content *content = held->content;
    content->count--;
    memory_lane_leave(memory, content, held);
    memory_retention_remove(content, held);
    memory_count_out(memory, content, held);
    id_pages_remove(&memory->messages, held->order.id);
    pool_free(&memory->pool, held);
}

void memory_content_move(struct memory_store *memory, struct held *held, int64_t visible_ms)
{
    struct content *content = held->content;
    memory_count_out(memory, content, held);
    memory_lane_move(content, held, visible_ms, memory->rank);
    memory_count_in(memory, content, held);
}

/* Frees one message of a discarded content, with its lane when it was the last there. */
static bool free_one(struct memory_store *memory, struct content *content)
{
    struct held *held = memory_retention_pop(content);
    if (!held)
        return false;
    struct lane *lane = held->lane;
    if (--lane->count == 0 && lane != &content->plain)
        pool_free(&memory->pool, lane);
    memory_count_forget(memory, held);
    id_pages_remove(&memory->messages, held->order.id);
    pool_free(&memory->pool, held);
    return true;
}

static void content_free(struct content *content)
{
    table_release(&content->groups);
    free(content->large.nodes);
    heap_release(&content->elders);
    list_remove(&content->link);
    free(content);
}

size_t memory_content_collect(struct memory_store *memory, size_t limit)
{
    size_t done = 0;
    while (done < limit && !list_empty(&memory->garbage)) {
        struct content *content = LIST_OF(memory->garbage.next, struct content, link);
        while (done < limit && free_one(memory, content))
            done++;
        if (done < limit) {
            content_free(content);
            done++;
        }
    }
    return done;
}
