/* Randomness: the system's generator for identifiers, seeded streams for what must be repeatable.
 */
#ifndef ROPELINE_BASE_RANDOM_H
#define ROPELINE_BASE_RANDOM_H

#include "src/base/slice.h"

/* Bytes from the system's generator (buffered). Never fails: aborts if the system has none. */
void random_bytes(void *out, size_t len);

/* A version 4 UUID as 16 bytes, and its 36-character lower-case text (not NUL-terminated). */
struct uuid {
    uint8_t bytes[16];
};

#define UUID_TEXT_LEN 36

void uuid_random(struct uuid *ret);
void uuid_format(const struct uuid *uuid, char out[static UUID_TEXT_LEN]);
bool uuid_parse(struct slice text, struct uuid *ret);

/* A repeatable stream (xoshiro256**). */
struct random_stream {
    uint64_t state[4];
};

void random_stream_seed(struct random_stream *stream, uint64_t seed);
uint64_t random_stream_next(struct random_stream *stream);

/* Uniform in [0, bound); bound > 0. */
uint64_t random_stream_below(struct random_stream *stream, uint64_t bound);

#endif
