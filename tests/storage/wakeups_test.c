/* next_visible: when to look again. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void nothing_ahead(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    assert_int_equal(next_visible(f, queue), -1);
    assert_int_equal(next_visible(f, fifo), -1);
    send(f, queue, .body = "a");
    send(f, fifo, .body = "a", .group = "g");
    assert_int_equal(next_visible(f, queue), -1);
    assert_int_equal(next_visible(f, fifo), -1);
}

static void the_earliest_of_what_is_hidden(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b", .delay_ms = 500);
    send(f, queue, .body = "c", .delay_ms = 300);
    assert_int_equal(next_visible(f, queue), START_MS + 300);
    receive(f, queue, 1, 200);
    reopen(f);
    assert_int_equal(next_visible(f, queue), START_MS + 200);
    delete_message(f, queue, f->taken[0].id);
    assert_int_equal(next_visible(f, queue), START_MS + 300);
    pass(f, 300);
    assert_int_equal(next_visible(f, queue), START_MS + 500);
    pass(f, 200);
    assert_int_equal(next_visible(f, queue), -1);
}

static void groups_of_standard_queues_matter_not(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a", .group = "g", .delay_ms = 500);
    send(f, queue, .body = "b", .group = "h", .delay_ms = 300);
    send(f, queue, .body = "c", .group = "h", .delay_ms = 400);
    send(f, queue, .body = "d", .group = "i");
    assert_int_equal(next_visible(f, queue), START_MS + 300);
    pass(f, 300);
    assert_int_equal(next_visible(f, queue), START_MS + 400);
    pass(f, 100);
    assert_int_equal(next_visible(f, queue), START_MS + 500);
}

static void only_first_messages_open_fifo_groups(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send(f, queue, .body = "a1", .group = "a", .delay_ms = 500);
    send(f, queue, .body = "a2", .group = "a", .delay_ms = 100);
    send(f, queue, .body = "b1", .group = "b", .delay_ms = 900);
    assert_int_equal(next_visible(f, queue), START_MS + 500);
    pass(f, 500);
    assert_int_equal(next_visible(f, queue), START_MS + 900);
}

static void a_deleted_head_wakes_for_the_next(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g-1 g-2");
    receive(f, queue, 2, 1000);
    set_visible(f, queue, taken(f, "g-2")->id, f->now + 2000);
    assert_int_equal(next_visible(f, queue), f->now + 1000);
    delete_message(f, queue, taken(f, "g-1")->id);
    assert_int_equal(next_visible(f, queue), f->now + 2000);
}

static void what_is_gone_wakes_nobody(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    f->retention_ms = 1000;
    send(f, queue, .body = "a", .delay_ms = 2000);
    send(f, fifo, .body = "a", .group = "g", .delay_ms = 2000);
    pass(f, 500);
    send(f, fifo, .body = "b", .group = "g", .delay_ms = 900);
    assert_int_equal(next_visible(f, queue), START_MS + 2000);
    assert_int_equal(next_visible(f, fifo), START_MS + 2000);
    pass(f, 500);
    assert_int_equal(next_visible(f, queue), -1);
    assert_int_equal(next_visible(f, fifo), START_MS + 1400);
}

int test_wakeups(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_ahead),
        TEST(the_earliest_of_what_is_hidden),
        TEST(groups_of_standard_queues_matter_not),
        TEST(only_first_messages_open_fifo_groups),
        TEST(a_deleted_head_wakes_for_the_next),
        TEST(what_is_gone_wakes_nobody),
    };
    return cmocka_run_group_tests_name("next_visible", tests, NULL, NULL);
}
