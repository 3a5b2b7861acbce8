/* An arena: memory that dies all at once, with the request that it served.
 *
 * Allocation never fails: when the system has no memory left the process aborts with a message
 * (docs/adr/0005-out-of-memory.md); limits on what a client may make us allocate are checked
 * before, never here. Memory is aligned for any type and not zeroed unless said. */
#ifndef ROPELINE_BASE_ARENA_H
#define ROPELINE_BASE_ARENA_H

#include "src/base/slice.h"

/* AddressSanitizer is told which part of a chunk is free. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define ARENA_POISON(at, len)   ASAN_POISON_MEMORY_REGION(at, len)
#define ARENA_UNPOISON(at, len) ASAN_UNPOISON_MEMORY_REGION(at, len)
#else
#define ARENA_POISON(at, len)   ((void)(at), (void)(len))
#define ARENA_UNPOISON(at, len) ((void)(at), (void)(len))
#endif

#define ARENA_ALIGN 16

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

/* The way of arena_alloc when the newest chunk is full; not for others. */
void *arena_alloc_slow(struct arena *arena, size_t size);

/* A size of 0, and one so large that rounding wraps, go the slow way. */
static inline void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (rounded - 1 >= (size_t)(arena->end - arena->at))
        return arena_alloc_slow(arena, size);
    void *memory = arena->at;
    arena->at += rounded;
    ARENA_UNPOISON(memory, size);
    return memory;
}

/* `size` bytes, all zero. */
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
