/* Arenas: chunks in a list, the newest of which is filled from its start.
 *
 * The first chunk is small, since thousands of parked requests and queues have an arena each; each
 * further one is twice as large, up to a bound. What is larger than a quarter of that gets a chunk
 * of its own behind the newest, so that it does not waste the rest of the newest. Under
 * AddressSanitizer the free part is poisoned, so running past an allocation is found. */
#include "src/base/arena.h"

#include "src/base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_BYTES 768 /* of the first and of the largest ordinary chunk, headers included */
#define CHUNK_BYTES 8192
#define ROOM(bytes) ((bytes) - sizeof(struct arena_chunk))
#define LARGE_BYTES (CHUNK_BYTES / 4)

struct arena_chunk {
    struct arena_chunk *next;
    size_t room; /* bytes of data */
    size_t used; /* bytes handed out; of the newest chunk `at` tells instead */
    alignas(ARENA_ALIGN) char data[];
};

static void chunk_free(struct arena_chunk *chunk)
{
    ARENA_UNPOISON(chunk->data, chunk->room);
    free(chunk);
}

static struct arena_chunk *chunk_new(size_t room)
{
    size_t size;
    if (__builtin_add_overflow(room, sizeof(struct arena_chunk), &size))
        size = SIZE_MAX; /* memory_alloc aborts */
    struct arena_chunk *chunk = memory_alloc(size);
    chunk->next = NULL;
    chunk->room = room;
    chunk->used = 0;
    ARENA_POISON(chunk->data, room);
    return chunk;
}

/* How much of the newest chunk is handed out. */
static size_t newest_used(const struct arena *arena)
{
    return (size_t)(arena->at - arena->chunks->data);
}

/* Makes `chunk` the newest one. */
static void push_chunk(struct arena *arena, struct arena_chunk *chunk)
{
    if (arena->chunks != NULL)
        arena->chunks->used = newest_used(arena);
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->at = chunk->data;
    arena->end = chunk->data + chunk->room;
}

/* Puts a chunk that is full from the start behind the newest. */
static void insert_full_chunk(struct arena *arena, struct arena_chunk *chunk)
{
    chunk->used = chunk->room;
    chunk->next = arena->chunks->next;
    arena->chunks->next = chunk;
}

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_release(struct arena *arena)
{
    for (struct arena_chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        chunk_free(chunk);
    }
    arena_init(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *kept = NULL;
    for (struct arena_chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        bool keep = chunk->room <= ROOM(CHUNK_BYTES) && (kept == NULL || kept->room < chunk->room);
        struct arena_chunk *dropped = keep ? kept : chunk;
        if (keep)
            kept = chunk;
        if (dropped != NULL)
            chunk_free(dropped);
    }
    arena_init(arena);
    if (kept != NULL) {
        ARENA_POISON(kept->data, kept->room);
        push_chunk(arena, kept);
    }
}

/* Room of the next ordinary chunk, in which `size` bytes fit. */
static size_t next_room(const struct arena *arena, size_t size)
{
    size_t newest = arena->chunks == NULL ? 0 : arena->chunks->room;
    size_t bytes = FIRST_BYTES;
    while (bytes < CHUNK_BYTES && (ROOM(bytes) <= newest || ROOM(bytes) < size))
        bytes = bytes < CHUNK_BYTES / 2 ? bytes * 2 : CHUNK_BYTES;
    return size > ROOM(bytes) ? size : ROOM(bytes);
}

void *arena_alloc_slow(struct arena *arena, size_t size)
{
    size_t rounded;
    if (__builtin_add_overflow(size, ARENA_ALIGN - 1, &rounded))
        rounded = SIZE_MAX; /* memory_alloc aborts */
    else
        rounded &= ~(size_t)(ARENA_ALIGN - 1);
    if (rounded == 0)
        rounded = ARENA_ALIGN;
    if (rounded > LARGE_BYTES && arena->chunks != NULL) {
        struct arena_chunk *chunk = chunk_new(rounded);
        insert_full_chunk(arena, chunk);
        ARENA_UNPOISON(chunk->data, size);
        return chunk->data;
    }
    if (rounded > (size_t)(arena->end - arena->at))
        push_chunk(arena, chunk_new(next_room(arena, rounded)));
    void *memory = arena->at;
    arena->at += rounded;
    ARENA_UNPOISON(memory, size);
    return memory;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        total = SIZE_MAX; /* memory_alloc aborts */
    return arena_zalloc(arena, total);
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
    assert(len >= 0);
    char *text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return slice_make(text, (size_t)len);
}

struct slice arena_int64(struct arena *arena, int64_t value)
{
    char *text = arena_alloc(arena, DECIMAL_MAX + 1);
    size_t len = decimal_write(value, text);
    text[len] = '\0';
    return slice_make(text, len);
}

size_t arena_used(const struct arena *arena)
{
    if (arena->chunks == NULL)
        return 0;
    size_t used = newest_used(arena);
    for (const struct arena_chunk *chunk = arena->chunks->next; chunk != NULL; chunk = chunk->next)
        used += chunk->used;
    return used;
}
