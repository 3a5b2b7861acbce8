/* An arena: memory that dies all at once, with the request that it served.
 *
 * Allocation never fails: when the system has no memory left the process aborts with a message
 * (docs/adr/0005-out-of-memory.md); limits on what a client may make us allocate are checked
 * before, never here. Memory is aligned for any type and not zeroed unless said. */
#ifndef ROPELINE_BASE_ARENA_H
#define ROPELINE_BASE_ARENA_H

#include "src/base/slice.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    char *at;                   /* free part of the newest chunk */
    char *end;
};

/* An all-zero arena is ready for use too. */
void arena_init(struct arena *arena);

/* Frees everything; the arena is as after arena_init. */
void arena_release(struct arena *arena);

/* Forgets everything but keeps one chunk of ordinary size for the next user. */
void arena_reset(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size);
void *arena_zalloc(struct arena *arena, size_t size);

/* `count` items of `size` bytes, zeroed; aborts on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy owned by the arena; absent stays absent. The copy is NUL-terminated past its length. */
struct slice arena_copy(struct arena *arena, struct slice s);
struct slice arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Decimal text of a number. */
struct slice arena_int64(struct arena *arena, int64_t value);

/* Bytes handed out so far, for tests and memory accounting. */
size_t arena_used(const struct arena *arena);

#endif
