/* A folder of its own for each test, and stores on files in it. */
#ifndef ROPELINE_TESTS_STORAGE_SQLITE_FILE_H
#define ROPELINE_TESTS_STORAGE_SQLITE_FILE_H

#include "tests/storage/fixture.h"

#include "storage/sqlite/sqlite_store.h"

/* The parts of this program, as in suite.h. */
int test_open(void);
int test_crash(void);
int test_failure(void);
int test_retention(void);
int test_space(void);
int test_checkpoint(void);
int test_plans(void);
int test_hashes(void);
int test_upgrade(void);
int test_backup(void);

/* Makes the folder; it is removed with all its files by folder_remove. */
int folder_make(void **state);
int folder_remove(void **state);

/* The path of a file in the folder; valid until the next call with the same name's length. */
const char *file_path(const char *name);

/* Opens a store there; NULL, and the line for the user in file_error. */
struct store *file_open(const char *name);
extern char file_error[256];

int64_t file_size(const char *name);

#endif
