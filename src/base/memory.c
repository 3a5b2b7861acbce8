/* Allocation that never returns NULL. Everything in base that grows allocates through here. */
#include "src/base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *checked(void *memory, size_t size)
{
    if (memory == NULL) {
        fprintf(stderr, "ropeline: out of memory (%zu bytes wanted)\n", size);
        abort();
    }
    return memory;
}

/* Sizes of zero still give a pointer of their own, so that NULL always means "none". */
static size_t at_least_one(size_t size)
{
    return size == 0 ? 1 : size;
}

void *memory_alloc(size_t size)
{
    return checked(malloc(at_least_one(size)), size);
}

void *memory_zalloc(size_t size)
{
    return checked(calloc(1, at_least_one(size)), size);
}

void *memory_realloc(void *old, size_t size)
{
    return checked(realloc(old, at_least_one(size)), size);
}

void *memory_array(void *old, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return checked(NULL, SIZE_MAX);
    return memory_realloc(old, total);
}
