/* Retention: messages with retained_ms <= oldest_ms are gone in every state. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

#define RETENTION_MS 1000

static int64_t make(struct fixture *f, bool fifo)
{
    f->retention_ms = RETENTION_MS;
    return fifo ? make_fifo(f, "f") : make_queue(f, "q");
}

static void the_last_moment(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false);
    send(f, queue, .body = "a");
    pass(f, RETENTION_MS - 1);
    assert_string_equal(peek(f, queue, 10), "a");
    assert_counts(f, queue, "1/0/0");
    pass(f, 1);
    assert_string_equal(peek(f, queue, 10), "");
    assert_counts(f, queue, "0/0/0");
}

/* One is gone, the other lives a millisecond longer. */
static void neighbours_in_time(void **state)
{
    struct fixture *f = *state;
    int64_t queues[] = {make(f, false), make_fifo(f, "f")};
    for (size_t i = 0; i < 2; i++) {
        send(f, queues[i], .body = "a", .group = "g");
        send(f, queues[i], .body = "b", .group = "g", .retained_ms = f->now + 1);
    }
    pass(f, RETENTION_MS);
    for (size_t i = 0; i < 2; i++) {
        assert_counts(f, queues[i], "1/0/0");
        assert_string_equal(peek(f, queues[i], 10), "b");
    }
}

/* Each verb must notice by itself, whichever is called first. */
static void counting_notices_first(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false);
    send(f, queue, .body = "visible");
    send(f, queue, .body = "delayed", .delay_ms = 5000);
    receive(f, queue, 1, 5000);
    send(f, queue, .body = "visible");
    assert_counts(f, queue, "1/1/1");
    pass(f, RETENTION_MS);
    assert_counts(f, queue, "0/0/0");
    pass(f, 5000);
    assert_counts(f, queue, "0/0/0");
    assert_string_equal(peek(f, queue, 10), "");
}

static void in_flight_messages_do_not_come_back(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false), fifo = make_fifo(f, "f");
    send(f, queue, .body = "a");
    send(f, fifo, .body = "a", .group = "g");
    receive(f, queue, 1, 1500);
    receive(f, fifo, 1, 1500);
    pass(f, 500);
    send(f, queue, .body = "b");
    send(f, fifo, .body = "b", .group = "h");
    pass(f, 500);
    assert_string_equal(peek(f, queue, 10), "b");
    assert_string_equal(peek(f, fifo, 10), "b");
    pass(f, 499);
    assert_string_equal(peek(f, queue, 10), "b");
    pass(f, 1);
    assert_string_equal(peek(f, queue, 10), "");
    assert_string_equal(peek(f, fifo, 10), "");
}

static void expiry_unlocks_a_group(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, true);
    send(f, queue, .body = "a", .group = "g");
    pass(f, 500);
    send(f, queue, .body = "b", .group = "g");
    send(f, queue, .body = "c", .group = "g");
    assert_string_equal(receive(f, queue, 1, 100000), "a");
    assert_string_equal(peek(f, queue, 10), "");
    pass(f, 500);
    assert_string_equal(peek(f, queue, 10), "b c");
    assert_counts(f, queue, "2/0/0");
    reopen(f);
    assert_string_equal(receive(f, queue, 10, 1000), "b c");
}

static void expired_heads_do_not_order_groups(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, true);
    send(f, queue, .body = "a1", .group = "a");
    pass(f, 100);
    send(f, queue, .body = "b1", .group = "b");
    pass(f, 100);
    send(f, queue, .body = "a2", .group = "a");
    assert_string_equal(peek(f, queue, 10), "a1 a2 b1");
    pass(f, 800);
    assert_string_equal(peek(f, queue, 10), "b1 a2");
}

/* Behind a head that lives: retention of FIFO messages may be renewed (dead letters). */
static void expiry_in_the_middle_of_a_group(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, true);
    send(f, queue, .body = "a", .group = "g", .retained_ms = f->now + 500);
    send(f, queue, .body = "b", .group = "g");
    send(f, queue, .body = "c", .group = "g", .retained_ms = f->now + 400);
    assert_string_equal(receive(f, queue, 10, 100), "a b c");
    pass(f, 1000);
    assert_string_equal(peek(f, queue, 10), "a c");
    assert_counts(f, queue, "2/0/0");
    pass(f, 400);
    assert_string_equal(peek(f, queue, 10), "a");
    pass(f, 100);
    assert_string_equal(peek(f, queue, 10), "");
}

/* Moved messages of standard queues keep an older retained_ms. */
static void retention_is_not_in_arrival_order(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false);
    send(f, queue, .body = "a");
    send(f, queue, .body = "b", .retained_ms = f->now - 900);
    send(f, queue, .body = "c", .retained_ms = f->now - 300);
    send(f, queue, .body = "d", .retained_ms = f->now - 600);
    send(f, queue, .body = "e", .retained_ms = f->now + 300);
    send(f, queue, .body = "f");
    assert_string_equal(peek(f, queue, 10), "a b c d e f");
    pass(f, 100);
    assert_string_equal(peek(f, queue, 10), "a c d e f");
    pass(f, 300);
    assert_counts(f, queue, "4/0/0");
    assert_string_equal(peek(f, queue, 10), "a c e f");
    pass(f, 300);
    assert_string_equal(peek(f, queue, 10), "a e f");
    pass(f, 300);
    assert_string_equal(peek(f, queue, 10), "e");
    pass(f, 300);
    assert_string_equal(peek(f, queue, 10), "");
    assert_counts(f, queue, "0/0/0");
}

static void deleting_what_was_to_expire(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false);
    int64_t a = send(f, queue, .body = "a");
    int64_t b = send(f, queue, .body = "b", .retained_ms = f->now - 100);
    send(f, queue, .body = "c");
    delete_message(f, queue, a);
    delete_message(f, queue, b);
    pass(f, RETENTION_MS - 1);
    assert_counts(f, queue, "1/0/0");
    pass(f, 1);
    assert_counts(f, queue, "0/0/0");
}

/* A longer period saves what is not gone yet; a shorter one removes what is older. */
static void the_period_can_change(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false);
    for (int i = 0; i < 10; i++)
        send(f, queue, .body = arena_printf(&f->arena, "m%d", i).at,
             .retained_ms = f->now - 990 + i * 10);
    f->retention_ms = 2000;
    pass(f, 500);
    assert_counts(f, queue, "10/0/0");
    f->retention_ms = 1440; /* 60 ms before the last */
    assert_string_equal(peek(f, queue, 10), "m6 m7 m8 m9");
    assert_counts(f, queue, "4/0/0");
}

static void expiring_in_slices(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false), fifo = make_fifo(f, "f");
    bool more = false;
    assert_ok(f->ops->expire(f->store, queue, time_of(f), 10, &more));
    assert_false(more);
    for (int i = 0; i < 50; i++) {
        send(f, queue, .body = "x", .delay_ms = i % 3 * 100);
        send(f, fifo, .body = "x", .group = i % 2 ? "a" : "b");
    }
    pass(f, 100);
    send(f, queue, .body = "y");
    send(f, fifo, .body = "y", .group = "a");
    assert_ok(f->ops->expire(f->store, queue, time_of(f), 10, &more));
    assert_false(more);
    pass(f, RETENTION_MS - 100);
    for (int64_t ids[] = {queue, fifo}, *id = ids; id < ids + 2; id++) {
        int slices = 0;
        do {
            assert_ok(f->ops->expire(f->store, *id, time_of(f), 10, &more));
            assert_true(++slices < 1000);
            if (slices == 2)
                assert_counts(f, *id, "1/0/0");
            next_turn(f);
        } while (more);
        assert_counts(f, *id, "1/0/0");
        assert_string_equal(peek(f, *id, 10), "y");
    }
}

/* Enough that no single slice of a lazy clean-up covers them. */
static void many_expire_at_once(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, false), fifo = make_fifo(f, "f");
    for (int i = 0; i < 3000; i++) {
        send(f, queue, .body = "x", .group = i % 3 ? NULL : "g");
        send(f, fifo, .body = "x", .group = arena_printf(&f->arena, "g%d", i % 500).at);
    }
    for (int i = 0; i < 10; i++)
        receive(f, fifo, 10, DAY_MS);
    pass(f, 10);
    send(f, queue, .body = "y");
    for (int i = 0; i < 500; i++)
        send(f, fifo, .body = "y", .group = arena_printf(&f->arena, "g%d", i).at);
    pass(f, RETENTION_MS - 10);
    assert_string_equal(peek(f, queue, 10), "y");
    assert_string_equal(peek(f, fifo, 5), "y y y y y");
    assert_counts(f, queue, "1/0/0");
    assert_counts(f, fifo, "500/0/0");
    pass(f, 10);
    assert_string_equal(peek(f, queue, 10), "");
    assert_string_equal(peek(f, fifo, 10), "");
    assert_counts(f, fifo, "0/0/0");
    send(f, queue, .body = "z");
    send(f, fifo, .body = "z", .group = "g0");
    assert_string_equal(peek(f, queue, 10), "z");
    assert_string_equal(peek(f, fifo, 10), "z");
    collect_all(f, 100);
    assert_counts(f, queue, "1/0/0");
    assert_counts(f, fifo, "1/0/0");
}

/* What a queue remembers besides messages does not expire with them. */
static void memory_outlives_messages(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make(f, true);
    struct store_deduplication entry = {.sequence = 7}, found;
    for (int i = 0; i < 2000; i++)
        send(f, queue, .body = "x", .group = "g");
    struct store_message last = full_message(f, "a");
    assert_ok(f->ops->message_put(f->store, queue, &last));
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 300000, &entry));
    assert_ok(f->ops->attempt_put(f->store, queue, SLICE("k"), f->now + 300000, SLICE("record")));
    pass(f, 2 * RETENTION_MS);
    assert_counts(f, queue, "0/0/0");
    collect_all(f, 100);
    struct slice record;
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &found));
    assert_int_equal(found.sequence, 7);
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("k"), f->now, &f->arena, &record));
    struct store_message next = full_message(f, "b");
    assert_ok(f->ops->message_put(f->store, queue, &next));
    assert_true(next.sequence > last.sequence);
    assert_true(next.id > last.id);
}

int test_expiry(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_moment),
        TEST(neighbours_in_time),
        TEST(counting_notices_first),
        TEST(in_flight_messages_do_not_come_back),
        TEST(expiry_unlocks_a_group),
        TEST(expired_heads_do_not_order_groups),
        TEST(expiry_in_the_middle_of_a_group),
        TEST(retention_is_not_in_arrival_order),
        TEST(deleting_what_was_to_expire),
        TEST(the_period_can_change),
        TEST(expiring_in_slices),
        TEST(many_expire_at_once),
        TEST(memory_outlives_messages),
    };
    return cmocka_run_group_tests_name("expiry", tests, NULL, NULL);
}
