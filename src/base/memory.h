/* malloc that aborts with a clear line instead of returning NULL (docs/adr/0005-out-of-memory.md).
 */
#ifndef ROPELINE_BASE_MEMORY_H
#define ROPELINE_BASE_MEMORY_H

#include <stddef.h>
#include <stdlib.h> /* free */

void *memory_alloc(size_t size);
void *memory_zalloc(size_t size);
void *memory_realloc(void *old, size_t size);

/* count * size with a check for overflow. */
void *memory_array(void *old, size_t count, size_t size);

#endif
