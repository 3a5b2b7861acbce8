/* Messages of a content in order of arrival: those that came in the order of their retention stand
 * in a list, the others in a heap, so the two are merged. */
#include <stdlib.h>

#include "src/base/memory.h"
#include "storage/memory/state.h"

static int by_id(const void *a, const void *b)
{
    const struct held *const *left = a;
    const struct held *const *right = b;
    return (*left)->order.id < (*right)->order.id ? -1 : 1;
}

static struct held **sort_elders(const struct content *content)
{
    struct held **elders = memory_array(NULL, content->elders.count + 1, sizeof *elders);
    for (size_t i = 0; i < content->elders.count; i++)
        elders[i] = HELD_OF(content->elders.nodes[i], retention.elder);
    qsort(elders, content->elders.count, sizeof *elders, by_id);
    return elders;
}

static const struct held *arrived(struct list_node *node)
{
    return LIST_OF(node, struct held, retention);
}

/* The first of the list with a greater id: at hand when the message of that id still is. */
static struct list_node *arrival_after(struct memory_store *memory, const struct content *content,
                                       int64_t after)
{
    const struct held *held = id_pages_get(&memory->messages, after);
    if (held && held->content == content && !held->is_elder)
        return held->retention.arrival.next;
    struct list_node *node = content->arrivals.next;
    while (node != &content->arrivals && arrived(node)->order.id <= after)
        node = node->next;
    return node;
}

void memory_arrivals_begin(struct memory_store *memory, const struct content *content,
                           int64_t after, struct arrivals *ret)
{
    *ret = (struct arrivals){.content = content, .elders = sort_elders(content)};
    ret->node = arrival_after(memory, content, after);
    while (ret->elder < content->elders.count && ret->elders[ret->elder]->order.id <= after)
        ret->elder++;
}

const struct held *memory_arrivals_next(struct arrivals *arrivals)
{
    const struct content *content = arrivals->content;
    const struct held *elder =
        arrivals->elder < content->elders.count ? arrivals->elders[arrivals->elder] : NULL;
    const struct held *next = arrivals->node != &content->arrivals ? arrived(arrivals->node) : NULL;
    if (elder && (!next || elder->order.id < next->order.id)) {
        arrivals->elder++;
        return elder;
    }
    if (next)
        arrivals->node = arrivals->node->next;
    return next;
}

void memory_arrivals_end(struct arrivals *arrivals)
{
    free(arrivals->elders);
    *arrivals = (struct arrivals){0};
}
