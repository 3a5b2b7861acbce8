/* More messages are gone than one call removes: still never seen, never counted, never locking. */
#include "tests/storage/sqlite/file.h"

/* More than retention removes in one go, and more than make a bucket be replaced. */
#define CROWD 1500

static void send_crowd(struct fixture *f, int64_t queue, const char *group)
{
    for (int i = 0; i < CROWD; i++)
        send(f, queue, .body = "old", .group = group);
}

static void send_to_many_groups(struct fixture *f, int64_t queue)
{
    for (int i = 0; i < CROWD; i++)
        send(f, queue, .body = "old", .group = arena_printf(&f->arena, "c%d", i).at);
}

static void a_crowd_is_gone(void **state, bool fifo)
{
    struct fixture *f = *state;
    int64_t queue = fifo ? make_fifo(f, "f") : make_queue(f, "q");
    f->retention_ms = 1000;
    send_crowd(f, queue, fifo ? "g" : NULL);
    receive(f, queue, 10, 500);
    pass(f, 999);
    send(f, queue, .body = "young", .group = fifo ? "g" : NULL);
    assert_counts(f, queue, "1501/0/0");
    pass(f, 1);
    assert_counts(f, queue, "1/0/0");
    assert_string_equal(peek(f, queue, 10), "young");
    bool more = true;
    while (more)
        assert_ok(f->ops->expire(f->store, queue, time_of(f), 100, &more));
    assert_counts(f, queue, "1/0/0");
    assert_string_equal(peek(f, queue, 10), "young");
}

static void a_crowd_of_a_standard_queue(void **state)
{
    a_crowd_is_gone(state, false);
}

static void a_crowd_of_a_fifo_queue(void **state)
{
    a_crowd_is_gone(state, true);
}

/* The locked groups come last in order of arrival, out of reach of one call's removals. */
static void a_crowd_does_not_lock(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    f->retention_ms = 1000;
    send_to_many_groups(f, queue);
    pass(f, 1);
    send_words(f, queue, "g1-old g2-old");
    while (*receive(f, queue, TAKEN_MAX, 60000))
        next_turn(f);
    assert_counts(f, queue, "0/1502/0");
    pass(f, 500);
    send_words(f, queue, "g1-young g2-young c7-young");
    assert_string_equal(peek(f, queue, 10), "");
    f->now = START_MS + 1000 + 3;
    assert_string_equal(peek(f, queue, 10), "g1-young g2-young c7-young");
    assert_counts(f, queue, "3/0/0");
}

/* All at once: the queue goes on with its sequence and its memory. */
static void all_are_gone(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    struct store_deduplication entry = {.sequence = 7}, found;
    f->retention_ms = 1000;
    send_crowd(f, queue, "g");
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 5000, &entry));
    int64_t last = send(f, queue, .body = "old", .group = "g");
    pass(f, 1000);
    assert_string_equal(peek(f, queue, 10), "");
    assert_counts(f, queue, "0/0/0");
    assert_true(reopen(f));
    assert_true(send(f, queue, .body = "young", .group = "g") > last);
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &found));
    assert_int_equal(found.sequence, 7);
    struct store_message gone;
    assert_missing(f->ops->message_find(f->store, queue, last, 0, &gone));
    assert_true(collect_all(f, 100) > 10);
    assert_counts(f, queue, "1/0/0");
    assert_string_equal(peek(f, queue, 10), "young");
}

/* A clock that stands before what was already counted: slower, but as exact. */
static void an_earlier_time(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a", .delay_ms = 1000);
    send(f, queue, .body = "b");
    receive(f, queue, 1, 2000);
    pass(f, 5000);
    assert_counts(f, queue, "2/0/0");
    f->now -= 4500;
    assert_counts(f, queue, "0/1/1");
    f->now += 4500;
    assert_counts(f, queue, "2/0/0");
}

int test_retention(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_crowd_of_a_standard_queue),
        TEST(a_crowd_of_a_fifo_queue),
        TEST(a_crowd_does_not_lock),
        TEST(all_are_gone),
        TEST(an_earlier_time),
    };
    return cmocka_run_group_tests_name("retention of many", tests, NULL, NULL);
}
