/* The hash table: open addressing with linear probing; removed slots become tombstones that the
 * next growth sweeps out. */
#include "src/base/map.h"

#include "src/base/memory.h"
#include "src/base/random.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

/* --- SipHash-1-3, under a secret of the process --- */

static uint64_t secret[2];
static pthread_once_t secret_once = PTHREAD_ONCE_INIT;

static void secret_draw(void)
{
    random_bytes(secret, sizeof secret);
}

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate_left(v[1], 13) ^ v[0];
    v[0] = rotate_left(v[0], 32);
    v[2] += v[3];
    v[3] = rotate_left(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate_left(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate_left(v[1], 17) ^ v[2];
    v[2] = rotate_left(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

uint64_t hash_bytes(const void *data, size_t len)
{
    pthread_once(&secret_once, secret_draw);
    uint64_t v[4] = {secret[0] ^ 0x736f6d6570736575, secret[1] ^ 0x646f72616e646f6d,
                     secret[0] ^ 0x6c7967656e657261, secret[1] ^ 0x7465646279746573};
    const uint8_t *bytes = data;
    size_t i = 0;
    for (; len - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        sip_word(v, word);
    }
    uint64_t last = (uint64_t)len << 56;
    for (size_t shift = 0; i < len; i++, shift += 8)
        last |= (uint64_t)bytes[i] << shift;
    sip_word(v, last);
    v[2] ^= 0xff;
    for (int round = 0; round < 3; round++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* --- the table --- */

#define FIRST_CAPACITY 16

struct map_slot {
    uint64_t hash;
    char *key; /* NULL: free, or a tombstone when `tombstone` */
    size_t len;
    void *value;
    bool tombstone;
};

void map_init(struct map *map)
{
    *map = (struct map){0};
}

void map_release(struct map *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        free(map->slots[i].key);
    free(map->slots);
    map_init(map);
}

static bool slot_is(const struct map_slot *slot, uint64_t hash, struct slice key)
{
    return slot->key != NULL && slot->hash == hash &&
           slice_equal(slice_make(slot->key, slot->len), key);
}

/* The key's slot, or NULL. Ends at a free slot: the table always has one. */
static struct map_slot *find(const struct map *map, uint64_t hash, struct slice key)
{
    if (map->count == 0)
        return NULL;
    for (size_t i = (size_t)hash & (map->capacity - 1);; i = (i + 1) & (map->capacity - 1)) {
        struct map_slot *slot = &map->slots[i];
        if (slot_is(slot, hash, key))
            return slot;
        if (slot->key == NULL && !slot->tombstone)
            return NULL;
    }
}

/* The first slot of the hash's probe sequence that holds no key. */
static struct map_slot *find_room(const struct map *map, uint64_t hash)
{
    size_t i = (size_t)hash & (map->capacity - 1);
    while (map->slots[i].key != NULL)
        i = (i + 1) & (map->capacity - 1);
    return &map->slots[i];
}

/* A new table with room for twice the keys (fewer when most slots are tombstones). */
static void rehash(struct map *map)
{
    struct map old = *map;
    size_t capacity = FIRST_CAPACITY;
    while (capacity < old.count * 2 + 2)
        capacity *= 2;
    map->capacity = capacity;
    map->used = old.count;
    map->slots = memory_array(NULL, capacity, sizeof(struct map_slot));
    memset(map->slots, 0, capacity * sizeof(struct map_slot));
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].key != NULL)
            *find_room(map, old.slots[i].hash) = old.slots[i];
    }
    free(old.slots);
}

void *map_get(const struct map *map, struct slice key)
{
    const struct map_slot *slot = find(map, hash_bytes(key.at, key.len), key);
    return slot == NULL ? NULL : slot->value;
}

static void insert(struct map *map, uint64_t hash, struct slice key, void *value)
{
    if (map->used + 1 > map->capacity / 4 * 3)
        rehash(map);
    struct map_slot *slot = find_room(map, hash);
    if (!slot->tombstone)
        map->used++;
    map->count++;
    *slot = (struct map_slot){hash, memory_alloc(key.len), key.len, value, false};
    if (key.len > 0)
        memcpy(slot->key, key.at, key.len);
}

void *map_put(struct map *map, struct slice key, void *value)
{
    assert(value != NULL);
    uint64_t hash = hash_bytes(key.at, key.len);
    struct map_slot *slot = find(map, hash, key);
    if (slot == NULL) {
        insert(map, hash, key, value);
        return NULL;
    }
    void *former = slot->value;
    slot->value = value;
    return former;
}

void *map_remove(struct map *map, struct slice key)
{
    struct map_slot *slot = find(map, hash_bytes(key.at, key.len), key);
    if (slot == NULL)
        return NULL;
    void *value = slot->value;
    free(slot->key);
    *slot = (struct map_slot){.tombstone = true};
    map->count--;
    return value;
}

bool map_next(const struct map *map, size_t *at, struct slice *ret_key, void **ret_value)
{
    while (*at < map->capacity) {
        const struct map_slot *slot = &map->slots[(*at)++];
        if (slot->key != NULL) {
            *ret_key = slice_make(slot->key, slot->len);
            *ret_value = slot->value;
            return true;
        }
    }
    return false;
}
