/* The suite's parts, one file each; each runs its tests and returns the number of failures. */
#ifndef ROPELINE_TESTS_STORAGE_SUITE_H
#define ROPELINE_TESTS_STORAGE_SUITE_H

int test_turns(void);
int test_queues(void);
int test_lists(void);
int test_counts(void);
int test_messages(void);
int test_standard(void);
int test_fairness(void);
int test_fifo(void);
int test_recordings(void);
int test_wakeups(void);
int test_expiry(void);
int test_moves(void);
int test_deduplication(void);
int test_attempts(void);
int test_tasks(void);
int test_settings(void);
int test_purge(void);
int test_collect(void);
int test_deadlines(void);
int test_scans(void);
int test_snapshots(void);

/* Runs them all; what main() returns. */
int suite_run(void);

#endif
