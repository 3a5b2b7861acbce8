/* The contract of a queue store: everything that outlives a request, behind one table of functions.
 *
 * A store keeps queues, messages, deduplication entries, receive attempts and move tasks. It knows
 * order, time and identity, but no SQS rule beyond the ones stated here: rules are src/engine's.
 * Time comes in as an argument; no store reads a clock.
 *
 * Turns. All verbs run between turn_begin and turn_commit (or turn_abandon). A verb that answers
 * STORE_ERROR has poisoned the turn: the engine abandons it, nothing of the turn has happened, and
 * all its callers get an internal error. After turn_commit returned STORE_OK everything of the turn
 * survives the death of the process (when the store has a file).
 *
 * Memory. Out-parameters that carry slices are copied into the arena that is passed, unless said.
 *
 * Two implementations, storage/sqlite and storage/memory, pass the same suite, tests/storage. */
#ifndef ROPELINE_STORAGE_STORE_H
#define ROPELINE_STORAGE_STORE_H

#include "src/base/arena.h"
#include "src/base/random.h"

enum store_status {
    STORE_OK,
    STORE_NOT_FOUND, /* no such thing; nothing changed */
    STORE_EXISTS,    /* the name is taken; nothing changed */
    STORE_FULL,      /* a ceiling on memory or size is reached; nothing changed */
    STORE_ERROR,     /* the turn is lost */
};

/* A name and its value: attributes and tags. */
struct store_pair {
    struct slice name;
    struct slice value;
};

struct store_pairs {
    struct store_pair *items;
    size_t count;
};

/* Account, region and name identify a queue for clients; `id` identifies it inside the store. Ids
 * are never used twice, also not after deletion and restart (receipt handles contain them). */
struct store_queue {
    int64_t id;
    struct slice account;
    struct slice region;
    struct slice name;
    bool fifo;
    int64_t created_ms;
    int64_t modified_ms;
    int64_t purged_ms; /* last purge, 0 = never */
    struct slice
        dead_letter_queue; /* name of the queue in the same account and region that its redrive
                             policy names, or absent; what queue_sources looks up */
    struct store_pairs attributes; /* those that were set; order is kept */
    struct store_pairs tags;       /* order is kept */
};

struct store_counts {
    int64_t visible;     /* visible_ms <= now, whether its FIFO group is locked or not */
    int64_t not_visible; /* received, and now < visible_ms */
    int64_t delayed;     /* never received, and now < visible_ms */
};

/* A message. `id` is the store's; order of ids is order of arrival within a queue. */
struct store_message {
    int64_t id;
    struct uuid message_id;
    int64_t sequence;          /* FIFO: strictly increasing per queue, also across purges; else 0 */
    int64_t sent_ms;           /* SentTimestamp */
    int64_t retained_ms;       /* retention counts from here */
    int64_t visible_ms;        /* can be received when now >= visible_ms */
    int64_t received_ms;       /* latest receive, 0 = never */
    int64_t first_received_ms; /* 0 = never */
    int32_t receive_count;
    struct slice group;            /* MessageGroupId; absent = none */
    struct slice deduplication_id; /* absent = none */
    struct slice sender_id;
    struct slice trace_header; /* absent = none */
    struct slice source_arn;   /* DeadLetterQueueSourceArn; absent = none */
    struct slice attributes;   /* the engine's record of message attributes; absent = none */
    struct slice body;
    uint8_t body_md5[16];
};

/* What `now` means for a queue: messages with retained_ms <= oldest_ms are gone. They are never
 * returned, never counted and never lock a group; the store removes them when it likes. */
struct store_time {
    int64_t now_ms;
    int64_t oldest_ms;
};

/* How long the name of a deleted queue is remembered at least. */
#define STORE_DELETED_KEPT_MS INT64_C(3600000)

/* When something will change in a queue without anybody's doing; INT64_MAX: never. */
struct store_deadlines {
    int64_t visible_ms;  /* a message becomes visible: its visible_ms */
    int64_t retained_ms; /* the retained_ms of the message that will be gone first */
    int64_t window_ms;   /* FIFO: a deduplication entry or attempt closes: its expires_ms */
};

/* What a FIFO send remembers for the deduplication window. */
struct store_deduplication {
    struct uuid message_id;
    int64_t sequence;
};

enum store_task_status {
    TASK_RUNNING,
    TASK_COMPLETED,
    TASK_CANCELLING,
    TASK_CANCELLED,
    TASK_FAILED
};

/* A message move task. */
struct store_task {
    struct uuid id;
    struct slice account; /* of the source queue */
    struct slice source_arn;
    struct slice destination_arn; /* absent: back to each message's source */
    int32_t rate;                 /* messages per second, 0 = as fast as possible */
    enum store_task_status status;
    int64_t moved;
    int64_t to_move;
    int64_t started_ms;
    struct slice failure_reason; /* absent = none */
};

/* A copy of all that a store holds, made and put back by that store; settings are not part of it.
 * Ids, receipts' facts, sequence numbers, windows and tasks are as they were. */
struct store_snapshot {
    int64_t queues;
    int64_t messages; /* also those that are gone, while the store has not removed them */
    size_t bytes;     /* of memory, about */
};

struct store;

struct store_ops {
    /* Frees everything; the last turn has been committed or abandoned. */
    void (*close)(struct store *store);

    enum store_status (*turn_begin)(struct store *store);
    enum store_status (*turn_commit)(struct store *store); /* STORE_ERROR: nothing happened */
    void (*turn_abandon)(struct store *store);

    /* Why the latest verb answered STORE_ERROR, in a line for the log; valid until the next turn
     * begins. */
    const char *(*error)(const struct store *store);

    /* ---- queues ---- */

    /* Adds a queue (its id is assigned and written into `queue`); STORE_EXISTS. */
    enum store_status (*queue_create)(struct store *store, struct store_queue *queue);

    enum store_status (*queue_find)(struct store *store, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena,
                                    struct store_queue *ret);

    /* Writes modified_ms, purged_ms, dead_letter_queue, attributes and tags of queue->id. */
    enum store_status (*queue_update)(struct store *store, const struct store_queue *queue);

    /* Takes the queue, its messages and all it remembers away, at a cost that does not depend on
     * how many messages it holds, and remembers when the name was deleted. */
    enum store_status (*queue_delete)(struct store *store, int64_t queue, int64_t now_ms);

    /* Drops all messages, deduplication entries and attempts, at a cost that does not depend on how
     * many there are. Sequence numbers go on. */
    enum store_status (*queue_purge)(struct store *store, int64_t queue);

    /* When a queue of this name was last deleted; STORE_NOT_FOUND when never, a queue exists, or it
     * was STORE_DELETED_KEPT_MS ago and has been collected. */
    enum store_status (*queue_deleted_ms)(struct store *store, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret);

    /* Names in byte order that start with `prefix` and come after `after` (both may be empty); at
     * most `limit`. `ret` is an array of *ret_count slices. */
    enum store_status (*queue_list)(struct store *store, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count);

    /* As queue_list: names of the queues whose dead_letter_queue is `name`. */
    enum store_status (*queue_sources)(struct store *store, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count);

    /* All queues whose id is greater than `after`, by id, at most `limit`; of one account, or of
     * all when it is absent. */
    enum store_status (*queue_scan)(struct store *store, struct slice account, int64_t after,
                                    size_t limit, struct arena *arena, struct store_queue **ret,
                                    size_t *ret_count);

    /* Forgets what a deleted queue leaves behind: when it was deleted, and its move tasks. Of one
     * account, or of all when it is absent. */
    enum store_status (*account_forget)(struct store *store, struct slice account);

    /* Exact, at a cost that is amortised constant per message and change of state. */
    enum store_status (*queue_counts)(struct store *store, int64_t queue, struct store_time time,
                                      struct store_counts *ret);

    /* ---- messages ---- */

    /* Adds a message; id and sequence are assigned and written into `message`. STORE_FULL. */
    enum store_status (*message_put)(struct store *store, int64_t queue,
                                     struct store_message *message);

    /* The next messages that can be received, in the order in which to deliver them, at most
     * `limit`, whole (with body), without changing them.
     *
     * Standard queues: by (visible_ms, id). Fair queues: a group is *noisy* when it holds at least
     * 30 of the queue's messages and more than half of them; messages of a noisy group come after
     * all others (standard.md section 11).
     *
     * FIFO queues (fifo.md section 3): groups by (visible_ms, rank, id) of their first message;
     * from each its messages in order of arrival up to the first that is not visible yet; then the
     * next group. A message's *rank* rises with each verb that gives some message a visible_ms, so
     * that it orders what becomes visible in the same millisecond.
     *
     * Must stay flat whatever is delayed, in flight, locked or expired. */
    enum store_status (*ready)(struct store *store, int64_t queue, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count);

    /* Marks messages from `ready` of this turn as received now: receive_count + 1, received_ms =
     * now, first_received_ms when it was 0, visible_ms as given; the structs are updated too. */
    enum store_status (*take)(struct store *store, int64_t queue, struct store_message *messages,
                              size_t count, int64_t now_ms, int64_t visible_ms);

    /* A message by its id, without body, attributes and the texts (they are absent). `hint_ms` is a
     * visible_ms that it may still have (from the receipt handle): only a shortcut. */
    enum store_status (*message_find)(struct store *store, int64_t queue, int64_t id,
                                      int64_t hint_ms, struct store_message *ret);

    /* A message by its id, whole. */
    enum store_status (*message_load)(struct store *store, int64_t queue, int64_t id,
                                      struct arena *arena, struct store_message *ret);

    /* Ids of the messages with retained_ms > since_ms, latest arrival first; where messages of an
     * older retained_ms arrived between them (moves between standard queues) some may be left out.
     */
    enum store_status (*message_recent)(struct store *store, int64_t queue, int64_t since_ms,
                                        struct arena *arena, int64_t **ret, size_t *ret_count);

    /* Moves visible_ms of a message from message_find or take of this turn; the struct is updated.
     */
    enum store_status (*message_set_visible)(struct store *store, int64_t queue,
                                             struct store_message *message, int64_t visible_ms);

    /* Removes a message from message_find, ready or take of this turn. */
    enum store_status (*message_delete)(struct store *store, int64_t queue,
                                        const struct store_message *message);

    /* Moves a message (from `ready` of this turn, found by message->id in queue `from`) to the end
     * of queue `to`. All of `changed` but id and sequence (assigned, written back), body, body_md5
     * and attributes (kept) is what the message looks like there. */
    enum store_status (*message_move)(struct store *store, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed);

    /* The earliest visible_ms > now of a message whose becoming visible could let `ready` return
     * more (FIFO: first messages of their groups); STORE_NOT_FOUND when there is none. */
    enum store_status (*next_visible)(struct store *store, int64_t queue, struct store_time time,
                                      int64_t *ret_ms);

    /* The queue's next deadlines after `time`. Not for every request: may look at all that is
     * remembered for a time. */
    enum store_status (*deadlines)(struct store *store, int64_t queue, struct store_time time,
                                   struct store_deadlines *ret);

    /* Messages whose id is greater than `after`, in order of arrival, whole, whatever their state,
     * at most `limit`. */
    enum store_status (*message_scan)(struct store *store, int64_t queue, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count);

    /* Removes up to `limit` messages that are gone by `time`; *ret_more when some are left. */
    enum store_status (*expire)(struct store *store, int64_t queue, struct store_time time,
                                size_t limit, bool *ret_more);

    /* ---- FIFO memory ---- */

    /* The entry of this key whose window is open at `now`. Keys are at most 300 bytes. */
    enum store_status (*deduplication_find)(struct store *store, int64_t queue, struct slice key,
                                            int64_t now_ms, struct store_deduplication *ret);
    enum store_status (*deduplication_put)(struct store *store, int64_t queue, struct slice key,
                                           int64_t expires_ms,
                                           const struct store_deduplication *entry);

    /* A receive attempt's record (opaque bytes of the engine) while now < expires_ms; put replaces.
     */
    enum store_status (*attempt_find)(struct store *store, int64_t queue, struct slice attempt_id,
                                      int64_t now_ms, struct arena *arena, struct slice *ret);
    enum store_status (*attempt_put)(struct store *store, int64_t queue, struct slice attempt_id,
                                     int64_t expires_ms, struct slice record);

    /* ---- move tasks ---- */

    /* Adds the task or replaces the one of the same id. */
    enum store_status (*task_put)(struct store *store, const struct store_task *task);

    /* Tasks of a source, newest first, at most `limit`; older ones than the newest 10 of a source
     * may be forgotten unless active. */
    enum store_status (*task_list)(struct store *store, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count);

    /* All tasks that are RUNNING or CANCELLING: read once at start. */
    enum store_status (*task_active)(struct store *store, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count);

    /* ---- snapshots: outside of turns, and between their slices nothing else may be called ---- */

    /* Copies about `limit` messages of up to 4 KiB, or as much else. *snapshot is NULL in the first
     * call and what the call before returned in later ones; it is whole when *ret_more is false.
     * STORE_FULL: it would take more than `max_bytes`. Unless STORE_OK, *snapshot is NULL again. */
    enum store_status (*snapshot_take)(struct store *store, size_t limit, size_t max_bytes,
                                       struct store_snapshot **snapshot, bool *ret_more);

    /* Puts the copy in the place of everything but the settings, a slice per call; the snapshot
     * stays as it is. Ids that were given out since it was taken are not given out again. With a
     * file, all of it happens with the last slice or nothing does, also when the process dies
     * between; in memory what is there is undefined until then. */
    enum store_status (*snapshot_restore)(struct store *store, size_t limit,
                                          struct store_snapshot *snapshot, bool *ret_more);

    /* Also one that is not whole, or half restored. NULL is fine. */
    void (*snapshot_free)(struct store *store, struct store_snapshot *snapshot);

    /* ---- the rest ---- */

    /* Small named texts (clock offsets). Put with an absent value removes. */
    enum store_status (*setting_get)(struct store *store, struct slice name, struct arena *arena,
                                     struct slice *ret);
    enum store_status (*setting_put)(struct store *store, struct slice name, struct slice value);

    /* Idle work in a slice of about `limit` rows: garbage of purged and deleted queues, closed
     * deduplication windows and attempts, old names of deleted queues (as of `now`, which is the
     * earliest of all accounts).
     * *ret_more when there is more to do. */
    enum store_status (*collect)(struct store *store, int64_t now_ms, size_t limit, bool *ret_more);
};

/* What every implementation starts with. */
struct store {
    const struct store_ops *ops;
};

static inline void store_close(struct store *store)
{
    if (store)
        store->ops->close(store);
}

#endif
