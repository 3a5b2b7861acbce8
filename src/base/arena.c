/* Arenas: see arena.h. */
#include "src/base/arena.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/base/memory.h"

#define CHUNK_SIZE 4096
#define ALIGNMENT  16

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of the part behind this header */
    _Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_release(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    arena_init(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = NULL;
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        if (!kept && chunk->size == CHUNK_SIZE)
            kept = chunk;
        else
            free(chunk);
    }
    arena_init(arena);
    if (kept) {
        kept->next = NULL;
        arena->chunks = kept;
        arena->at = kept->data;
        arena->end = kept->data + kept->size;
    }
}

static struct arena_chunk *chunk_make(size_t size)
{
    size_t bytes;
    if (__builtin_add_overflow(size, sizeof(struct arena_chunk), &bytes))
        bytes = SIZE_MAX; /* refused by memory_alloc */
    struct arena_chunk *chunk = memory_alloc(bytes);
    chunk->size = size;
    return chunk;
}

/* A big piece gets a chunk of its own behind the current one, whose rest stays in use. */
static void *alloc_big(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = chunk_make(size);
    if (arena->chunks) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        chunk->next = NULL;
        arena->chunks = chunk;
        arena->at = arena->end = chunk->data + size;
    }
    return chunk->data;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded < size)
        return memory_alloc(SIZE_MAX);
    if (rounded <= (size_t)(arena->end - arena->at)) {
        void *at = arena->at;
        arena->at += rounded;
        return at;
    }
    if (rounded > CHUNK_SIZE / 4)
        return alloc_big(arena, rounded);
    struct arena_chunk *chunk = chunk_make(CHUNK_SIZE);
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->at = chunk->data + rounded;
    arena->end = chunk->data + CHUNK_SIZE;
    return chunk->data;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return memory_alloc(SIZE_MAX);
    return arena_zalloc(arena, bytes);
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
    if (!slice_present(s))
        return SLICE_NONE;
    char *copy = arena_alloc(arena, s.len + 1);
    memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return slice_make(copy, s.len);
}

struct slice arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        len = 0;
    char *text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return slice_make(text, (size_t)len);
}

struct slice arena_int64(struct arena *arena, int64_t value)
{
    char digits[21];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    return arena_copy(arena, slice_make(digits + at, sizeof digits - at));
}

size_t arena_used(const struct arena *arena)
{
    size_t used = 0;
    for (const struct arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next)
        used += chunk->size;
    return used - (size_t)(arena->end - arena->at);
}
