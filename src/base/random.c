/* Randomness: getrandom in batches for identifiers, xoshiro256** for repeatable streams. */
#include "src/base/random.h"

#include "src/base/digest.h"
#include "src/base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

/* --- the system's generator --- */

#define POOL_BYTES 1024

/* Bytes already fetched; those before `next` are used up and wiped. */
static _Thread_local struct {
    uint8_t bytes[POOL_BYTES];
    size_t next;
    bool filled;
} pool;

static void system_random(uint8_t *out, size_t len)
{
    while (len > 0) {
        ssize_t got = getrandom(out, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            fprintf(stderr, "ropeline: the system's random generator failed\n");
            abort();
        }
        out += got;
        len -= (size_t)got;
    }
}

void random_bytes(void *out, size_t len)
{
    if (len > POOL_BYTES / 4) {
        system_random(out, len);
        return;
    }
    if (!pool.filled || len > POOL_BYTES - pool.next) {
        system_random(pool.bytes, POOL_BYTES);
        pool.next = 0;
        pool.filled = true;
    }
    memcpy(out, pool.bytes + pool.next, len);
    memset(pool.bytes + pool.next, 0, len);
    pool.next += len;
}

/* --- UUIDs --- */

void uuid_random(struct uuid *ret)
{
    random_bytes(ret->bytes, sizeof ret->bytes);
    ret->bytes[6] = (uint8_t)(0x40 | (ret->bytes[6] & 0x0f)); /* version 4 */
    ret->bytes[8] = (uint8_t)(0x80 | (ret->bytes[8] & 0x3f)); /* RFC 9562's variant */
}

/* The text's five groups: bytes from, count of bytes, and where the group stands. */
static const struct {
    size_t byte, count, column;
} uuid_groups[] = {{0, 4, 0}, {4, 2, 9}, {6, 2, 14}, {8, 2, 19}, {10, 6, 24}};

#define UUID_GROUPS (sizeof uuid_groups / sizeof uuid_groups[0])

void uuid_format(const struct uuid *uuid, char out[static UUID_TEXT_LEN])
{
    char digits[2 * sizeof uuid->bytes];
    hex_encode(uuid->bytes, sizeof uuid->bytes, digits);
    for (size_t i = 0; i < UUID_GROUPS; i++) {
        if (i > 0)
            out[uuid_groups[i].column - 1] = '-';
        memcpy(out + uuid_groups[i].column, digits + 2 * uuid_groups[i].byte,
               2 * uuid_groups[i].count);
    }
}

/* 0 to 15, or -1. */
static int hex_digit(char c)
{
    if (char_is_digit(c))
        return c - '0';
    char lower = char_lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool hex_decode(const char *text, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

bool uuid_parse(struct slice text, struct uuid *ret)
{
    if (text.len != UUID_TEXT_LEN)
        return false;
    struct uuid uuid;
    for (size_t i = 0; i < UUID_GROUPS; i++) {
        if (i > 0 && text.at[uuid_groups[i].column - 1] != '-')
            return false;
        if (!hex_decode(text.at + uuid_groups[i].column, uuid_groups[i].count,
                        uuid.bytes + uuid_groups[i].byte))
            return false;
    }
    *ret = uuid;
    return true;
}

/* --- repeatable streams --- */

/* splitmix64: spreads one seed over the whole state, as xoshiro's authors advise. */
static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

void random_stream_seed(struct random_stream *stream, uint64_t seed)
{
    for (size_t i = 0; i < 4; i++)
        stream->state[i] = split_mix(&seed);
}

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t random_stream_next(struct random_stream *stream)
{
    uint64_t *s = stream->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* Refuses the lowest (2^64 mod bound) values, which would be drawn once too often. */
uint64_t random_stream_below(struct random_stream *stream, uint64_t bound)
{
    assert(bound > 0);
    uint64_t refused = (0 - bound) % bound;
    uint64_t value;
    do
        value = random_stream_next(stream);
    while (value < refused);
    return value % bound;
}
