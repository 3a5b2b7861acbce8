/* Open addressing with linear probing; removal closes the gap, so there are no tombstones. */
#include "storage/sqlite/hashes.h"

#include <assert.h>
#include <stdlib.h>

#include "src/base/memory.h"

#define CAPACITY_MIN 16

/* The shard is chosen by the high bits, the slot by the low ones. */
static struct hashes_shard *shard_of(struct hashes *hashes, uint64_t hash)
{
    return &hashes->shards[hash >> 56];
}

static size_t slot_of(const struct hashes_shard *shard, uint64_t hash)
{
    return (size_t)hash & (shard->capacity - 1);
}

/* The slot that holds the hash, or the free one where it would be. */
static size_t slot_find(const struct hashes_shard *shard, uint64_t hash)
{
    size_t slot = slot_of(shard, hash);
    while (shard->entries[slot].hash != 0 && shard->entries[slot].hash != hash)
        slot = (slot + 1) & (shard->capacity - 1);
    return slot;
}

void hashes_release(struct hashes *hashes)
{
    for (size_t i = 0; i < HASHES_SHARDS; i++)
        free(hashes->shards[i].entries);
    *hashes = (struct hashes){0};
}

const struct hashes_entry *hashes_find(const struct hashes *hashes, uint64_t hash)
{
    const struct hashes_shard *shard = &hashes->shards[hash >> 56];
    assert(hash != 0);
    if (shard->count == 0)
        return NULL;
    const struct hashes_entry *entry = &shard->entries[slot_find(shard, hash)];
    return entry->hash != 0 ? entry : NULL;
}

static void shard_resize(struct hashes_shard *shard, size_t capacity)
{
    struct hashes_shard old = *shard;
    shard->capacity = capacity;
    shard->entries = memory_zalloc(capacity * sizeof(*shard->entries));
    for (size_t i = 0; i < old.capacity; i++)
        if (old.entries[i].hash != 0)
            shard->entries[slot_find(shard, old.entries[i].hash)] = old.entries[i];
    free(old.entries);
}

void hashes_put(struct hashes *hashes, struct hashes_entry entry)
{
    struct hashes_shard *shard = shard_of(hashes, entry.hash);
    assert(entry.hash != 0);
    if (shard->capacity == 0)
        shard_resize(shard, CAPACITY_MIN);
    else if (shard->count >= shard->capacity / 4 * 3)
        shard_resize(shard, 2 * shard->capacity);
    size_t slot = slot_find(shard, entry.hash);
    shard->count += shard->entries[slot].hash == 0;
    shard->entries[slot] = entry;
}

/* Moves what stood behind the gap because of it. */
static void close_gap(struct hashes_shard *shard, size_t gap)
{
    size_t mask = shard->capacity - 1;
    for (size_t slot = (gap + 1) & mask; shard->entries[slot].hash != 0; slot = (slot + 1) & mask) {
        size_t home = slot_of(shard, shard->entries[slot].hash);
        if (((slot - home) & mask) < ((slot - gap) & mask))
            continue; /* its home lies after the gap */
        shard->entries[gap] = shard->entries[slot];
        gap = slot;
    }
    shard->entries[gap].hash = 0;
}

void hashes_remove(struct hashes *hashes, uint64_t hash)
{
    struct hashes_shard *shard = shard_of(hashes, hash);
    if (shard->count == 0)
        return;
    size_t slot = slot_find(shard, hash);
    if (shard->entries[slot].hash == 0)
        return;
    close_gap(shard, slot);
    shard->count--;
    if (shard->capacity > CAPACITY_MIN && shard->count < shard->capacity / 8)
        shard_resize(shard, shard->capacity / 2);
}

size_t hashes_sweep(struct hashes *hashes, int64_t now_ms, struct hashes_entry *ret, size_t limit)
{
    size_t found = 0;
    for (size_t i = 0; found < limit && i < HASHES_SHARDS; i++) {
        const struct hashes_shard *shard = &hashes->shards[hashes->sweep_shard];
        for (size_t slot = 0; found < limit && slot < shard->capacity; slot++)
            if (shard->entries[slot].hash != 0 && shard->entries[slot].expires_ms <= now_ms)
                ret[found++] = shard->entries[slot];
        if (found < limit) /* else the rest of this shard comes next time */
            hashes->sweep_shard = (hashes->sweep_shard + 1) % HASHES_SHARDS;
    }
    return found;
}
