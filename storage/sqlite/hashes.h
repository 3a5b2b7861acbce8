/* Which hashes are remembered, and where: an index in memory over the rows of `remembered`. */
#ifndef ROPELINE_STORAGE_SQLITE_HASHES_H
#define ROPELINE_STORAGE_SQLITE_HASHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hashes_entry {
    uint64_t hash;  /* 0: the slot is free */
    int64_t number; /* of the row */
    int64_t expires_ms;
};

#define HASHES_SHARDS 256

/* Sharded, so that growing moves a little at a time. All zero is empty. */
struct hashes {
    struct hashes_shard {
        struct hashes_entry *entries;
        size_t count;
        size_t capacity;
    } shards[HASHES_SHARDS];
    size_t sweep_shard; /* where the next sweep goes on */
};

void hashes_release(struct hashes *hashes);

/* The entry of a hash (not 0), or NULL; valid until the next change. */
const struct hashes_entry *hashes_find(const struct hashes *hashes, uint64_t hash);

/* Adds it or replaces the one of the same hash. */
void hashes_put(struct hashes *hashes, struct hashes_entry entry);

void hashes_remove(struct hashes *hashes, uint64_t hash);

/* Copies up to `limit` entries with expires_ms <= now_ms into `ret`; they stay. Looks at one shard
 * after the other, at each once, from where the last sweep ended, until `limit` is reached. */
size_t hashes_sweep(struct hashes *hashes, int64_t now_ms, struct hashes_entry *ret, size_t limit);

#endif
