/* Counters: every message is counted in one state, and what comes due changes sides by the
 * millisecond, not one by one.
 *
 * A struct due whose time has come still counts as hidden until somebody shows it: all that are due
 * when counters are asked for, a few whenever time is heard of, so that the work does not pile up
 * behind a queue that is in use. */
#include "storage/memory/state.h"

#define HEAR_DUES 4

#define DUE_OF(node) ((struct due *)(void *)((char *)(node)-offsetof(struct due, order)))

static struct due *due_make(struct memory_store *memory, struct content *content, int64_t ms)
{
    struct due *due = pool_alloc(&memory->pool, sizeof *due);
    *due = (struct due){.order = {.key = ms, .id = ms}};
    treap_insert(&content->hidden, &due->order);
    return due;
}

static struct due *due_get(struct memory_store *memory, struct content *content, int64_t ms)
{
    if (content->latest && content->latest->order.key == ms)
        return content->latest;
    struct treap_node *last = content->hidden.last;
    struct treap_node *node =
        last && last->key >= ms ? treap_above(&content->hidden, ms - 1) : NULL;
    content->latest = node && node->key == ms ? DUE_OF(node) : due_make(memory, content, ms);
    return content->latest;
}

static size_t due_total(const struct due *due)
{
    return due->counts[HELD_IN_FLIGHT] + due->counts[HELD_DELAYED];
}

void memory_count_in(struct memory_store *memory, struct content *content, struct held *held)
{
    held->due = NULL;
    held->state = HELD_VISIBLE;
    if (held->order.key > content->known_ms) {
        held->state = held->received_ms != 0 ? HELD_IN_FLIGHT : HELD_DELAYED;
        held->due = due_get(memory, content, held->order.key);
        held->due->counts[held->state]++;
    }
    content->counts[held->state]++;
}

void memory_count_out(struct memory_store *memory, struct content *content, struct held *held)
{
    struct due *due = held->due;
    content->counts[due && due->shown ? HELD_VISIBLE : held->state]--;
    if (!due)
        return;
    due->counts[held->state]--;
    if (due_total(due) > 0)
        return;
    if (!due->shown)
        treap_remove(&content->hidden, &due->order);
    if (content->latest == due)
        content->latest = NULL;
    pool_free(&memory->pool, due);
}

void memory_count_forget(struct memory_store *memory, struct held *held)
{
    struct due *due = held->due;
    if (!due)
        return;
    due->counts[held->state]--;
    if (due_total(due) == 0)
        pool_free(&memory->pool, due);
}

static void show_due(struct content *content, size_t limit)
{
    struct treap_node *node;
    for (; limit > 0 && (node = content->hidden.first) && node->key <= content->known_ms; limit--) {
        struct due *due = DUE_OF(node);
        treap_remove(&content->hidden, node);
        due->shown = true;
        content->counts[HELD_VISIBLE] += due_total(due);
        content->counts[HELD_IN_FLIGHT] -= due->counts[HELD_IN_FLIGHT];
        content->counts[HELD_DELAYED] -= due->counts[HELD_DELAYED];
        if (content->latest == due)
            content->latest = NULL;
    }
}

void memory_count_hear(struct content *content, int64_t now_ms)
{
    if (now_ms > content->known_ms)
        content->known_ms = now_ms;
    show_due(content, HEAR_DUES);
}

static void recount(struct memory_store *memory, struct content *content, struct held *held)
{
    memory_count_out(memory, content, held);
    memory_count_in(memory, content, held);
}

/* Somebody's clock is behind what was heard: every message is looked at again. The engine's clocks
 * never run backwards; this is for those who do not know that. */
static void turn_back(struct memory_store *memory, struct content *content, int64_t now_ms)
{
    content->known_ms = now_ms;
    for (struct list_node *node = content->arrivals.next; node != &content->arrivals;
         node = node->next)
        recount(memory, content, HELD_OF(node, retention.arrival));
    for (size_t i = 0; i < content->elders.count; i++)
        recount(memory, content, HELD_OF(content->elders.nodes[i], retention.elder));
}

void memory_count_settle(struct memory_store *memory, struct content *content, int64_t now_ms)
{
    if (now_ms < content->known_ms)
        turn_back(memory, content, now_ms);
    content->known_ms = now_ms;
}

enum store_status memory_queue_counts(struct store *store, int64_t id, struct store_time time,
                                      struct store_counts *ret)
{
    struct memory_store *memory = memory_of(store);
    struct queue *queue = memory_queue_of(memory, id);
    if (!queue)
        return STORE_NOT_FOUND;
    memory_retention_apply(memory, queue, time);
    struct content *content = queue->content;
    memory_count_settle(memory, content, time.now_ms);
    show_due(content, SIZE_MAX);
    *ret = (struct store_counts){
        .visible = (int64_t)content->counts[HELD_VISIBLE],
        .not_visible = (int64_t)content->counts[HELD_IN_FLIGHT],
        .delayed = (int64_t)content->counts[HELD_DELAYED],
    };
    return STORE_OK;
}
