/* An engine on the memory store with a clock that stands still, and calls in a few words. */
#ifndef ROPELINE_TESTS_ENGINE_FIXTURE_H
#define ROPELINE_TESTS_ENGINE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/engine/engine.h"

#define START_MS INT64_C(1800000000000)

struct fixture {
    struct clock clock;
    struct store *store;
    struct engine *engine;
    struct arena arena; /* of everything the test makes */
};

/* A call and whether it has been completed. */
struct asked {
    struct call call;
    int done; /* times that `done` was called */
};

int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Executes without ending the turn; `queue` NULL: none is named. */
struct asked *ask(struct fixture *f, enum action_id action, const char *queue, const void *request);

/* Executes and ends the turn. */
struct asked *run(struct fixture *f, enum action_id action, const char *queue, const void *request);

/* Moves the clock and does what is due, until nothing is. */
void pass(struct fixture *f, int64_t ms);

/* The usual calls; they must succeed. `pairs` is a NULL-terminated list of names and values. */
void create(struct fixture *f, const char *name, const char *const *pairs);
void send(struct fixture *f, const char *queue, const char *body, const char *group,
          const char *deduplication_id);
struct asked *receive(struct fixture *f, const char *queue, int max, int wait_seconds);

/* Messages of a completed receive. */
size_t received_count(const struct asked *asked);
const struct message *received(const struct asked *asked, size_t i);

#define assert_slice(got, text)                                                                    \
    do {                                                                                           \
        struct slice got_ = (got);                                                                 \
        assert_int_equal(got_.len, strlen(text));                                                  \
        assert_memory_equal(got_.at, text, got_.len);                                              \
    } while (0)

/* The call was completed once, with this error; TEXT_NONE: with a result. */
void assert_fails(const struct asked *asked, enum text_id text);
void assert_succeeds(const struct asked *asked);

#define engine_test(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

#endif
