/* What every test of the storage contract stands on: an open store, a clock that only the test
 * moves, and short words for the verbs.
 *
 * The suite is written against storage/store.h alone. Each binary links it with one *_main.c, which
 * says which store is tested (`suite_store`). The words below run in the fixture's open turn;
 * next_turn() commits it and begins another. */
#ifndef ROPELINE_TESTS_STORAGE_FIXTURE_H
#define ROPELINE_TESTS_STORAGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "storage/store.h"

/* The store under test, defined by the binary's *_main.c. */
struct suite_store {
    const char *name;
    struct store *(*open)(void); /* a new, empty one */

    /* Closes the store and opens what it left behind; NULL when it leaves nothing. */
    struct store *(*reopen)(struct store *store);

    void (*cleanup)(void); /* after the last close; may be NULL */
    bool undoes;           /* turn_abandon takes back what the turn did */
    bool slices;           /* frees garbage in slices; else at once, or never */
};

extern const struct suite_store suite_store;

#define START_MS  INT64_C(1700000000000)
#define DAY_MS    INT64_C(86400000)
#define ACCOUNT   "000000000000"
#define REGION    "us-east-1"
#define TAKEN_MAX 64

struct fixture {
    struct store *store;
    const struct store_ops *ops;
    struct arena arena;
    int64_t now;
    int64_t retention_ms;
    struct store_message taken[TAKEN_MAX]; /* by the latest receive(), in order */
    size_t taken_count;
};

int fixture_setup(void **state);
int fixture_teardown(void **state);

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

/* Commits the turn and begins the next. */
void next_turn(struct fixture *f);

/* next_turn, and the clock goes on. */
void pass(struct fixture *f, int64_t ms);

/* Closes and opens the store again, where that makes sense; true then. */
bool reopen(struct fixture *f);

struct store_time time_of(const struct fixture *f);

/* ---- queues ---- */

int64_t make_queue(struct fixture *f, const char *name);
int64_t make_fifo(struct fixture *f, const char *name);
struct store_queue queue_row(const char *name);

/* ---- sending ---- */

/* What a test says about a message; everything has a default. */
struct sending {
    const char *body;
    const char *group;   /* NULL: none */
    int64_t delay_ms;    /* visible_ms = now + delay_ms */
    int64_t retained_ms; /* 0: now */
};

/* Puts a message and returns its id. */
int64_t send_as(struct fixture *f, int64_t queue, struct sending sending);
#define send(f, queue, ...) send_as((f), (queue), (struct sending){__VA_ARGS__})

/* Sends a FIFO message per word: "g1-m1" goes to group "g1". The clock goes on by 1 ms each. */
void send_words(struct fixture *f, int64_t queue, const char *words);

/* A message with every text set to something of its own. */
struct store_message full_message(struct fixture *f, const char *mark);

/* ---- receiving ---- */

/* Bodies of what is ready, separated by blanks; the queue stays as it is. */
const char *peek(struct fixture *f, int64_t queue, size_t limit);

/* As peek, and takes them for `visibility_ms`. */
const char *receive(struct fixture *f, int64_t queue, size_t limit, int64_t visibility_ms);

/* The taken message with this body. */
struct store_message *taken(struct fixture *f, const char *body);

/* Finds the message and changes or deletes it, as a call with a receipt handle does. */
void set_visible(struct fixture *f, int64_t queue, int64_t id, int64_t visible_ms);
void delete_message(struct fixture *f, int64_t queue, int64_t id);

/* Moves the first ready message, as it is, visible now; returns its new id. */
int64_t move_first(struct fixture *f, int64_t from, int64_t to);

/* The answer of next_visible, or -1. */
int64_t next_visible(struct fixture *f, int64_t queue);

/* Runs collect until there is nothing more to do; returns the number of slices. */
size_t collect_all(struct fixture *f, size_t limit);

/* ---- comparing ---- */

#define assert_ok(status)      assert_int_equal((status), STORE_OK)
#define assert_missing(status) assert_int_equal((status), STORE_NOT_FOUND)

/* "visible/not visible/delayed", such as "3/0/1". */
const char *counts(struct fixture *f, int64_t queue);
#define assert_counts(f, queue, expected) assert_string_equal(counts((f), (queue)), (expected))

#define assert_slice(slice, expected) assert_string_equal(slice_text(f, (slice)), (expected))

/* The text, or "(absent)". */
const char *slice_text(struct fixture *f, struct slice slice);

/* Every field but the texts; then all of them. Absent and empty differ. */
void assert_same_state(const struct store_message *a, const struct store_message *b);
void assert_same_message(const struct store_message *a, const struct store_message *b);

#endif
