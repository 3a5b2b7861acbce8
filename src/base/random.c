/* Randomness: see random.h. */
#include "src/base/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

/* One system call serves many identifiers. */
static _Thread_local struct {
    uint8_t bytes[1024];
    size_t left;
} pool;

static void fill(uint8_t *out, size_t len)
{
    while (len > 0) {
        ssize_t got = getrandom(out, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            fputs("ropeline: the system has no random numbers\n", stderr);
            abort();
        }
        out += got;
        len -= (size_t)got;
    }
}

void random_bytes(void *out, size_t len)
{
    if (len > sizeof pool.bytes) {
        fill(out, len);
        return;
    }
    if (len > pool.left) {
        fill(pool.bytes, sizeof pool.bytes);
        pool.left = sizeof pool.bytes;
    }
    pool.left -= len;
    memcpy(out, pool.bytes + pool.left, len);
}

void uuid_random(struct uuid *ret)
{
    random_bytes(ret->bytes, sizeof ret->bytes);
    ret->bytes[6] = (uint8_t)((ret->bytes[6] & 0x0f) | 0x40);
    ret->bytes[8] = (uint8_t)((ret->bytes[8] & 0x3f) | 0x80);
}

static bool dash_at(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

void uuid_format(const struct uuid *uuid, char out[static UUID_TEXT_LEN])
{
    static const char digits[] = "0123456789abcdef";
    size_t nibble = 0;
    for (size_t i = 0; i < UUID_TEXT_LEN; i++) {
        if (dash_at(i)) {
            out[i] = '-';
            continue;
        }
        uint8_t byte = uuid->bytes[nibble / 2];
        out[i] = digits[nibble % 2 ? byte & 15 : byte >> 4];
        nibble++;
    }
}

static int nibble_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool uuid_parse(struct slice text, struct uuid *ret)
{
    struct uuid uuid = {0};
    size_t nibble = 0;
    if (text.len != UUID_TEXT_LEN)
        return false;
    for (size_t i = 0; i < UUID_TEXT_LEN; i++) {
        int value = nibble_of(text.at[i]);
        if (dash_at(i) ? text.at[i] != '-' : value < 0)
            return false;
        if (dash_at(i))
            continue;
        uuid.bytes[nibble / 2] = (uint8_t)(uuid.bytes[nibble / 2] | value << (nibble % 2 ? 0 : 4));
        nibble++;
    }
    *ret = uuid;
    return true;
}

/* splitmix64: spreads a seed over the whole state. */
void random_stream_seed(struct random_stream *stream, uint64_t seed)
{
    for (size_t i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        stream->state[i] = z ^ (z >> 31);
    }
}

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

uint64_t random_stream_next(struct random_stream *stream)
{
    uint64_t *s = stream->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_stream_below(struct random_stream *stream, uint64_t bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t value;
    do {
        value = random_stream_next(stream);
    } while (value >= limit);
    return value % bound;
}
