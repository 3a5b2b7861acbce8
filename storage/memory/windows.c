/* Entries that live for a while: by key in a table, by age in a list.
 *
 * All windows of a kind are equally long, so the list is practically in the order in which they
 * close. Where it is not, an entry waits behind a later one until it is freed; finding looks at
 * each entry's own time and is always right. */
#include "storage/memory/state.h"

#include "src/base/memory.h"

struct window {
    struct table_node by_key;
    struct list_node link;
    int64_t expires_ms;
    size_t record_len;
    char text[]; /* key, then record */
};

#define WINDOW_OF(node, member)                                                                    \
    ((struct window *)(void *)((char *)(node)-offsetof(struct window, member)))

struct slice memory_windows_find(const struct windows *windows, struct slice key, int64_t now_ms)
{
    const struct table_node *node = windows ? table_find(&windows->table, key) : NULL;
    if (!node)
        return SLICE_NONE;
    const struct window *window =
        (const struct window *)(const void *)((const char *)node - offsetof(struct window, by_key));
    if (now_ms >= window->expires_ms)
        return SLICE_NONE;
    return slice_make(window->text + key.len, window->record_len);
}

static struct window *window_make(struct memory_store *memory, struct slice key,
                                  struct slice record)
{
    struct window *window = pool_alloc(&memory->pool, sizeof *window + key.len + record.len);
    if (key.len > 0)
        memcpy(window->text, key.at, key.len);
    if (record.len > 0)
        memcpy(window->text + key.len, record.at, record.len);
    window->by_key.key = slice_make(window->text, key.len);
    window->record_len = record.len;
    return window;
}

/* The heap of the store knows when the first entry closes. */
static void schedule(struct memory_store *memory, struct windows *windows)
{
    if (list_empty(&windows->entries))
        heap_remove(&memory->windows, &windows->closing);
    else
        heap_set(&memory->windows, &windows->closing,
                 WINDOW_OF(windows->entries.next, link)->expires_ms);
}

static void window_free(struct memory_store *memory, struct windows *windows, struct window *window)
{
    list_remove(&window->link);
    table_remove(&windows->table, &window->by_key);
    pool_free(&memory->pool, window);
}

static struct windows *windows_make(void)
{
    struct windows *windows = memory_zalloc(sizeof *windows);
    list_init(&windows->entries);
    return windows;
}

void memory_windows_put(struct memory_store *memory, struct windows **windows, struct slice key,
                        int64_t expires_ms, struct slice record)
{
    if (!*windows)
        *windows = windows_make();
    struct window *window = window_make(memory, key, record);
    struct table_node *former = table_find(&(*windows)->table, key);
    if (former)
        window_free(memory, *windows, WINDOW_OF(former, by_key));
    bool first = list_empty(&(*windows)->entries);
    window->expires_ms = expires_ms;
    list_append(&(*windows)->entries, &window->link);
    table_insert(&(*windows)->table, &window->by_key);
    if (first || former)
        schedule(memory, *windows);
}

int64_t memory_windows_next(const struct windows *windows, int64_t now_ms)
{
    int64_t next_ms = INT64_MAX;
    const struct list_node *head = windows ? &windows->entries : NULL;
    for (struct list_node *node = head ? head->next : NULL; node != head; node = node->next) {
        int64_t expires_ms = ((const struct window *)(const void *)((const char *)node -
                                                                    offsetof(struct window, link)))
                                 ->expires_ms;
        if (expires_ms > now_ms && expires_ms < next_ms)
            next_ms = expires_ms;
    }
    return next_ms;
}

size_t memory_windows_copy(const struct windows *windows, struct list_node **at, size_t limit,
                           struct memory_store *to, struct windows **copy)
{
    size_t done = 0;
    if (!windows)
        return 0;
    struct list_node *node = *at ? *at : windows->entries.next;
    for (; node != &windows->entries && done < limit; node = node->next, done++) {
        const struct window *window = LIST_OF(node, struct window, link);
        struct slice key = window->by_key.key;
        memory_windows_put(to, copy, key, window->expires_ms,
                           slice_make(window->text + key.len, window->record_len));
    }
    *at = node != &windows->entries ? node : NULL;
    return done;
}

void memory_windows_discard(struct memory_store *memory, struct windows **windows)
{
    if (!*windows)
        return;
    heap_remove(&memory->windows, &(*windows)->closing);
    list_append(&memory->dead_windows, &(*windows)->link);
    *windows = NULL;
}

/* Frees the entries of discarded ones, without keeping their tables. */
static size_t free_discarded(struct memory_store *memory, size_t limit)
{
    size_t done = 0;
    while (done < limit && !list_empty(&memory->dead_windows)) {
        struct windows *windows = LIST_OF(memory->dead_windows.next, struct windows, link);
        for (; done < limit && !list_empty(&windows->entries); done++) {
            struct window *window = WINDOW_OF(windows->entries.next, link);
            list_remove(&window->link);
            pool_free(&memory->pool, window);
        }
        if (done < limit) {
            table_release(&windows->table);
            list_remove(&windows->link);
            free(windows);
            done++;
        }
    }
    return done;
}

static size_t free_closed(struct memory_store *memory, int64_t now_ms, size_t limit)
{
    size_t done = 0;
    struct heap_node *node;
    for (; done < limit && (node = heap_first(&memory->windows)) && node->key <= now_ms; done++) {
        struct windows *windows =
            (struct windows *)(void *)((char *)node - offsetof(struct windows, closing));
        window_free(memory, windows, WINDOW_OF(windows->entries.next, link));
        schedule(memory, windows);
    }
    return done;
}

size_t memory_windows_collect(struct memory_store *memory, int64_t now_ms, size_t limit)
{
    size_t done = free_discarded(memory, limit);
    return done + free_closed(memory, now_ms, limit - done);
}
