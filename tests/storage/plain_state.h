/* What the files of the plain store share. */
#ifndef ROPELINE_TESTS_STORAGE_PLAIN_STATE_H
#define ROPELINE_TESTS_STORAGE_PLAIN_STATE_H

#include "tests/storage/plain_store.h"

struct plain_message {
    struct store_message message;
    int64_t rank; /* see store.h */
    bool deleted;
};

/* A deduplication entry or attempt. */
struct plain_entry {
    struct slice key;
    struct slice record;
    int64_t expires_ms;
};

struct plain_entries {
    struct plain_entry *items;
    size_t count;
};

struct plain_queue {
    struct store_queue row;
    bool deleted;
    int64_t deleted_ms;
    int64_t sequence;
    struct plain_message *messages; /* by id */
    size_t count;
    struct plain_entries deduplication;
    struct plain_entries attempts;
};

struct plain_store {
    struct store super;
    struct arena arena;
    struct plain_queue *queues; /* id is the index + 1 */
    size_t queue_count;
    struct store_task *tasks; /* as they came */
    size_t task_count;
    struct plain_entries settings;
    int64_t next_message;
    int64_t rank; /* of the verb that last set a visible_ms */
};

static inline struct plain_store *plain_of(struct store *store)
{
    return (struct plain_store *)store;
}

/* NULL when it was deleted. */
struct plain_queue *plain_queue(struct store *store, int64_t id);

/* The array with room for one more, zeroed, at the end. */
void *plain_grow(void *items, size_t *count, size_t size);

struct plain_entry *plain_entry_find(struct plain_entries *entries, struct slice key);
void plain_entry_put(struct plain_store *plain, struct plain_entries *entries, struct slice key,
                     int64_t expires_ms, struct slice record);

/* A copy with texts in the arena. */
struct store_message plain_copy(struct arena *arena, const struct store_message *message);

extern const struct store_ops plain_message_ops; /* the members about messages only */

#endif
