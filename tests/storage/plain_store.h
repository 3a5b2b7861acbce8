/* The contract of storage/store.h at its plainest: arrays that are searched from end to end.
 *
 * It is slow and obviously right, passes the same suite as the real stores, and is what the oracle
 * (oracle.c) compares them with. Nothing is ever freed before it is closed. */
#ifndef ROPELINE_TESTS_STORAGE_PLAIN_STORE_H
#define ROPELINE_TESTS_STORAGE_PLAIN_STORE_H

#include "storage/store.h"

struct store *plain_store_open(void);

#endif
