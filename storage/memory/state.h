/* The memory store's structures; what the files of this folder share. Nothing outside includes it.
 *
 * A queue's messages are its *content*; a purge gives the queue a new one and leaves the old to the
 * garbage, which `collect` frees in slices. In a content each message stands
 *
 *   - in its *lane*, which is its group (one lane without name takes those without a group).
 *     Standard: a tree by (visible_ms, id); FIFO: a list in order of arrival. The lanes stand in a
 *     tree by (visible_ms, rank, id) of their first message, so what can be received is at its
 *     beginning, and what is delayed, in flight or locked lies behind and costs nothing;
 *   - in order of retention: in a list while retained_ms rises along with arrival, else in a heap;
 *   - while it is *hidden*, with all that become visible in the same millisecond, in a struct due.
 *     These stand in a tree by time and serve counting: when their time has come, all their
 *     messages are counted as visible in one step, whenever somebody asks;
 *   - in the store's pages, by its id. */
#ifndef ROPELINE_STORAGE_MEMORY_STATE_H
#define ROPELINE_STORAGE_MEMORY_STATE_H

#include "src/base/heap.h"
#include "src/base/list.h"
#include "src/base/map.h"
#include "storage/memory/ids.h"
#include "storage/memory/memory_store.h"
#include "storage/memory/pool.h"
#include "storage/memory/table.h"
#include "storage/memory/treap.h"

/* The texts of a message that lie behind it, one after another. The group is its lane's name. */
enum held_text {
    HELD_DEDUPLICATION_ID,
    HELD_SENDER_ID,
    HELD_TRACE_HEADER,
    HELD_SOURCE_ARN,
    HELD_ATTRIBUTES,
    HELD_BODY,
    HELD_TEXTS
};

/* As what a message is counted. */
enum held_state { HELD_VISIBLE, HELD_IN_FLIGHT, HELD_DELAYED, HELD_STATES };

/* A message. Its order.key is visible_ms, its order.rank the rank (FIFO; standard: 0), its order.id
 * the id. */
struct held {
    struct treap_node order;  /* in lane->tree (standard) */
    struct list_node in_lane; /* in lane->list (FIFO) */
    struct due *due;          /* NULL: counted as visible */
    union {
        struct list_node arrival; /* in content->arrivals */
        struct heap_node elder;   /* in content->elders */
    } retention;
    struct content *content;
    struct lane *lane;
    int64_t sequence;
    int64_t sent_ms;
    int64_t retained_ms;
    int64_t received_ms;
    int64_t first_received_ms;
    int32_t receive_count;
    uint8_t state; /* enum held_state: as what it was counted when it came or changed */
    bool is_elder;
    struct uuid message_id;
    uint8_t body_md5[16];
    uint32_t lengths[HELD_TEXTS]; /* UINT32_MAX: absent */
    char texts[];
};

/* Messages that become visible at the same time. */
struct due {
    struct treap_node order;    /* in content->hidden unless shown: key is visible_ms */
    size_t counts[HELD_STATES]; /* messages by state */
    bool shown;                 /* they are counted as visible now */
};

/* The messages of a group. */
struct lane {
    struct table_node by_name; /* in content->groups; key absent: those without a group */
    struct treap_node order;   /* in content->lanes unless empty: as the first message's */
    struct treap tree;         /* standard: struct held, by order */
    struct list_node list;     /* FIFO: struct held, by in_lane */
    struct heap_node size;     /* in content->large: minus `count` */
    size_t count;
};

/* Everything that is purged at once. */
struct content {
    struct list_node link; /* in store->garbage once it is discarded */
    bool fifo;
    struct treap lanes;        /* struct lane, by order */
    struct lane plain;         /* the lane without name */
    struct table groups;       /* struct lane, by name */
    struct heap large;         /* lanes that could be noisy, the largest first */
    struct treap hidden;       /* struct due, by order */
    struct due *latest;        /* the struct due that was used last, or NULL */
    struct list_node arrivals; /* struct held; retained_ms does not fall along it */
    struct heap elders;        /* struct held that arrived with an older retained_ms */
    int64_t newest_ms;         /* no retained_ms is greater */
    int64_t known_ms;          /* latest time heard of: what is visible then is not hidden anew */
    size_t counts[HELD_STATES];
    size_t count;
};

/* Entries that live for a while: deduplication, attempts. */
struct windows {
    struct list_node link;    /* in store->dead_windows once it is discarded */
    struct table table;       /* struct window, by key */
    struct list_node entries; /* struct window, in the order in which they were put */
    struct heap_node closing; /* in store->windows: expires_ms of the first entry */
};

/* What FIFO queues remember besides messages. */
enum memory_kind { MEMORY_DEDUPLICATION, MEMORY_ATTEMPTS, MEMORY_KINDS };

struct queue {
    struct store_queue row; /* memory: arena */
    struct arena arena;
    struct realm *realm;
    struct content *content;
    struct windows *windows[MEMORY_KINDS]; /* NULL while there was no entry */
    int64_t sequence;
};

struct memory_store {
    struct store super;
    size_t max_bytes; /* 0: none */
    struct pool pool; /* of messages, lanes, windows */
    struct id_pages messages;
    struct id_map queues;
    struct queue *latest; /* the queue used last, or NULL */
    int64_t next_queue;
    int64_t next_message;
    int64_t rank;                  /* of the verb that last set a visible_ms; see store.h */
    struct map realms;             /* account and region -> struct realm */
    struct list_node deleted;      /* struct deleted, in the order of their deletion */
    struct list_node garbage;      /* struct content */
    struct list_node dead_windows; /* struct windows */
    struct heap windows;           /* struct windows, by closing */
    struct map settings;           /* name -> struct slice, the text behind it */
    struct map tasks;              /* source ARN -> struct task_source */
};

#define HELD_OF(node, member)                                                                      \
    ((struct held *)(void *)((char *)(node)-offsetof(struct held, member)))
#define LANE_OF(node, member)                                                                      \
    ((struct lane *)(void *)((char *)(node)-offsetof(struct lane, member)))

static inline struct memory_store *memory_of(struct store *store)
{
    return (struct memory_store *)store;
}

/* ---- queues.c ---- */

/* NULL: there is no such queue. */
struct queue *memory_queue_of(struct memory_store *memory, int64_t id);

void memory_queues_free(struct memory_store *memory);

/* All queues by id: an array that the caller frees. */
struct queue **memory_queues_sorted(const struct memory_store *memory);

/* Adds an empty queue with the row, the id and the facts of another store's. */
struct queue *memory_queue_clone(struct memory_store *memory, const struct queue *queue);

/* Takes the queue away without a trace. */
void memory_queue_drop(struct memory_store *memory, struct queue *queue);

struct store_queue memory_row_copy(struct arena *arena, const struct store_queue *row);

/* ---- content.c ---- */

struct content *memory_content_make(bool fifo);

/* Leaves all messages to `collect`; the queue starts a new content. */
void memory_content_replace(struct memory_store *memory, struct queue *queue);

void memory_content_discard(struct memory_store *memory, struct content *content);

/* Adds a message that has been made, in all orders; the other way round, and frees it. */
void memory_content_add(struct memory_store *memory, struct content *content, struct held *held,
                        struct slice group);
void memory_content_remove(struct memory_store *memory, struct held *held);

/* Changes visible_ms, and with it the place in all orders. Fields that decide about the state may
 * have been changed before. */
void memory_content_move(struct memory_store *memory, struct held *held, int64_t visible_ms);

/* Frees up to `limit` discarded messages; returns how many. */
size_t memory_content_collect(struct memory_store *memory, size_t limit);

/* ---- held.c ---- */

/* A message with a copy of all texts but the group, in no order yet; id and sequence are taken
 * from `message`. */
struct held *memory_held_make(struct memory_store *memory, const struct store_message *message);

/* How many bytes memory_held_make would take. */
size_t memory_held_cost(const struct store_message *message);

/* The state of a message, without texts. */
void memory_held_state(const struct held *held, struct store_message *ret);

/* The message, whole. */
void memory_held_copy(const struct held *held, struct arena *arena, struct store_message *ret);

/* One of its texts where it lies. */
struct slice memory_held_text(const struct held *held, enum held_text text);

/* ---- lanes.c ---- */

/* The group's lane; made when there is none. */
struct lane *memory_lane_get(struct memory_store *memory, struct content *content,
                             struct slice group);

void memory_lane_init(struct lane *lane);
void memory_lane_join(struct content *content, struct lane *lane, struct held *held);

/* Frees a named lane that is left empty. */
void memory_lane_leave(struct memory_store *memory, struct content *content, struct held *held);

/* Changes visible_ms of a message of the lane, and on a FIFO queue its rank. */
void memory_lane_move(struct content *content, struct held *held, int64_t visible_ms, int64_t rank);

/* The noisy group of a standard queue (see store.h), or NULL. */
struct lane *memory_lane_noisy(const struct content *content);

/* ---- counts.c ---- */

/* Counts a message in or out; between, its state stays as it was counted. */
void memory_count_in(struct memory_store *memory, struct content *content, struct held *held);
void memory_count_out(struct memory_store *memory, struct content *content, struct held *held);

/* For a discarded content, whose counters are not kept any more. */
void memory_count_forget(struct memory_store *memory, struct held *held);

/* Time has come to `now_ms`; does a little of what there is to do then. */
void memory_count_hear(struct content *content, int64_t now_ms);

/* Time is `now_ms`: then content->hidden holds all that is visible later, and perhaps some of what
 * has come due. */
void memory_count_settle(struct memory_store *memory, struct content *content, int64_t now_ms);

/* ---- retention.c ---- */

void memory_retention_add(struct content *content, struct held *held);
void memory_retention_remove(struct content *content, struct held *held);

/* Any message of the content, out of its retention order; NULL: there is none. */
struct held *memory_retention_pop(struct content *content);

/* Removes what is gone. */
void memory_retention_apply(struct memory_store *memory, struct queue *queue,
                            struct store_time time);

/* ---- windows.c ---- */

/* The text behind the key that was put, or absent; `now_ms` is before its end. */
struct slice memory_windows_find(const struct windows *windows, struct slice key, int64_t now_ms);

/* Adds or replaces; makes *windows when it is NULL. The key may be of any length. */
void memory_windows_put(struct memory_store *memory, struct windows **windows, struct slice key,
                        int64_t expires_ms, struct slice record);

/* The earliest end of an entry after `now_ms`; INT64_MAX: there is none. */
int64_t memory_windows_next(const struct windows *windows, int64_t now_ms);

/* Copies up to `limit` entries, in their order, from *at on (NULL: from the first); *at is where
 * the next call goes on, NULL at the end. Returns how many. */
size_t memory_windows_copy(const struct windows *windows, struct list_node **at, size_t limit,
                           struct memory_store *to, struct windows **copy);

/* Leaves all to `collect`; *windows is NULL then. */
void memory_windows_discard(struct memory_store *memory, struct windows **windows);

/* Frees up to `limit` discarded or closed entries; returns how many. */
size_t memory_windows_collect(struct memory_store *memory, int64_t now_ms, size_t limit);

/* ---- arrivals.c ---- */

/* A walk over the messages of a content in order of arrival. */
struct arrivals {
    const struct content *content;
    struct list_node *node; /* next of content->arrivals */
    struct held **elders;   /* all of content->elders, by id; the caller frees it */
    size_t elder;           /* next of these */
};

/* Begins behind the id `after`. The content must not change during the walk. */
void memory_arrivals_begin(struct memory_store *memory, const struct content *content,
                           int64_t after, struct arrivals *ret);

/* NULL at the end. */
const struct held *memory_arrivals_next(struct arrivals *arrivals);

void memory_arrivals_end(struct arrivals *arrivals);

/* ---- names.c ---- */

struct realm;

/* The queues of an account in a region. NULL: there is none, unless `make`. */
struct realm *memory_realm_get(struct memory_store *memory, struct slice account,
                               struct slice region, bool make);

/* The queue of this name, or NULL. */
struct queue *memory_realm_find(const struct realm *realm, struct slice name);

void memory_realm_add(struct realm *realm, struct queue *queue);
/* Without a mark that it was there. */
void memory_realm_drop(struct realm *realm, struct queue *queue);

void memory_realm_remove(struct memory_store *memory, struct queue *queue, int64_t now_ms);

/* Forgets up to `limit` names that were deleted long ago; returns how many. */
size_t memory_names_collect(struct memory_store *memory, int64_t now_ms, size_t limit);

/* Around a change of the queue's dead_letter_queue. */
void memory_realm_sources_add(struct realm *realm, struct queue *queue);
void memory_realm_sources_remove(struct realm *realm, struct queue *queue);

/* Marks in `to` the names of deleted queues that are marked in `from`. */
void memory_deleted_copy(const struct memory_store *from, struct memory_store *to);

/* Forgets when queues of the account (absent: all) were deleted. */
void memory_realms_forget(struct memory_store *memory, struct slice account);

void memory_realms_free(struct memory_store *memory);

/* ---- the verbs, each in the file of its noun ---- */

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
enum store_status memory_queue_scan(struct store *, struct slice, int64_t, size_t, struct arena *,
                                    struct store_queue **, size_t *);
enum store_status memory_account_forget(struct store *, struct slice);
enum store_status memory_deadlines(struct store *, int64_t, struct store_time,
                                   struct store_deadlines *);
enum store_status memory_message_scan(struct store *, int64_t, struct store_time, int64_t, size_t,
                                      struct arena *, struct store_message **, size_t *);
enum store_status memory_snapshot_take(struct store *, size_t, size_t, struct store_snapshot **,
                                       bool *);
enum store_status memory_snapshot_restore(struct store *, size_t, struct store_snapshot *, bool *);
void memory_snapshot_free(struct store *, struct store_snapshot *);
enum store_status memory_message_put(struct store *, int64_t, struct store_message *);
enum store_status memory_ready(struct store *, int64_t, struct store_time, size_t, struct arena *,
                               struct store_message **, size_t *);
enum store_status memory_take(struct store *, int64_t, struct store_message *, size_t, int64_t,
                              int64_t);
enum store_status memory_message_find(struct store *, int64_t, int64_t, int64_t,
                                      struct store_message *);
enum store_status memory_message_recent(struct store *, int64_t, int64_t, struct arena *,
                                        int64_t **, size_t *);
enum store_status memory_message_load(struct store *, int64_t, int64_t, struct arena *,
                                      struct store_message *);
enum store_status memory_message_set_visible(struct store *, int64_t, struct store_message *,
                                             int64_t);
enum store_status memory_message_delete(struct store *, int64_t, const struct store_message *);
enum store_status memory_message_move(struct store *, int64_t, const struct store_message *,
                                      int64_t, struct store_message *);
enum store_status memory_next_visible(struct store *, int64_t, struct store_time, int64_t *);
enum store_status memory_expire(struct store *, int64_t, struct store_time, size_t, bool *);
enum store_status memory_deduplication_find(struct store *, int64_t, struct slice, int64_t,
                                            struct store_deduplication *);
enum store_status memory_deduplication_put(struct store *, int64_t, struct slice, int64_t,
                                           const struct store_deduplication *);
enum store_status memory_attempt_find(struct store *, int64_t, struct slice, int64_t,
                                      struct arena *, struct slice *);
enum store_status memory_attempt_put(struct store *, int64_t, struct slice, int64_t, struct slice);
enum store_status memory_task_put(struct store *, const struct store_task *);
enum store_status memory_task_list(struct store *, struct slice, size_t, struct arena *,
                                   struct store_task **, size_t *);
enum store_status memory_task_active(struct store *, struct arena *, struct store_task **,
                                     size_t *);
void memory_tasks_free(struct memory_store *memory);

void memory_tasks_copy(const struct memory_store *from, struct memory_store *to);

/* Forgets the tasks of the account (absent: all). */
void memory_tasks_forget(struct memory_store *memory, struct slice account);
enum store_status memory_setting_get(struct store *, struct slice, struct arena *, struct slice *);
enum store_status memory_setting_put(struct store *, struct slice, struct slice);
void memory_settings_free(struct memory_store *memory);
enum store_status memory_collect(struct store *, int64_t, size_t, bool *);

#endif
