/* The memory store's structures.
 *
 * A queue's messages, groups and FIFO memory are its *content*; a purge gives the queue a new one
 * and leaves the old to the garbage, which is freed in slices.
 *
 * A message is *waiting* (delayed or in flight: visible_ms in the future as of the last settling)
 * or *ready*. Waiting messages lie in a heap by visible_ms; settling to `now` makes the due ones
 * ready, so that every change of state costs O(log n) once, and counters are exact without
 * counting.
 *
 * Messages belong to a group (of a standard queue too; those without a MessageGroupId to the one
 * without name). Standard: a group lists its ready messages by (visible_ms, id). FIFO: a group
 * lists all its messages by arrival. A heap orders the groups by the key of their first message;
 * what can be received is found by walking it from the top. */
#ifndef ROPELINE_STORAGE_MEMORY_STATE_H
#define ROPELINE_STORAGE_MEMORY_STATE_H

#include "src/base/list.h"
#include "src/base/map.h"
#include "storage/memory/memory_store.h"
#include "storage/memory/order.h"

struct group {
    struct slice name; /* points into `text`; absent: messages without a group */
    struct list_node messages;
    struct order_node first; /* in content->groups_order while `messages` is not empty */
    size_t total;            /* messages of the group in the queue, whatever their state */
    struct order_node size;  /* in content->sizes (named groups of standard queues) */
    char text[];
};

struct held_message {
    struct store_message message; /* its texts point into `text` */
    struct group *group;
    struct list_node in_group;
    struct list_node arrival;   /* in content->arrivals, unless it is in content->moved */
    struct order_node retained; /* in content->moved */
    struct order_node due;      /* in content->waiting while waiting */
    size_t bytes;
    char text[];
};

/* Messages by id: open addressing. */
struct id_table {
    struct held_message **slots;
    size_t count;
    size_t capacity;
};

struct remembered {
    struct list_node link; /* in content->remembered, in the order of expiry */
    struct map *map;       /* the map that holds it under `key` */
    int64_t expires_ms;
    struct store_deduplication first;
    struct slice record;
    struct slice key;
    char text[];
};

struct content {
    struct list_node garbage;
    struct id_table messages;
    struct list_node arrivals; /* retained_ms does not fall along it */
    struct order moved;        /* messages that came with an older retained_ms */
    struct order waiting;
    int64_t ready_count;
    int64_t delayed_count; /* waiting and never received */
    struct map groups;
    struct group *nameless;
    struct order groups_order;
    struct order sizes;       /* groups by how many messages they hold, the largest first */
    struct map deduplication; /* key -> struct remembered */
    struct map attempts;      /* attempt id -> struct remembered */
    struct list_node remembered;
    size_t bytes;
};

struct held_queue {
    struct store_queue row; /* memory: arena */
    struct arena arena;
    struct content *content;
    int64_t sequence;
};

struct held_task {
    struct list_node link;
    struct arena arena;
    struct store_task row;
};

struct memory_store {
    struct store super;
    size_t max_bytes;
    size_t bytes;
    struct map by_name;        /* region, account, name -> struct held_queue */
    struct held_queue **by_id; /* index: id - 1; NULL when deleted */
    size_t id_count;
    size_t id_capacity;
    int64_t next_message;
    struct map deleted;     /* as by_name -> int64_t */
    struct map settings;    /* name -> struct remembered */
    struct list_node tasks; /* newest first */
    struct list_node garbage;
};

static inline struct memory_store *memory_of(struct store *store)
{
    return (struct memory_store *)store;
}

static inline struct held_queue *queue_of(struct store *store, int64_t id)
{
    struct memory_store *memory = memory_of(store);
    return id >= 1 && (size_t)id <= memory->id_count ? memory->by_id[id - 1] : NULL;
}

#define HELD_OF(node, member) LIST_OF(node, struct held_message, member)

/* ---- content.c ---- */

struct content *content_make(void);

/* Gives the content to the garbage; its bytes no longer count. */
void content_discard(struct memory_store *memory, struct content *content);

/* Frees up to `limit` things; true when nothing is left of it and it has been freed. */
bool content_free_slice(struct content *content, size_t *limit);
void content_free(struct content *content);

struct held_message *id_table_get(const struct id_table *table, int64_t id);
void id_table_put(struct id_table *table, struct held_message *held);
void id_table_remove(struct id_table *table, int64_t id);

/* ---- messages.c ---- */

/* Makes the messages ready that are due by `now`. */
void settle(struct held_queue *queue, int64_t now_ms);

/* Settles, and removes what is gone by `time`. */
void settle_and_expire(struct memory_store *memory, struct held_queue *queue,
                       struct store_time time);

void held_remove(struct memory_store *memory, struct held_queue *queue, struct held_message *held);

enum store_status memory_message_put(struct store *, int64_t, struct store_message *);
enum store_status memory_message_take(struct store *, int64_t, struct store_message *, size_t,
                                      int64_t, int64_t);
enum store_status memory_message_find(struct store *, int64_t, int64_t, int64_t,
                                      struct store_message *);
enum store_status memory_message_load(struct store *, int64_t, int64_t, struct arena *,
                                      struct store_message *);
enum store_status memory_message_set_visible(struct store *, int64_t, struct store_message *,
                                             int64_t);
enum store_status memory_message_delete(struct store *, int64_t, const struct store_message *);
enum store_status memory_message_move(struct store *, int64_t, const struct store_message *,
                                      int64_t, struct store_message *);
enum store_status memory_message_expire(struct store *, int64_t, struct store_time, size_t, bool *);

/* ---- ready.c ---- */

enum store_status memory_ready(struct store *, int64_t, struct store_time, size_t, struct arena *,
                               struct store_message **, size_t *);
enum store_status memory_next_visible(struct store *, int64_t, struct store_time, int64_t *);

/* ---- queues.c ---- */

enum store_status memory_queue_create(struct store *, struct store_queue *);
enum store_status memory_queue_find(struct store *, struct slice, struct slice, struct slice,
                                    struct arena *, struct store_queue *);
enum store_status memory_queue_update(struct store *, const struct store_queue *);
enum store_status memory_queue_delete(struct store *, int64_t, int64_t);
enum store_status memory_queue_purge(struct store *, int64_t);
enum store_status memory_queue_deleted_ms(struct store *, struct slice, struct slice, struct slice,
                                          int64_t *);
enum store_status memory_queue_list(struct store *, struct slice, struct slice, struct slice,
                                    struct slice, size_t, struct arena *, struct slice **,
                                    size_t *);
enum store_status memory_queue_sources(struct store *, struct slice, struct slice, struct slice,
                                       struct slice, size_t, struct arena *, struct slice **,
                                       size_t *);
enum store_status memory_queue_counts(struct store *, int64_t, struct store_time,
                                      struct store_counts *);
void memory_queues_free(struct memory_store *memory);

/* ---- remember.c ---- */

enum store_status memory_deduplication_find(struct store *, int64_t, struct slice, int64_t,
                                            struct store_deduplication *);
enum store_status memory_deduplication_put(struct store *, int64_t, struct slice, int64_t,
                                           const struct store_deduplication *);
enum store_status memory_attempt_find(struct store *, int64_t, struct slice, int64_t,
                                      struct arena *, struct slice *);
enum store_status memory_attempt_put(struct store *, int64_t, struct slice, int64_t, struct slice);
enum store_status memory_setting_get(struct store *, struct slice, struct arena *, struct slice *);
enum store_status memory_setting_put(struct store *, struct slice, struct slice);
void memory_settings_free(struct memory_store *memory);

/* ---- tasks.c ---- */

enum store_status memory_task_put(struct store *, const struct store_task *);
enum store_status memory_task_list(struct store *, struct slice, size_t, struct arena *,
                                   struct store_task **, size_t *);
enum store_status memory_task_active(struct store *, struct arena *, struct store_task **,
                                     size_t *);
void memory_tasks_free(struct memory_store *memory);

/* ---- store.c ---- */

enum store_status memory_collect(struct store *, int64_t, size_t, bool *);

#endif
