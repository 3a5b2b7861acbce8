/* Counters: exact through every change of state. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void a_standard_message_through_its_life(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    assert_counts(f, queue, "0/0/0");
    int64_t id = send(f, queue, .body = "a");
    assert_counts(f, queue, "1/0/0");
    receive(f, queue, 1, 1000);
    assert_counts(f, queue, "0/1/0");
    pass(f, 999);
    assert_counts(f, queue, "0/1/0");
    pass(f, 1);
    assert_counts(f, queue, "1/0/0");
    receive(f, queue, 1, 1000);
    set_visible(f, queue, id, f->now);
    assert_counts(f, queue, "1/0/0");
    set_visible(f, queue, id, f->now + 5);
    assert_counts(f, queue, "0/1/0");
    delete_message(f, queue, id);
    assert_counts(f, queue, "0/0/0");
}

static void a_delayed_message_through_its_life(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t id = send(f, queue, .body = "a", .delay_ms = 100);
    assert_counts(f, queue, "0/0/1");
    pass(f, 99);
    assert_counts(f, queue, "0/0/1");
    pass(f, 1);
    assert_counts(f, queue, "1/0/0");
    receive(f, queue, 1, 100);
    assert_counts(f, queue, "0/1/0");
    delete_message(f, queue, id);
    int64_t other = send(f, queue, .body = "b", .delay_ms = 100);
    delete_message(f, queue, other);
    assert_counts(f, queue, "0/0/0");
}

static void a_received_message_is_never_delayed_again(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    receive(f, queue, 1, 0);
    assert_counts(f, queue, "1/0/0");
    set_visible(f, queue, taken(f, "a")->id, f->now + 1000);
    assert_counts(f, queue, "0/1/0");
}

static void a_message_that_was_never_received_is_delayed(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t id = send(f, queue, .body = "a");
    set_visible(f, queue, id, f->now + 10);
    assert_counts(f, queue, "0/0/1");
    set_visible(f, queue, id, f->now + 20);
    assert_counts(f, queue, "0/0/1");
    pass(f, 20);
    assert_counts(f, queue, "1/0/0");
}

static void locked_fifo_messages_are_visible(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g1-m1 g1-m2 g1-m3 g2-m1");
    assert_counts(f, queue, "4/0/0");
    assert_string_equal(receive(f, queue, 1, 1000), "g1-m1");
    assert_counts(f, queue, "3/1/0");
    assert_string_equal(receive(f, queue, 10, 1000), "g2-m1");
    assert_counts(f, queue, "2/2/0");
    pass(f, 1000);
    assert_counts(f, queue, "4/0/0");
}

static void delayed_fifo_messages_are_counted_one_by_one(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send(f, queue, .body = "a", .group = "g", .delay_ms = 10);
    send(f, queue, .body = "b", .group = "g", .delay_ms = 20);
    send(f, queue, .body = "c", .group = "g");
    assert_counts(f, queue, "1/0/2");
    pass(f, 10);
    assert_counts(f, queue, "2/0/1");
    pass(f, 10);
    assert_counts(f, queue, "3/0/0");
}

static void many_states_at_once(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 100; i++)
        send(f, queue, .body = "x", .delay_ms = i);
    assert_counts(f, queue, "1/0/99");
    for (int i = 1; i < 100; i++) {
        pass(f, 1);
        if (i % 10 == 0)
            receive(f, queue, 3, 1000);
        if (i == 50)
            assert_counts(f, queue, "36/15/49");
    }
    assert_counts(f, queue, "73/27/0");
    pass(f, 2000);
    assert_counts(f, queue, "100/0/0");
}

/* Asking late must not differ from asking often. */
static void counters_are_right_after_a_long_silence(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 30; i++)
        send(f, queue, .body = "x", .delay_ms = i % 3 * 1000);
    receive(f, queue, 10, 1500);
    reopen(f);
    pass(f, 1000);
    send(f, queue, .body = "y");
    pass(f, 700);
    assert_counts(f, queue, "21/0/10");
    pass(f, DAY_MS);
    assert_counts(f, queue, "31/0/0");
}

static void queues_count_for_themselves(void **state)
{
    struct fixture *f = *state;
    int64_t a = make_queue(f, "a"), b = make_queue(f, "b");
    send(f, a, .body = "x");
    send(f, b, .body = "y", .delay_ms = 5);
    send(f, b, .body = "z");
    assert_counts(f, a, "1/0/0");
    assert_counts(f, b, "1/0/1");
    assert_string_equal(receive(f, b, 10, 1000), "z");
    assert_counts(f, a, "1/0/0");
    assert_counts(f, b, "0/1/1");
}

int test_counts(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_standard_message_through_its_life),
        TEST(a_delayed_message_through_its_life),
        TEST(a_received_message_is_never_delayed_again),
        TEST(a_message_that_was_never_received_is_delayed),
        TEST(locked_fifo_messages_are_visible),
        TEST(delayed_fifo_messages_are_counted_one_by_one),
        TEST(many_states_at_once),
        TEST(counters_are_right_after_a_long_silence),
        TEST(queues_count_for_themselves),
    };
    return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
