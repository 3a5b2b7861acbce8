/* FIFO queues: groups in order, locked while one of their messages is in flight. The recorded
 * orders are in recordings_test.c. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void a_locked_group_gives_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g1-m1 g1-m2");
    assert_string_equal(receive(f, queue, 1, 1000), "g1-m1");
    int64_t first = f->taken[0].id;
    assert_string_equal(receive(f, queue, 10, 1000), "");
    send_words(f, queue, "g1-m3");
    assert_string_equal(receive(f, queue, 10, 1000), "");
    reopen(f);
    assert_string_equal(receive(f, queue, 10, 1000), "");
    delete_message(f, queue, first);
    assert_string_equal(receive(f, queue, 10, 1000), "g1-m2 g1-m3");
}

static void the_end_of_a_window_unlocks(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g1-m1 g1-m2 g2-m1");
    assert_string_equal(receive(f, queue, 1, 100), "g1-m1");
    pass(f, 99);
    assert_string_equal(peek(f, queue, 10), "g2-m1");
    pass(f, 1);
    assert_string_equal(peek(f, queue, 10), "g2-m1 g1-m1 g1-m2");
}

static void groups_go_by_their_first_message(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "c-1 a-1 b-1 a-2 c-2");
    assert_string_equal(peek(f, queue, 10), "c-1 c-2 a-1 a-2 b-1");
    assert_string_equal(peek(f, queue, 1), "c-1");
    assert_string_equal(peek(f, queue, 3), "c-1 c-2 a-1");
    assert_string_equal(receive(f, queue, 1, 0), "c-1"); /* c goes behind b */
    pass(f, 1);
    assert_string_equal(peek(f, queue, 10), "a-1 a-2 b-1 c-1 c-2");
}

static void equal_times_go_by_arrival(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send(f, queue, .body = "b1", .group = "b");
    send(f, queue, .body = "a1", .group = "a");
    send(f, queue, .body = "b2", .group = "b");
    assert_string_equal(peek(f, queue, 10), "b1 b2 a1");
    delete_message(f, queue, receive(f, queue, 1, 0) ? f->taken[0].id : 0);
    assert_string_equal(peek(f, queue, 10), "a1 b2");
}

static void a_delay_holds_the_whole_group(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send(f, queue, .body = "a1", .group = "a", .delay_ms = 10);
    send(f, queue, .body = "a2", .group = "a");
    send(f, queue, .body = "b1", .group = "b");
    send(f, queue, .body = "b2", .group = "b", .delay_ms = 5);
    send(f, queue, .body = "b3", .group = "b");
    assert_string_equal(peek(f, queue, 10), "b1");
    pass(f, 5);
    assert_string_equal(peek(f, queue, 10), "b1 b2 b3");
    pass(f, 5);
    assert_string_equal(peek(f, queue, 10), "b1 b2 b3 a1 a2");
}

static void deleting_in_the_middle_keeps_the_order(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g-1 g-2 g-3 g-4");
    assert_string_equal(receive(f, queue, 3, 1000), "g-1 g-2 g-3");
    delete_message(f, queue, taken(f, "g-2")->id);
    assert_string_equal(peek(f, queue, 10), "");
    delete_message(f, queue, taken(f, "g-1")->id);
    assert_string_equal(peek(f, queue, 10), ""); /* g-3 is still in flight */
    set_visible(f, queue, taken(f, "g-3")->id, f->now);
    assert_string_equal(peek(f, queue, 10), "g-3 g-4");
}

static void an_empty_group_can_come_back(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    for (int i = 0; i < 5; i++) {
        send_words(f, queue, "g-1");
        assert_string_equal(receive(f, queue, 10, 1000), "g-1");
        delete_message(f, queue, f->taken[0].id);
        assert_counts(f, queue, "0/0/0");
        next_turn(f);
    }
}

static void many_groups(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    for (int i = 0; i < 300; i++) {
        f->now++;
        const char *group = arena_printf(&f->arena, "g%d", i % 100).at;
        send(f, queue, .body = arena_printf(&f->arena, "%d", i).at, .group = group);
    }
    assert_string_equal(receive(f, queue, 4, 1000), "0 100 200 1");
    assert_string_equal(receive(f, queue, 4, 1000), "2 102 202 3"); /* 101: group 1 is locked */
    assert_counts(f, queue, "292/8/0");
    for (int i = 0; i < 95; i++)
        receive(f, queue, 3, 1000);
    assert_string_equal(peek(f, queue, 10), "99 199 299");
    pass(f, 1000);
    assert_string_equal(peek(f, queue, 5), "99 199 299 0 100");
}

static void a_group_locked_far_ahead_stays_behind_others(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "a-1 b-1 c-1");
    receive(f, queue, 3, 1000);
    set_visible(f, queue, taken(f, "a-1")->id, f->now + 30);
    set_visible(f, queue, taken(f, "b-1")->id, f->now + 10);
    set_visible(f, queue, taken(f, "c-1")->id, f->now + 20);
    pass(f, 25);
    assert_string_equal(peek(f, queue, 10), "b-1 c-1");
    pass(f, 5);
    assert_string_equal(peek(f, queue, 10), "b-1 c-1 a-1");
    set_visible(f, queue, taken(f, "a-1")->id, START_MS);
    assert_string_equal(peek(f, queue, 10), "a-1 b-1 c-1");
}

int test_fifo(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_locked_group_gives_nothing),
        TEST(the_end_of_a_window_unlocks),
        TEST(groups_go_by_their_first_message),
        TEST(equal_times_go_by_arrival),
        TEST(a_delay_holds_the_whole_group),
        TEST(deleting_in_the_middle_keeps_the_order),
        TEST(an_empty_group_can_come_back),
        TEST(many_groups),
        TEST(a_group_locked_far_ahead_stays_behind_others),
    };
    return cmocka_run_group_tests_name("FIFO queues", tests, NULL, NULL);
}
