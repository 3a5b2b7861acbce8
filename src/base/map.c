/* Hash table with open addressing: see map.h. */
#include "src/base/map.h"

#include <assert.h>

#include "src/base/memory.h"
#include "src/base/random.h"

struct map_slot {
    uint64_t hash;
    char *key; /* NULL: never used */
    size_t key_len;
    void *value; /* NULL with a key slot taken: removed */
};

static char removed_key; /* marks slots whose pair was removed */

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void secret(uint64_t out[2])
{
    static uint64_t key[2];
    if (!key[0])
        random_bytes(key, sizeof key);
    out[0] = key[0];
    out[1] = key[1];
}

/* SipHash-1-3. */
uint64_t hash_bytes(const void *data, size_t len)
{
    uint64_t key[2];
    secret(key);
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                     key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
    const char *at = data;
    uint64_t word;
    for (size_t left = len; left >= 8; left -= 8, at += 8) {
        memcpy(&word, at, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    word = (uint64_t)len << 56;
    for (size_t i = 0; i < len % 8; i++)
        word |= (uint64_t)(uint8_t)at[i] << (8 * i);
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void map_init(struct map *map)
{
    *map = (struct map){0};
}

static bool slot_live(const struct map_slot *slot)
{
    return slot->key && slot->key != &removed_key;
}

void map_release(struct map *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        if (slot_live(&map->slots[i]))
            free(map->slots[i].key);
    free(map->slots);
    map_init(map);
}

/* The slot of this key, or the one where it belongs (never used or removed). NULL: no slots. */
static struct map_slot *find(const struct map *map, uint64_t hash, struct slice key)
{
    struct map_slot *free_slot = NULL;
    for (size_t n = 0, i = hash & (map->capacity - 1); n < map->capacity;
         n++, i = (i + 1) & (map->capacity - 1)) {
        struct map_slot *slot = &map->slots[i];
        if (!slot->key)
            return free_slot ? free_slot : slot;
        if (slot->key == &removed_key) {
            free_slot = free_slot ? free_slot : slot;
        } else if (slot->hash == hash && slot->key_len == key.len &&
                   memcmp(slot->key, key.at, key.len) == 0) {
            return slot;
        }
    }
    return free_slot;
}

void *map_get(const struct map *map, struct slice key)
{
    if (map->count == 0)
        return NULL;
    struct map_slot *slot = find(map, hash_bytes(key.at, key.len), key);
    return slot && slot_live(slot) ? slot->value : NULL;
}

static void rebuild(struct map *map)
{
    struct map old = *map;
    map->capacity = 16;
    while ((old.count + 1) * 2 > map->capacity)
        map->capacity *= 2;
    map->slots = memory_zalloc(map->capacity * sizeof *map->slots);
    map->used = old.count;
    for (size_t i = 0; i < old.capacity; i++) {
        struct map_slot *slot = &old.slots[i];
        if (slot_live(slot))
            *find(map, slot->hash, slice_make(slot->key, slot->key_len)) = *slot;
    }
    free(old.slots);
}

void *map_put(struct map *map, struct slice key, void *value)
{
    assert(value);
    if ((map->used + 1) * 4 > map->capacity * 3)
        rebuild(map);
    uint64_t hash = hash_bytes(key.at, key.len);
    struct map_slot *slot = find(map, hash, key);
    if (slot_live(slot)) {
        void *former = slot->value;
        slot->value = value;
        return former;
    }
    map->used += slot->key == NULL;
    map->count++;
    slot->hash = hash;
    slot->key = memory_alloc(key.len);
    memcpy(slot->key, key.at, key.len);
    slot->key_len = key.len;
    slot->value = value;
    return NULL;
}

void *map_remove(struct map *map, struct slice key)
{
    if (map->count == 0)
        return NULL;
    struct map_slot *slot = find(map, hash_bytes(key.at, key.len), key);
    if (!slot || !slot_live(slot))
        return NULL;
    void *value = slot->value;
    free(slot->key);
    *slot = (struct map_slot){.key = &removed_key};
    map->count--;
    return value;
}

bool map_next(const struct map *map, size_t *at, struct slice *ret_key, void **ret_value)
{
    while (*at < map->capacity) {
        const struct map_slot *slot = &map->slots[(*at)++];
        if (!slot_live(slot))
            continue;
        *ret_key = slice_make(slot->key, slot->key_len);
        *ret_value = slot->value;
        return true;
    }
    return false;
}
