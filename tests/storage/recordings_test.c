/* The seven orders that were recorded on AWS (fifo.md section 3, cases a to g), from a client that
 * needs a millisecond for each call, and from one whose calls all fall into one. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

#define VISIBILITY_MS 30000

static int64_t call_ms; /* from one call to the next */

static int setup_apart(void **state)
{
    call_ms = 1;
    return fixture_setup(state);
}

static int setup_together(void **state)
{
    call_ms = 0;
    return fixture_setup(state);
}

static const char *receive_later(struct fixture *f, int64_t queue, size_t limit, int64_t visible_ms)
{
    pass(f, call_ms);
    return receive(f, queue, limit, visible_ms);
}

static void a_group_is_emptied_first(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "a");
    send_words(f, queue, "g1-m1 g2-m1 g1-m2 g1-m3");
    assert_string_equal(receive_later(f, queue, 10, VISIBILITY_MS), "g1-m1 g1-m2 g1-m3 g2-m1");
}

static void b_visibility_of_zero(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "b");
    send_words(f, queue, "g1-m1 g2-m1 g2-m2 g3-m1 g1-m2");
    assert_string_equal(receive_later(f, queue, 3, 0), "g1-m1 g1-m2 g2-m1");
    assert_string_equal(receive_later(f, queue, 10, 0), "g3-m1 g1-m1 g1-m2 g2-m1 g2-m2");
}

static void c_windows_end(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "c");
    send_words(f, queue, "g1-m1 g1-m2 g1-m3 g1-m4 g2-m1 g3-m1");
    assert_string_equal(receive_later(f, queue, 2, 1000), "g1-m1 g1-m2");
    assert_string_equal(receive_later(f, queue, 1, 1000), "g2-m1");
    pass(f, 2000);
    assert_string_equal(receive_later(f, queue, 10, 0), "g3-m1 g1-m1 g1-m2 g1-m3 g1-m4 g2-m1");
}

static void d_the_first_is_visible_again(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "d");
    send_words(f, queue, "g1-m1 g1-m2 g2-m1");
    assert_string_equal(receive_later(f, queue, 2, VISIBILITY_MS), "g1-m1 g1-m2");
    pass(f, call_ms);
    set_visible(f, queue, taken(f, "g1-m1")->id, f->now);
    assert_string_equal(receive_later(f, queue, 3, VISIBILITY_MS), "g2-m1 g1-m1");
}

static void d_the_first_is_visible_again_after_a_second(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "d");
    send_words(f, queue, "g1-m1 g1-m2 g2-m1");
    assert_string_equal(receive_later(f, queue, 2, VISIBILITY_MS), "g1-m1 g1-m2");
    set_visible(f, queue, taken(f, "g1-m1")->id, f->now + 1000);
    pass(f, 1000);
    assert_string_equal(receive_later(f, queue, 3, VISIBILITY_MS), "g2-m1 g1-m1");
}

static void extend_one(struct fixture *f, const char *which, const char *expected)
{
    int64_t queue = make_fifo(f, which);
    send(f, queue, .body = "first", .group = "g");
    send(f, queue, .body = "second", .group = "g");
    send(f, queue, .body = "third", .group = "g");
    assert_string_equal(receive_later(f, queue, 5, 1000), "first second third");
    set_visible(f, queue, taken(f, which)->id, f->now + 4000);
    pass(f, 2500);
    assert_string_equal(receive_later(f, queue, 5, 1000), expected);
}

static void e_a_window_is_extended(void **state)
{
    struct fixture *f = *state;
    extend_one(f, "first", "");
    extend_one(f, "second", "first");
    extend_one(f, "third", "first second");
}

/* Without the duplicate of the recording, which the engine keeps away from the store. */
static const char *const words_fg = "g1-m1 g2-m1 g1-m2 g2-m2 g1-m3 g1-m4 g3-m1";

static void f_one_of_two_is_deleted(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    send_words(f, queue, words_fg);
    assert_string_equal(receive_later(f, queue, 2, VISIBILITY_MS), "g1-m1 g1-m2");
    delete_message(f, queue, taken(f, "g1-m1")->id);
    assert_string_equal(receive_later(f, queue, 10, VISIBILITY_MS), "g2-m1 g2-m2 g3-m1");
}

static void g_both_are_deleted(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "g");
    send_words(f, queue, words_fg);
    assert_string_equal(receive_later(f, queue, 2, VISIBILITY_MS), "g1-m1 g1-m2");
    delete_message(f, queue, taken(f, "g1-m1")->id);
    delete_message(f, queue, taken(f, "g1-m2")->id);
    assert_string_equal(receive_later(f, queue, 10, VISIBILITY_MS),
                        "g2-m1 g2-m2 g1-m3 g1-m4 g3-m1");
}

/* With a clock that stands, only the order of the calls can tell who is next. */
static void groups_take_turns(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "turns");
    send_words(f, queue, "g1-m1 g2-m1 g3-m1");
    assert_string_equal(receive_later(f, queue, 1, 0), "g1-m1");
    reopen(f);
    assert_string_equal(receive_later(f, queue, 1, 0), "g2-m1");
    assert_string_equal(receive_later(f, queue, 1, 0), "g3-m1");
    assert_string_equal(receive_later(f, queue, 1, 0), "g1-m1");
    send_words(f, queue, "g4-m1");
    assert_string_equal(receive_later(f, queue, 9, 0), "g2-m1 g3-m1 g1-m1 g4-m1");
}

#define BOTH(test)                                                                                 \
    cmocka_unit_test_setup_teardown(test, setup_apart, fixture_teardown),                          \
        cmocka_unit_test_setup_teardown(test, setup_together, fixture_teardown)

int test_recordings(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_group_is_emptied_first),
        BOTH(b_visibility_of_zero),
        BOTH(c_windows_end),
        BOTH(d_the_first_is_visible_again),
        BOTH(d_the_first_is_visible_again_after_a_second),
        BOTH(e_a_window_is_extended),
        BOTH(f_one_of_two_is_deleted),
        BOTH(g_both_are_deleted),
        BOTH(groups_take_turns),
    };
    return cmocka_run_group_tests_name("recorded FIFO orders", tests, NULL, NULL);
}
