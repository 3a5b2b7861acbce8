/* The store in plain C structures: the fastest, and forgotten when the process ends. */
#ifndef ROPELINE_STORAGE_MEMORY_STORE_H
#define ROPELINE_STORAGE_MEMORY_STORE_H

#include "storage/store.h"

/* `max_bytes`: ceiling on what messages may take, past which message_put answers STORE_FULL; 0 =
 * none. Never fails. Its verbs never answer STORE_ERROR, so a turn needs no undoing. */
struct store *memory_store_open(size_t max_bytes);

#endif
