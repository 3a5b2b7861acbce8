/* What the walks share: a folder for the file, the contents that must be there after each step. */
#ifndef ROPELINE_TESTS_FAULTS_WALKS_H
#define ROPELINE_TESTS_FAULTS_WALKS_H

#include "tests/faults/fault.h"
#include "tests/faults/scenario.h"

/* Of so many points one is tried; at the long level all are. */
int walk_stride(int at_short_level, int at_full_level);

/* The file of the test, and nothing in it. */
const char *walk_file(void);

/* The content after `steps` steps, told without faults; lives as long as the process. */
const char *walk_content(int steps);

/* Group setup: makes all contents, while there are no faults. */
int walk_prepare(void **state);

/* Tells `steps` steps without faults and closes; the file stays. Returns its path. */
const char *walk_keep(int steps);

/* Opens the file anew, without faults: SQLite finds nothing wrong, the content is that after
 * `least` or `most` steps, and the service works. */
void walk_verify_file(int least, int most);

int test_failures(void);
int test_kills(void);
int test_damage(void);
int test_upgrades(void);
int test_restores(void);

#endif
