/* Counters: each message is counted in one state, and which one is written down in the message.
 *
 * A message that comes due is still counted as hidden until somebody takes it out of the tree of
 * hidden ones: all that are due when counters are asked for, a few whenever time is heard of, so
 * that the work never piles up behind a queue that is in use. */
#include "storage/memory/state.h"

#define HEAR_MESSAGES 4

void count_in(struct content *content, struct held *held)
{
    held->state = HELD_VISIBLE;
    if (held->order.key > content->known_ms) {
        held->state = held->received_ms != 0 ? HELD_IN_FLIGHT : HELD_DELAYED;
        held->due.key = held->order.key;
        held->due.id = held->order.id;
        treap_insert(&content->hidden, &held->due);
    }
    content->counts[held->state]++;
}

void count_out(struct content *content, struct held *held)
{
    content->counts[held->state]--;
    if (held->state != HELD_VISIBLE)
        treap_remove(&content->hidden, &held->due);
}

static void show_due(struct content *content, size_t limit)
{
    struct treap_node *node;
    for (; limit > 0 && (node = content->hidden.first) && node->key <= content->known_ms; limit--) {
        struct held *held = HELD_OF(node, due);
        count_out(content, held);
        count_in(content, held);
    }
}

void count_hear(struct content *content, int64_t now_ms)
{
    if (now_ms > content->known_ms)
        content->known_ms = now_ms;
    show_due(content, HEAR_MESSAGES);
}

static void recount(struct content *content, struct held *held)
{
    count_out(content, held);
    count_in(content, held);
}

/* Somebody's clock is behind what was heard: every message is looked at again. The engine's clocks
 * never run backwards; this is for those who do not know that. */
static void turn_back(struct content *content, int64_t now_ms)
{
    content->known_ms = now_ms;
    for (struct list_node *node = content->arrivals.next; node != &content->arrivals;
         node = node->next)
        recount(content, HELD_OF(node, retention.arrival));
    for (size_t i = 0; i < content->elders.count; i++)
        recount(content, HELD_OF(content->elders.nodes[i], retention.elder));
}

void count_settle(struct content *content, int64_t now_ms)
{
    if (now_ms < content->known_ms)
        turn_back(content, now_ms);
    content->known_ms = now_ms;
}

enum store_status memory_queue_counts(struct store *store, int64_t id, struct store_time time,
                                      struct store_counts *ret)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    held_retention_apply(memory, queue, time);
    struct content *content = queue->content;
    count_settle(content, time.now_ms);
    show_due(content, SIZE_MAX);
    *ret = (struct store_counts){
        .visible = (int64_t)content->counts[HELD_VISIBLE],
        .not_visible = (int64_t)content->counts[HELD_IN_FLIGHT],
        .delayed = (int64_t)content->counts[HELD_DELAYED],
    };
    return STORE_OK;
}
