/* Memory that is there or ends the process: see memory.h. */
#include "src/base/memory.h"

#include <stdint.h>
#include <stdio.h>

static void *must(void *memory)
{
    if (memory)
        return memory;
    fputs("ropeline: the system has no memory left\n", stderr);
    abort();
}

void *memory_alloc(size_t size)
{
    return must(malloc(size ? size : 1));
}

void *memory_zalloc(size_t size)
{
    return must(calloc(1, size ? size : 1));
}

void *memory_realloc(void *old, size_t size)
{
    return must(realloc(old, size ? size : 1));
}

void *memory_array(void *old, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return must(NULL);
    return memory_realloc(old, bytes);
}
