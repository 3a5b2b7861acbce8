/* A queue's content: messages by id, and its end. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

struct content *content_make(void)
{
    struct content *content = memory_zalloc(sizeof *content);
    list_init(&content->arrivals);
    list_init(&content->remembered);
    map_init(&content->groups);
    map_init(&content->deduplication);
    map_init(&content->attempts);
    return content;
}

void content_discard(struct memory_store *memory, struct content *content)
{
    memory->bytes -= content->bytes;
    list_append(&memory->garbage, &content->garbage);
}

/* Frees one message, wherever it is listed; false when there is none. */
static bool free_message(struct content *content)
{
    struct held_message *held;
    if (!list_empty(&content->arrivals)) {
        held = HELD_OF(content->arrivals.next, arrival);
        list_remove(&held->arrival);
    } else if (order_first(&content->moved)) {
        held = (struct held_message *)(void *)((char *)order_first(&content->moved) -
                                               offsetof(struct held_message, retained));
        order_remove(&content->moved, &held->retained);
    } else {
        return false;
    }
    free(held);
    return true;
}

static bool free_remembered(struct content *content)
{
    if (list_empty(&content->remembered))
        return false;
    struct remembered *remembered = LIST_OF(content->remembered.next, struct remembered, link);
    list_remove(&remembered->link);
    free(remembered);
    return true;
}

static void free_rest(struct content *content)
{
    size_t at = 0;
    struct slice key;
    void *group;
    while (map_next(&content->groups, &at, &key, &group))
        free(group);
    free(content->nameless);
    map_release(&content->groups);
    map_release(&content->deduplication);
    map_release(&content->attempts);
    order_release(&content->moved);
    order_release(&content->waiting);
    order_release(&content->groups_order);
    order_release(&content->sizes);
    free(content->messages.slots);
    list_remove(&content->garbage);
    free(content);
}

bool content_free_slice(struct content *content, size_t *limit)
{
    while (*limit > 0) {
        --*limit;
        if (!free_message(content) && !free_remembered(content)) {
            free_rest(content);
            return true;
        }
    }
    return false;
}

void content_free(struct content *content)
{
    size_t limit = SIZE_MAX;
    content_free_slice(content, &limit);
}

/* ---- messages by id ---- */

static size_t home_of(const struct id_table *table, int64_t id)
{
    return (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (table->capacity - 1);
}

static size_t slot_of(const struct id_table *table, int64_t id)
{
    size_t at = home_of(table, id);
    while (table->slots[at] && table->slots[at]->message.id != id)
        at = (at + 1) & (table->capacity - 1);
    return at;
}

struct held_message *id_table_get(const struct id_table *table, int64_t id)
{
    return table->count ? table->slots[slot_of(table, id)] : NULL;
}

static void id_table_grow(struct id_table *table)
{
    struct id_table old = *table;
    table->capacity = old.capacity ? old.capacity * 2 : 64;
    table->slots = memory_zalloc(table->capacity * sizeof(struct held_message *));
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i])
            table->slots[slot_of(table, old.slots[i]->message.id)] = old.slots[i];
    free(old.slots);
}

void id_table_put(struct id_table *table, struct held_message *held)
{
    if ((table->count + 1) * 2 > table->capacity)
        id_table_grow(table);
    table->slots[slot_of(table, held->message.id)] = held;
    table->count++;
}

/* Closes the gap, so that no marks of removed ones are needed. */
void id_table_remove(struct id_table *table, int64_t id)
{
    size_t gap = slot_of(table, id);
    size_t mask = table->capacity - 1;
    table->slots[gap] = NULL;
    table->count--;
    for (size_t at = (gap + 1) & mask; table->slots[at]; at = (at + 1) & mask) {
        size_t home = home_of(table, table->slots[at]->message.id);
        if (((at - home) & mask) < ((at - gap) & mask))
            continue;
        table->slots[gap] = table->slots[at];
        table->slots[at] = NULL;
        gap = at;
    }
}
