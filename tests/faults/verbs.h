/* A store that wraps any other: each of its verbs may be the planned fault (FAULT_VERB). */
#ifndef ROPELINE_TESTS_FAULTS_VERBS_H
#define ROPELINE_TESTS_FAULTS_VERBS_H

#include "storage/store.h"

/* Owns `inner`; NULL when that is NULL. */
struct store *verbs_wrap(struct store *inner);

/* The store inside. */
struct store *verbs_inner(struct store *store);

#endif
