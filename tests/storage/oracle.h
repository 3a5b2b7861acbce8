/* Random runs of several stores against each other: see oracle.c. */
#ifndef ROPELINE_TESTS_STORAGE_ORACLE_H
#define ROPELINE_TESTS_STORAGE_ORACLE_H

#include <stdarg.h>

#include "storage/store.h"

#define ORACLE_CONTESTANTS 4

struct contestant {
    const char *name;
    struct store *(*open)(void);
    struct store *(*reopen)(struct store *store); /* NULL: cannot */
    void (*cleanup)(void);                        /* NULL: nothing to clean */
    struct store *store;
};

/* Runs as the arguments say; exits with 1 and the two answers where contestants differ. The first
 * contestant is the measure. */
int oracle_main(struct contestant *contestants, size_t count, int argc, char **argv);

#endif
