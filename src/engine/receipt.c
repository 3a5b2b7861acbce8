/* Receipt handles, written and read: see receipt.h. */
#include "src/engine/receipt.h"

#include "src/base/base64.h"
#include "src/base/random.h"

#define FORMAT_VERSION 1

/* The form on the wire, before base64. Packed by hand: no padding, little-endian. */
enum layout {
    AT_MAGIC = 0, /* 01 01 01, "AQEB" in base64 */
    AT_VERSION = 3,
    AT_QUEUE = 4,
    AT_MESSAGE = 12,
    AT_VISIBLE = 20,
    AT_COUNT = 28,
    AT_NONCE = 32,
    AT_CHECK = 38,
    LAYOUT_SIZE = 42,
};

static void put(uint8_t *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get(const uint8_t *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

/* FNV-1a: tells garbage, guards against nothing else. */
static uint32_t checksum(const uint8_t *at, size_t len)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 16777619u;
    return hash;
}

struct slice receipt_format(struct arena *arena, const struct receipt *receipt)
{
    uint8_t bytes[LAYOUT_SIZE] = {1, 1, 1, FORMAT_VERSION};
    put(bytes + AT_QUEUE, (uint64_t)receipt->queue, 8);
    put(bytes + AT_MESSAGE, (uint64_t)receipt->message, 8);
    put(bytes + AT_VISIBLE, (uint64_t)receipt->visible_ms, 8);
    put(bytes + AT_COUNT, (uint32_t)receipt->receive_count, 4);
    random_bytes(bytes + AT_NONCE, AT_CHECK - AT_NONCE);
    put(bytes + AT_CHECK, checksum(bytes, AT_CHECK), 4);
    return base64_encode_arena(arena, slice_make(bytes, sizeof bytes));
}

bool receipt_parse(struct arena *arena, struct slice text, struct receipt *ret)
{
    struct slice decoded;
    if (text.len != base64_encoded_len(LAYOUT_SIZE) || !base64_decode(arena, text, &decoded) ||
        decoded.len != LAYOUT_SIZE) /* padding makes it shorter */
        return false;
    const uint8_t *bytes = (const uint8_t *)decoded.at;
    if (bytes[AT_MAGIC] != 1 || bytes[AT_VERSION] != FORMAT_VERSION ||
        get(bytes + AT_CHECK, 4) != checksum(bytes, AT_CHECK))
        return false;
    ret->queue = (int64_t)get(bytes + AT_QUEUE, 8);
    ret->message = (int64_t)get(bytes + AT_MESSAGE, 8);
    ret->visible_ms = (int64_t)get(bytes + AT_VISIBLE, 8);
    ret->receive_count = (int32_t)get(bytes + AT_COUNT, 4);
    return true;
}
