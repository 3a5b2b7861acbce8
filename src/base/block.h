/* Sixteen bytes at a time, for the scans that every message goes through (text.c, json.c).
 *
 * By the vector types of gcc and clang, not by loops: whether a loop becomes vector instructions
 * depends on the compiler's mood (gcc 12 makes it five times slower at -O3 than at -O2).
 * A comparison of blocks, such as `b < 0x20`, is a block of 0 and 0xff. */
#ifndef ROPELINE_BASE_BLOCK_H
#define ROPELINE_BASE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_LEN 16

typedef uint8_t block __attribute__((vector_size(BLOCK_LEN)));

static inline block block_load(const char *at)
{
    block b;
    memcpy(&b, at, sizeof b);
    return b;
}

/* Is any bit set? */
static inline bool block_any(block b)
{
    uint64_t halves[2];
    memcpy(halves, &b, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Index of the first byte that is not 0; there is one. */
static inline size_t block_first(block b)
{
    uint64_t halves[2];
    memcpy(halves, &b, sizeof halves);
    size_t from = halves[0] != 0 ? 0 : 1;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    int zero_bits = __builtin_ctzll(halves[from]);
#else
    int zero_bits = __builtin_clzll(halves[from]);
#endif
    return 8 * from + (size_t)zero_bits / 8;
}

/* How many bytes the leading blocks have in which `mark` marks nothing. Four blocks at a time, as
 * long as there are so many: one test for all costs a third of four. */
__attribute__((always_inline)) static inline size_t block_skip(const char *at, size_t len,
                                                               block (*mark)(block))
{
    if (len < BLOCK_LEN || block_any(mark(block_load(at))))
        return 0;
    size_t done = BLOCK_LEN;
    for (; len - done >= 4 * BLOCK_LEN; done += 4 * BLOCK_LEN) {
        const char *from = at + done;
        block low = mark(block_load(from)) | mark(block_load(from + BLOCK_LEN));
        block high =
            mark(block_load(from + 2 * BLOCK_LEN)) | mark(block_load(from + 3 * BLOCK_LEN));
        if (block_any(low | high))
            break;
    }
    while (len - done >= BLOCK_LEN && !block_any(mark(block_load(at + done))))
        done += BLOCK_LEN;
    return done;
}

#endif
