/* Names of queues: a realm is the queues of an account in a region, in the order of their names.
 *
 * Sorted arrays: finding is a binary search, a page of a list is a piece of the array, and creating
 * or deleting a queue moves pointers, which is cheaper than any tree up to many thousands. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

/* What an array is sorted by: first `major` (absent when there is only one), then the name. */
typedef struct slice (*major_of)(const struct queue *queue);

struct names {
    struct queue **queues;
    size_t count;
    size_t capacity;
};

struct realm {
    char *key; /* as realm_key */
    size_t account_len;
    size_t key_len;
    struct names all;
    struct names sources; /* queues with a dead-letter queue, by its name and their own */
    struct map deleted;   /* name -> struct deleted */
};

/* The name of a queue that was deleted. */
struct deleted {
    struct list_node link; /* in memory->deleted */
    struct realm *realm;
    int64_t deleted_ms;
    size_t len;
    char name[];
};

static struct slice no_major(const struct queue *queue)
{
    (void)queue;
    return SLICE_NONE;
}

static struct slice dead_letter_queue(const struct queue *queue)
{
    return queue->row.dead_letter_queue;
}

static int compare(major_of major, const struct queue *queue, struct slice group, struct slice name)
{
    int order = slice_compare(major(queue), group);
    return order != 0 ? order : slice_compare(queue->row.name, name);
}

/* The place of the first queue that does not come before (group, name). */
static size_t lower_bound(const struct names *names, major_of major, struct slice group,
                          struct slice name)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(major, names->queues[middle], group, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void names_add(struct names *names, major_of major, struct queue *queue)
{
    size_t at = lower_bound(names, major, major(queue), queue->row.name);
    if (names->count == names->capacity) {
        names->capacity = names->capacity ? names->capacity * 2 : 8;
        names->queues = memory_array(names->queues, names->capacity, sizeof(struct queue *));
    }
    memmove(names->queues + at + 1, names->queues + at,
            (names->count - at) * sizeof(struct queue *));
    names->queues[at] = queue;
    names->count++;
}

static void names_remove(struct names *names, major_of major, const struct queue *queue)
{
    size_t at = lower_bound(names, major, major(queue), queue->row.name);
    names->count--;
    memmove(names->queues + at, names->queues + at + 1,
            (names->count - at) * sizeof(struct queue *));
}

/* ---- realms ---- */

/* Account and region in one key. Neither holds a NUL byte. */
static struct slice realm_key(struct arena *arena, struct slice account, struct slice region)
{
    char *key = arena_alloc(arena, account.len + 1 + region.len);
    if (account.len > 0)
        memcpy(key, account.at, account.len);
    key[account.len] = '\0';
    if (region.len > 0)
        memcpy(key + account.len + 1, region.at, region.len);
    return slice_make(key, account.len + 1 + region.len);
}

struct realm *memory_realm_get(struct memory_store *memory, struct slice account,
                               struct slice region, bool make)
{
    struct arena arena = {0};
    struct slice key = realm_key(&arena, account, region);
    struct realm *realm = map_get(&memory->realms, key);
    if (!realm && make) {
        realm = memory_zalloc(sizeof *realm);
        map_init(&realm->deleted);
        realm->key = memory_alloc(key.len);
        memcpy(realm->key, key.at, key.len);
        realm->account_len = account.len;
        realm->key_len = key.len;
        map_put(&memory->realms, key, realm);
    }
    arena_release(&arena);
    return realm;
}

struct queue *memory_realm_find(const struct realm *realm, struct slice name)
{
    size_t at = lower_bound(&realm->all, no_major, SLICE_NONE, name);
    struct queue *queue = at < realm->all.count ? realm->all.queues[at] : NULL;
    return queue && slice_equal(queue->row.name, name) ? queue : NULL;
}

static void deleted_free(struct deleted *deleted)
{
    if (deleted)
        list_remove(&deleted->link);
    free(deleted);
}

void memory_realm_add(struct realm *realm, struct queue *queue)
{
    names_add(&realm->all, no_major, queue);
    memory_realm_sources_add(realm, queue);
    deleted_free(map_remove(&realm->deleted, queue->row.name));
}

static void mark_deleted(struct memory_store *memory, struct realm *realm, struct slice name,
                         int64_t now_ms)
{
    struct deleted *deleted = memory_zalloc(sizeof *deleted + name.len);
    deleted->realm = realm;
    deleted->deleted_ms = now_ms;
    deleted->len = name.len;
    memcpy(deleted->name, name.at, name.len);
    list_append(&memory->deleted, &deleted->link);
    map_put(&realm->deleted, name, deleted);
}

void memory_realm_drop(struct realm *realm, struct queue *queue)
{
    memory_realm_sources_remove(realm, queue);
    names_remove(&realm->all, no_major, queue);
}

void memory_realm_remove(struct memory_store *memory, struct queue *queue, int64_t now_ms)
{
    memory_realm_drop(queue->realm, queue);
    mark_deleted(memory, queue->realm, queue->row.name, now_ms);
}

void memory_deleted_copy(const struct memory_store *from, struct memory_store *to)
{
    for (struct list_node *node = from->deleted.next; node != &from->deleted; node = node->next) {
        const struct deleted *deleted = LIST_OF(node, struct deleted, link);
        const struct realm *realm = deleted->realm;
        struct slice key = slice_make(realm->key, realm->key_len);
        struct realm *target = memory_realm_get(to, slice_head(key, realm->account_len),
                                                slice_from(key, realm->account_len + 1), true);
        mark_deleted(to, target, slice_make(deleted->name, deleted->len), deleted->deleted_ms);
    }
}

static void forget_deleted(struct realm *realm)
{
    size_t at = 0;
    struct slice name;
    void *value;
    while (map_next(&realm->deleted, &at, &name, &value))
        deleted_free(value);
    map_release(&realm->deleted);
    map_init(&realm->deleted);
}

static void realm_free(struct realm *realm)
{
    forget_deleted(realm);
    map_release(&realm->deleted);
    free(realm->all.queues);
    free(realm->sources.queues);
    free(realm->key);
    free(realm);
}

/* A realm without queues goes when it has no memory of deleted ones either. */
static void realm_settle(struct memory_store *memory, struct realm *realm)
{
    if (realm->all.count > 0 || realm->deleted.count > 0)
        return;
    map_remove(&memory->realms, slice_make(realm->key, realm->key_len));
    realm_free(realm);
}

size_t memory_names_collect(struct memory_store *memory, int64_t now_ms, size_t limit)
{
    size_t done = 0;
    while (done < limit && !list_empty(&memory->deleted)) {
        struct deleted *oldest = LIST_OF(memory->deleted.next, struct deleted, link);
        if (oldest->deleted_ms > now_ms - STORE_DELETED_KEPT_MS)
            break;
        struct realm *realm = oldest->realm;
        map_remove(&realm->deleted, slice_make(oldest->name, oldest->len));
        deleted_free(oldest);
        realm_settle(memory, realm);
        done++;
    }
    return done;
}

void memory_realm_sources_add(struct realm *realm, struct queue *queue)
{
    if (slice_present(queue->row.dead_letter_queue))
        names_add(&realm->sources, dead_letter_queue, queue);
}

void memory_realm_sources_remove(struct realm *realm, struct queue *queue)
{
    if (slice_present(queue->row.dead_letter_queue))
        names_remove(&realm->sources, dead_letter_queue, queue);
}

void memory_realms_forget(struct memory_store *memory, struct slice account)
{
    size_t at = 0;
    struct slice key;
    void *realm;
    while (map_next(&memory->realms, &at, &key, &realm)) {
        ptrdiff_t end = slice_find(key, '\0');
        if (slice_present(account) && !slice_equal(slice_head(key, (size_t)end), account))
            continue;
        forget_deleted(realm);
        realm_settle(memory, realm);
    }
}

void memory_realms_free(struct memory_store *memory)
{
    size_t at = 0;
    struct slice key;
    void *realm;
    while (map_next(&memory->realms, &at, &key, &realm))
        realm_free(realm);
    map_release(&memory->realms);
}

/* ---- lists ---- */

/* Names from `at` on, before `end`, until one does not start with `prefix`. */
static void copy_names(const struct names *names, size_t at, size_t end, struct slice prefix,
                       struct arena *arena, struct slice **ret, size_t *ret_count)
{
    size_t found = 0;
    while (at + found < end && slice_starts(names->queues[at + found]->row.name, prefix))
        found++;
    *ret = arena_array(arena, found, sizeof **ret);
    *ret_count = found;
    for (size_t i = 0; i < found; i++)
        (*ret)[i] = arena_copy(arena, names->queues[at + i]->row.name);
}

/* The place of the first queue of the group whose name comes after `after`. */
static size_t place_after(const struct names *names, major_of major, struct slice group,
                          struct slice after)
{
    size_t at = lower_bound(names, major, group, after);
    bool same = at < names->count && compare(major, names->queues[at], group, after) == 0;
    return same ? at + 1 : at;
}

static size_t at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum store_status memory_queue_list(struct store *store, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count)
{
    const struct realm *realm = memory_realm_get(memory_of(store), account, region, false);
    *ret = NULL;
    *ret_count = 0;
    if (!realm)
        return STORE_OK;
    const struct names *names = &realm->all;
    size_t at = slice_compare(after, prefix) < 0 /* the prefix itself may be a name */
                    ? lower_bound(names, no_major, SLICE_NONE, prefix)
                    : place_after(names, no_major, SLICE_NONE, after);
    size_t end = at + at_most(names->count - at, limit);
    copy_names(names, at, end, prefix, arena, ret, ret_count);
    return STORE_OK;
}

enum store_status memory_queue_sources(struct store *store, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count)
{
    const struct realm *realm = memory_realm_get(memory_of(store), account, region, false);
    *ret = NULL;
    *ret_count = 0;
    if (!realm)
        return STORE_OK;
    const struct names *names = &realm->sources;
    size_t at = place_after(names, dead_letter_queue, name, after);
    size_t end = at;
    while (end < names->count && end - at < limit &&
           slice_equal(names->queues[end]->row.dead_letter_queue, name))
        end++;
    copy_names(names, at, end, SLICE(""), arena, ret, ret_count);
    return STORE_OK;
}

enum store_status memory_queue_deleted_ms(struct store *store, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret)
{
    const struct realm *realm = memory_realm_get(memory_of(store), account, region, false);
    const struct deleted *deleted = realm ? map_get(&realm->deleted, name) : NULL;
    if (!deleted)
        return STORE_NOT_FOUND;
    *ret = deleted->deleted_ms;
    return STORE_OK;
}
