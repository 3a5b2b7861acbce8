/* Opening storage/sqlite for tests. One file at a time, in a folder of its own. */
#ifndef ROPELINE_TESTS_STORAGE_SQLITE_OPEN_H
#define ROPELINE_TESTS_STORAGE_SQLITE_OPEN_H

#include "storage/store.h"

struct store *sqlite_open_memory(void);
struct store *sqlite_open_file(void);
struct store *sqlite_reopen_file(struct store *store);
void sqlite_remove_file(void);

#endif
