/* A store with a bit of everything, for tests of the file's format: written by one version, read by
 * another. Times start at START_MS. */
#ifndef ROPELINE_TESTS_STORAGE_SQLITE_SAMPLE_H
#define ROPELINE_TESTS_STORAGE_SQLITE_SAMPLE_H

#include "tests/storage/fixture.h"

/* Fills a new store; commits, and leaves a turn open. */
void sample_fill(struct fixture *f);

/* Fails the test unless the store holds what sample_fill left, and all of it can be used. The
 * messages are gone afterwards. */
void sample_check(struct fixture *f);

#endif
