/* An engine with a laboratory, and its replies as text. */
#ifndef ROPELINE_TESTS_LAB_FIXTURE_H
#define ROPELINE_TESTS_LAB_FIXTURE_H

#include "src/lab/lab.h"
#include "tests/unit/src/engine/fixture.h"

struct bench {
    struct fixture f; /* first: the helpers of the engine's fixture take it */
    struct lab *lab;
    struct buf reply;
};

#define EVENTS_KEPT 1000

int bench_setup(void **state);
int bench_teardown(void **state);

#define lab_test(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

/* Ends the laboratory and starts another with these bounds. */
void bench_bound(struct bench *b, size_t events, size_t bytes);

/* Lets time pass, for the engine and the laboratory. */
void elapse(struct bench *b, int64_t ms);

/* Ends the turn with a commit that fails. */
void lose_turn(struct bench *b);

/* Names of the events of a queue (NULL: all) with blanks between them; valid until the next call.
 */
const char *happened(struct bench *b, const char *queue);

/* The value of the last `"name":` of the reply that is asked for, or -1. */
int64_t last_number(struct bench *b, const char *name);

/* The whole history as JSON lines. */
const char *everything(struct bench *b, const char *queue);

/* Adds a fault; it must be accepted. */
void strike(struct bench *b, const struct lab_fault_spec *spec);

/* A message of the answer is deleted; the delete must be answered without an error. */
void delete_received(struct bench *b, const char *queue, const struct asked *asked, size_t i);

#endif
