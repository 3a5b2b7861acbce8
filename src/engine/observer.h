/* One who watches the engine, and may bend what it does: the laboratory (docs/adr, "The engine has
 * one observer"). The engine knows this table and nothing of who stands behind it; without an
 * observer each of the places below costs one comparison of a pointer.
 *
 * What an observer is given lives only during the call. It must not call the engine from inside. */
#ifndef ROPELINE_ENGINE_OBSERVER_H
#define ROPELINE_ENGINE_OBSERVER_H

#include "src/engine/engine.h"

/* What happens to messages and queues: E(ID, "name"). */
#define ALL_ENGINE_EVENTS(E)                                                                       \
    E(SENT, "sent")                                                                                \
    E(DEDUPLICATED, "deduplicated")             /* sent again: message is the first one */         \
    E(DELIVERED, "delivered")                   /* message->visible_ms: its visibility ends */     \
    E(VISIBILITY_CHANGED, "visibility_changed") /* message->visible_ms: the new end */             \
    E(LATE_DELETE, "late_delete")               /* the visibility of this delivery had ended */    \
    E(LATE_CHANGE, "late_change")                                                                  \
    E(DELETED, "deleted")                                                                          \
    E(MOVED, "moved")       /* to the dead-letter queue; message: as it is there */                \
    E(REDRIVEN, "redriven") /* by a move task; message: as it is there, with a new id */           \
    E(PURGED, "purged")                                                                            \
    E(QUEUE_DELETED, "queue_deleted")                                                              \
    E(QUEUE_CHANGED, "queue_changed") /* created, attributes or tags */                            \
    E(EMPTY_RECEIVE, "empty_receive")

enum engine_event_id {
#define DECLARE_EVENT(ID, name) ENGINE_EVENT_##ID,
    ALL_ENGINE_EVENTS(DECLARE_EVENT)
#undef DECLARE_EVENT
        ENGINE_EVENT_COUNT
};

/* A queue as an observer sees it. */
struct engine_place {
    struct queue_ref ref;
    int64_t id; /* of the store: never used twice */
    bool fifo;
    int64_t retention_ms;
    int64_t now_ms; /* emulated time of its account */
};

struct engine_event {
    enum engine_event_id id;
    struct engine_place place;
    const struct call *call; /* of the client that caused it, or NULL */

    /* NULL for events of queues, and for a late delete or change of what is gone already. May come
     * without texts, body and attributes (deletes, changes of visibility). */
    const struct store_message *message;
    int64_t message_id;       /* the store's; also of what is gone */
    int32_t receive;          /* deletes and changes: of the delivery that the handle names */
    bool refused;             /* LATE_*: the client got an error */
    bool waited;              /* EMPTY_RECEIVE: a long poll ended */
    bool again;               /* DELIVERED: the same answer for the same attempt id */
    struct engine_place from; /* MOVED, REDRIVEN: the queue that it left; `place` is where it is */
    struct uuid former;       /* REDRIVEN: its id there */
};

/* A batch entry that the observer lets fail. */
struct engine_entry_failure {
    struct slice code;
    struct slice message;
    bool sender_fault;
};

struct engine_observer_ops {
    /* Something happened in this turn; it counts when the turn is committed. */
    void (*event)(void *self, const struct engine_event *event);

    /* The turn is over; false: nothing of it happened. */
    void (*turn_ended)(void *self, bool committed);

    /* A new message, before it is stored: when it is to become visible. */
    int64_t (*send_visible)(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message);

    /* How many ready messages a receive that takes at most `max` may look at; at least max. */
    size_t (*look)(void *self, const struct engine_place *place, size_t max);

    /* Chooses among the `count` messages that are ready: puts those to be taken first and returns
     * how many they are (at most `max`; 0 only when `may_be_empty`). */
    size_t (*choose)(void *self, const struct engine_place *place, const struct call *call,
                     struct store_message *messages, size_t count, size_t max, bool may_be_empty);

    /* A message that has been taken (counts and stamps are the new ones): when its visibility is to
     * end; message->visible_ms is what rules say. */
    int64_t (*take_visible)(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message);

    /* A message that is to be deleted: true keeps it, visible again, while the client hears of a
     * success. */
    bool (*keep)(void *self, const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive);

    /* An entry of a batch that would be worked on next: true lets it fail. */
    bool (*fail_entry)(void *self, const struct engine_place *place, const struct call *call,
                       struct slice entry_id, struct engine_entry_failure *ret);
};

struct engine_observer {
    const struct engine_observer_ops *ops;
    void *self;
};

/* Sets the observer, between turns; it must outlive the engine. */
void engine_observe(struct engine *engine, const struct engine_observer *observer);

/* The message attributes of a message in full: list of struct message_attribute; texts point into
 * the message. */
struct list engine_message_attributes(struct arena *arena, const struct store_message *message);

/* ---- looking at queues between calls: opens a turn, which ends with the next engine_flush ---- */

struct engine_queue_view {
    struct engine_place place;
    bool dead_letter_queue; /* some queue's redrive policy names it */
    struct store_counts counts;
};

/* False: there is no such queue, or the store failed. Texts live as long as the queue does. */
bool engine_queue_view(struct engine *engine, const struct queue_ref *ref,
                       struct engine_queue_view *ret);

/* Names of an account's queues in byte order after `after` (absent: from the first), at most
 * `limit`; returns how many. */
size_t engine_queue_names(struct engine *engine, struct slice account, struct slice region,
                          struct slice after, size_t limit, struct arena *arena,
                          struct slice **ret);

/* Emulated time of an account, and the clock's time of an emulated moment (INT64_MAX: it does not
 * come by itself). */
int64_t engine_account_now(struct engine *engine, struct slice account);
int64_t engine_account_clock_ms(struct engine *engine, struct slice account, int64_t emulated_ms);

#endif
