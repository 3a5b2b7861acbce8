/* What the files of the SQLite store share. Nothing outside this folder includes it.
 *
 * The tables are the truth. Beside them stands one struct bucket per queue in use: its counters,
 * read when the queue is first used, written with the commit of each turn that changed them, and
 * dropped when a turn is abandoned.
 *
 * Internal functions answer bool: false is an error, remembered by struct database; verbs turn it
 * into STORE_ERROR. */
#ifndef ROPELINE_STORAGE_SQLITE_INSIDE_H
#define ROPELINE_STORAGE_SQLITE_INSIDE_H

#include "src/base/list.h"
#include "src/base/map.h"
#include "storage/sqlite/checkpoint.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/hashes.h"
#include "storage/sqlite/sqlite_store.h"

/* A message's id: its bucket in the high 26 bits (the sign is unused), its arrival in the low 37:
 * 67 million purges and queues, 137 billion messages each. */
#define ARRIVAL_BITS 37
#define ARRIVAL_MAX  ((INT64_C(1) << ARRIVAL_BITS) - 1)
#define BUCKET_MAX   ((INT64_C(1) << (63 - ARRIVAL_BITS)) - 1)

/* A time bound that is not known: before all times, so whoever compares asks the tables. */
#define UNKNOWN_MS INT64_MIN

/* Where a message stands. Standard: lane of `ready` and group (0 = none); FIFO: both the group. */
struct place {
    int64_t lane;
    int64_t group;
};

/* The messages that a queue holds since its creation or latest purge. */
struct bucket {
    struct list_node dirty; /* in store->dirty: to be written by the commit */
    int64_t queue;
    int64_t number;
    bool fifo;

    int64_t memory;             /* what dedup entries and attempts are filed under; see windows.c */
    int64_t arrived;            /* messages so far */
    int64_t total;              /* messages now */
    int64_t not_visible;        /* received, visible_ms > watermark_ms */
    int64_t delayed;            /* never received, visible_ms > watermark_ms */
    int64_t watermark_ms;       /* the time as of which it counts; never moves back */
    int64_t newest_retained_ms; /* of all that arrived */
    int64_t elders;             /* messages in `elder` */
    int64_t groups;             /* standard: message groups; FIFO: unused */
    int64_t rank;               /* FIFO: of the verb that last set a visible_ms; see store.h */
    bool early; /* once held a message with visible_ms < retained_ms, which no engine sends */

    /* Bounds that spare a look into the tables; kept in memory only. */
    int64_t next_due_ms;        /* no visible_ms lies in (watermark_ms, next_due_ms) */
    int64_t oldest_retained_ms; /* no retained_ms lies below */
};

/* Places of recently read messages: what `ready` found, `take` and `delete` need at once. */
#define PLACE_SLOTS 256

struct place_slot {
    int64_t id;
    struct place place;
};

struct sqlite_store {
    struct store store;
    struct database database;
    struct checkpoint *checkpoint; /* of a file; else NULL */
    int lock;                      /* descriptor that holds the file; -1 in memory */
    bool in_turn;
    bool vacuum_due; /* after the commit of this turn */

    struct map buckets;     /* queue id -> struct bucket */
    struct bucket *latest;  /* the one used last, or NULL */
    struct list_node dirty; /* struct bucket */
    struct place_slot places[PLACE_SLOTS];

    struct hashes hashes;  /* of `remembered` */
    int64_t hashes_loaded; /* the last row that it has seen */
    bool hashes_complete;  /* there are no more rows */
};

static inline struct sqlite_store *sqlite_store_of(struct store *store)
{
    return (struct sqlite_store *)store;
}

/* The verb's answer: STORE_OK unless the connection failed. */
static inline enum store_status store_answer(const struct sqlite_store *store)
{
    return store->database.failed ? STORE_ERROR : STORE_OK;
}

/* As store_answer, when there is nothing to be found. */
static inline enum store_status store_missing(const struct sqlite_store *store)
{
    return store->database.failed ? STORE_ERROR : STORE_NOT_FOUND;
}

/* ---- turn.c ---- */

enum store_status sqlite_turn_begin(struct store *store);
enum store_status sqlite_turn_commit(struct store *store);
void sqlite_turn_abandon(struct store *store);

/* ---- bucket.c ---- */

/* The bucket of a queue; NULL when there is no such queue or on error. Lives until the turn is
 * abandoned or the queue deleted. */
struct bucket *bucket_get(struct sqlite_store *store, int64_t queue);

/* Adds an empty bucket; 0 on error. `memory` 0: files its entries under itself. */
int64_t bucket_create(struct sqlite_store *store, int64_t memory);

/* Leaves all messages to `collect` and starts an empty bucket, at a cost that does not depend on
 * them. `forget`: also the dedup entries and attempts. */
bool bucket_replace(struct sqlite_store *store, struct bucket *bucket, bool forget);

/* Leaves everything to `collect`, for a queue that is deleted; frees `bucket`. */
bool bucket_discard(struct sqlite_store *store, struct bucket *bucket);

/* Its counters have changed. */
void bucket_touch(struct sqlite_store *store, struct bucket *bucket);

/* Writes all that changed. */
bool buckets_flush(struct sqlite_store *store);

/* Forgets everything; it is read again when needed. */
void buckets_drop(struct sqlite_store *store);

/* Ids of the bucket's messages, groups and lanes are >= bucket_base and < bucket_end. */
static inline int64_t bucket_base(const struct bucket *bucket)
{
    return bucket->number << ARRIVAL_BITS;
}

static inline int64_t bucket_end(const struct bucket *bucket)
{
    return bucket_base(bucket) + ARRIVAL_MAX + 1;
}

static inline bool bucket_owns(const struct bucket *bucket, int64_t id)
{
    return id > bucket_base(bucket) && id < bucket_end(bucket);
}

/* ---- counts.c: exact numbers without counting ---- */

void count_add(struct sqlite_store *store, struct bucket *bucket,
               const struct store_message *message);
void count_remove(struct sqlite_store *store, struct bucket *bucket,
                  const struct store_message *message);

/* Moves the watermark forward to `now_ms`. */
bool count_advance(struct sqlite_store *store, struct bucket *bucket, int64_t now_ms);

enum store_status sqlite_queue_counts(struct store *store, int64_t queue, struct store_time time,
                                      struct store_counts *ret);

/* ---- messages.c ---- */

/* Reads a message of this bucket with its present state; with an arena, whole. False: there is
 * none, or an error. */
bool message_read(struct sqlite_store *store, struct bucket *bucket, int64_t id,
                  struct arena *arena, struct store_message *ret);

/* Reads the row of a query that selects what statements.def says; without an arena, no texts. */
void message_decode(struct sqlite_store *store, struct query *query, bool fifo, struct arena *arena,
                    struct store_message *ret);

/* Takes a message out of all tables and counters. *ret_found false: the order has no row where
 * `message` says, and nothing happened. */
bool message_remove(struct sqlite_store *store, struct bucket *bucket,
                    const struct store_message *message, bool *ret_found);

/* Where a message of this bucket stands. */
struct place message_place(struct sqlite_store *store, const struct bucket *bucket, int64_t id);

enum store_status sqlite_message_put(struct store *store, int64_t queue,
                                     struct store_message *message);
enum store_status sqlite_take(struct store *store, int64_t queue, struct store_message *messages,
                              size_t count, int64_t now_ms, int64_t visible_ms);
enum store_status sqlite_message_find(struct store *store, int64_t queue, int64_t id,
                                      int64_t hint_ms, struct store_message *ret);
enum store_status sqlite_message_recent(struct store *store, int64_t queue, int64_t since_ms,
                                        struct arena *arena, int64_t **ret, size_t *ret_count);
enum store_status sqlite_message_load(struct store *store, int64_t queue, int64_t id,
                                      struct arena *arena, struct store_message *ret);
enum store_status sqlite_message_set_visible(struct store *store, int64_t queue,
                                             struct store_message *message, int64_t visible_ms);
enum store_status sqlite_message_delete(struct store *store, int64_t queue,
                                        const struct store_message *message);
enum store_status sqlite_message_move(struct store *store, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed);

/* ---- ready.c ---- */

enum store_status sqlite_ready(struct store *store, int64_t queue, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count);
enum store_status sqlite_next_visible(struct store *store, int64_t queue, struct store_time time,
                                      int64_t *ret_ms);

/* ---- standard.c and fifo.c: the order of each kind ---- */

/* What a receive finds; `items` has room for `limit`, the texts go into the arena. */
struct found {
    struct arena *arena;
    struct store_message *items;
    size_t count;
    size_t limit;
};

/* Where a new message will stand; opens its group when it is the first. */
struct place standard_place(struct sqlite_store *store, struct bucket *bucket,
                            const struct store_message *message);
struct place fifo_place(struct sqlite_store *store, struct bucket *bucket,
                        const struct store_message *message);

/* Puts a message into the order; `place` is from above. */
bool standard_insert(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *message);
bool fifo_insert(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *message);

/* Writes a message's new visible_ms and receive state. *ret_found false: it is not there as `old`
 * says, and nothing happened. */
bool standard_update(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *old, const struct store_message *new,
                     bool *ret_found);
bool fifo_update(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *old, const struct store_message *new, bool *ret_found);

/* Takes a message out of the order; *ret_found as above. */
bool standard_remove(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *message, bool *ret_found);
bool fifo_remove(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *message, bool *ret_found);

/* Finds the messages that can be received, see store.h. */
bool standard_ready(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                    struct found *found);
bool fifo_ready(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                struct found *found);

/* As the verb next_visible; INT64_MAX when there is none. */
int64_t standard_next(struct sqlite_store *store, struct bucket *bucket, struct store_time time);
int64_t fifo_next(struct sqlite_store *store, struct bucket *bucket, struct store_time time);

/* ---- groups.c ---- */

/* The group's number and total; false when it holds no message, or on error. */
bool group_find(struct sqlite_store *store, const struct bucket *bucket, struct slice name,
                int64_t *ret_number, int64_t *ret_total);

/* Rows of `due`: messages outside the bucket's main lane whose visible_ms may lie in the future.
 * Both do nothing for a message that needs no row: never received and never delayed. */
bool due_insert(struct sqlite_store *store, const struct bucket *bucket,
                const struct store_message *message);
bool due_remove(struct sqlite_store *store, const struct bucket *bucket,
                const struct store_message *message);

/* A message has joined or left a group of a standard queue. */
struct place group_join(struct sqlite_store *store, struct bucket *bucket, struct slice name,
                        int64_t id);
bool group_leave(struct sqlite_store *store, struct bucket *bucket, int64_t number);

/* Writes down the first message of a lane after the lane has changed. */
bool lane_refresh(struct sqlite_store *store, int64_t lane);

/* The noisy group of a standard queue (see store.h), or 0. */
int64_t group_noisy(struct sqlite_store *store, const struct bucket *bucket);

/* ---- retention.c ---- */

/* Keeps the bounds and `elder` up to date for a message that arrives or leaves. */
bool retention_add(struct sqlite_store *store, struct bucket *bucket,
                   const struct store_message *message);
bool retention_remove(struct sqlite_store *store, struct bucket *bucket,
                      const struct store_message *message);

/* Removes messages that are gone, oldest first, at a cost of about `budget` rows or pages.
 * *ret_more: some are left. */
bool retention_apply(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                     size_t budget, bool *ret_more);

enum store_status sqlite_expire(struct store *store, int64_t queue, struct store_time time,
                                size_t limit, bool *ret_more);

/* ---- queues.c ---- */

/* Reads a row of QUEUE_FIND or QUEUE_SCAN. False: it is damaged. */
bool queue_decode(struct sqlite_store *store, struct query *query, struct arena *arena,
                  struct store_queue *ret);

enum store_status sqlite_queue_create(struct store *store, struct store_queue *queue);
enum store_status sqlite_queue_find(struct store *store, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena,
                                    struct store_queue *ret);
enum store_status sqlite_queue_update(struct store *store, const struct store_queue *queue);
enum store_status sqlite_queue_delete(struct store *store, int64_t queue, int64_t now_ms);
enum store_status sqlite_queue_purge(struct store *store, int64_t queue);
enum store_status sqlite_queue_deleted_ms(struct store *store, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret);
enum store_status sqlite_queue_list(struct store *store, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count);
enum store_status sqlite_queue_sources(struct store *store, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count);

/* ---- scan.c ---- */

enum store_status sqlite_queue_scan(struct store *store, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count);
enum store_status sqlite_account_forget(struct store *store, struct slice account);
enum store_status sqlite_deadlines(struct store *store, int64_t queue, struct store_time time,
                                   struct store_deadlines *ret);
enum store_status sqlite_message_scan(struct store *store, int64_t queue, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count);

/* ---- snapshot.c ---- */

enum store_status sqlite_snapshot_take(struct store *store, size_t limit, size_t max_bytes,
                                       struct store_snapshot **snapshot, bool *ret_more);
enum store_status sqlite_snapshot_restore(struct store *store, size_t limit,
                                          struct store_snapshot *snapshot, bool *ret_more);
void sqlite_snapshot_free(struct store *store, struct store_snapshot *snapshot);

/* ---- windows.c ---- */

/* Forgets the index; it is read again when needed. */
void windows_drop(struct sqlite_store *store);

/* Removes what is closed, or reads a part of the index; takes what it did from `budget`. */
bool windows_collect(struct sqlite_store *store, int64_t now_ms, size_t *budget);

enum store_status sqlite_deduplication_find(struct store *store, int64_t queue, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret);
enum store_status sqlite_deduplication_put(struct store *store, int64_t queue, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry);
enum store_status sqlite_attempt_find(struct store *store, int64_t queue, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret);
enum store_status sqlite_attempt_put(struct store *store, int64_t queue, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record);

/* ---- tasks.c, settings.c, collect.c ---- */

enum store_status sqlite_task_put(struct store *store, const struct store_task *task);
enum store_status sqlite_task_list(struct store *store, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count);
enum store_status sqlite_task_active(struct store *store, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count);
enum store_status sqlite_setting_get(struct store *store, struct slice name, struct arena *arena,
                                     struct slice *ret);
enum store_status sqlite_setting_put(struct store *store, struct slice name, struct slice value);
enum store_status sqlite_collect(struct store *store, int64_t now_ms, size_t limit, bool *ret_more);

#endif
