/* message_move: to a dead-letter queue and back. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store_message first_ready(struct fixture *f, int64_t queue)
{
    struct store_message *messages;
    size_t count;
    assert_ok(f->ops->ready(f->store, queue, time_of(f), 1, &f->arena, &messages, &count));
    assert_int_equal(count, 1);
    return messages[0];
}

static void a_move_changes_what_it_is_told(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    struct store_message sent = full_message(f, "a"), got;
    assert_ok(f->ops->message_put(f->store, from, &sent));
    receive(f, from, 1, 100);
    pass(f, 100);
    struct store_message message = first_ready(f, from);
    struct store_message changed = full_message(f, "changed");
    changed.sent_ms = 1;
    changed.retained_ms = f->now - 5;
    changed.visible_ms = f->now;
    changed.receive_count = 4;
    changed.received_ms = 2;
    changed.first_received_ms = 1;
    changed.sequence = 77;
    assert_ok(f->ops->message_move(f->store, from, &message, to, &changed));
    assert_int_equal(changed.sequence, 0);
    reopen(f);
    assert_missing(f->ops->message_find(f->store, from, message.id, 0, &got));
    assert_counts(f, from, "0/0/0");
    assert_counts(f, to, "1/0/0");
    struct store_message expected = changed;
    expected.body = sent.body;
    expected.attributes = sent.attributes;
    memcpy(expected.body_md5, sent.body_md5, sizeof expected.body_md5);
    got = first_ready(f, to);
    assert_same_message(&got, &expected);
    assert_ok(f->ops->message_load(f->store, to, changed.id, &f->arena, &got));
    assert_same_message(&got, &expected);
}

static void moved_messages_go_to_the_end(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    send(f, from, .body = "a");
    send(f, from, .body = "b");
    int64_t resident = send(f, to, .body = "c");
    assert_true(move_first(f, from, to) > resident);
    assert_string_equal(peek(f, to, 10), "c a");
    pass(f, 1);
    int64_t moved = move_first(f, from, to);
    int64_t later = send(f, to, .body = "d");
    assert_true(later > moved);
    assert_string_equal(peek(f, to, 10), "c a b d");
    assert_counts(f, from, "0/0/0");
}

static void sequences_are_assigned_anew(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_fifo(f, "from"), to = make_fifo(f, "to");
    send_words(f, to, "g-1 g-2 g-3");
    struct store_message last = full_message(f, "last");
    last.group = SLICE("g");
    assert_ok(f->ops->message_put(f->store, to, &last));
    send_words(f, from, "g-4");
    struct store_message message = first_ready(f, from), changed = message;
    changed.visible_ms = f->now;
    assert_ok(f->ops->message_move(f->store, from, &message, to, &changed));
    assert_true(changed.sequence > last.sequence);
    assert_true(changed.id > last.id);
    assert_string_equal(peek(f, to, 10), "g-1 g-2 g-3 body-last g-4");
}

static void a_move_unlocks_the_group(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_fifo(f, "from"), to = make_fifo(f, "to");
    send_words(f, from, "g-1 g-2");
    receive(f, from, 1, 100);
    pass(f, 100);
    assert_string_equal(peek(f, from, 10), "g-1 g-2");
    move_first(f, from, to);
    assert_string_equal(peek(f, from, 10), "g-2");
    assert_string_equal(peek(f, to, 10), "g-1");
    assert_counts(f, from, "1/0/0");
}

static void a_moved_message_can_be_delayed(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    send(f, from, .body = "a");
    struct store_message message = first_ready(f, from), changed = message;
    changed.visible_ms = f->now + 100;
    assert_ok(f->ops->message_move(f->store, from, &message, to, &changed));
    assert_counts(f, to, "0/0/1");
    assert_int_equal(next_visible(f, to), f->now + 100);
    pass(f, 100);
    assert_string_equal(peek(f, to, 10), "a");
}

static void a_received_message_that_moves_is_visible(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    send(f, from, .body = "a");
    receive(f, from, 1, 10);
    pass(f, DAY_MS);
    move_first(f, from, to);
    assert_counts(f, to, "1/0/0");
    receive(f, to, 1, 1000);
    assert_int_equal(f->taken[0].receive_count, 2);
    assert_int_equal(f->taken[0].first_received_ms, START_MS);
    assert_counts(f, to, "0/1/0");
}

static void moved_messages_can_change_their_group(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    for (int i = 0; i < 40; i++)
        send(f, to, .body = "n", .group = "n");
    send(f, from, .body = "a", .group = "n");
    struct store_message message = first_ready(f, from), changed = message;
    changed.group = SLICE_NONE;
    changed.visible_ms = f->now + 1;
    assert_ok(f->ops->message_move(f->store, from, &message, to, &changed));
    pass(f, 1);
    assert_string_equal(peek(f, to, 2), "a n");
}

static void many_moves_keep_the_order(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    for (int i = 0; i < 20; i++) {
        send(f, from, .body = arena_printf(&f->arena, "%d", i).at);
        pass(f, 1);
    }
    while (strcmp(peek(f, from, 1), "") != 0) {
        struct store_message *messages;
        size_t count;
        assert_ok(f->ops->ready(f->store, from, time_of(f), 7, &f->arena, &messages, &count));
        for (size_t i = 0; i < count; i++) {
            struct store_message changed = messages[i];
            changed.visible_ms = f->now;
            assert_ok(f->ops->message_move(f->store, from, &messages[i], to, &changed));
        }
        next_turn(f);
    }
    assert_string_equal(peek(f, to, 20), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19");
    f->retention_ms = 30;
    pass(f, 20); /* each keeps its own retention: 0 to 10 are gone */
    assert_string_equal(peek(f, to, 20), "11 12 13 14 15 16 17 18 19");
}

static void what_is_gone_cannot_move(void **state)
{
    struct fixture *f = *state;
    int64_t from = make_queue(f, "from"), to = make_queue(f, "to");
    send(f, from, .body = "a");
    struct store_message message = first_ready(f, from), changed = message;
    assert_ok(f->ops->message_delete(f->store, from, &message));
    assert_missing(f->ops->message_move(f->store, from, &message, to, &changed));
    assert_counts(f, to, "0/0/0");
}

int test_moves(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_move_changes_what_it_is_told),
        TEST(moved_messages_go_to_the_end),
        TEST(sequences_are_assigned_anew),
        TEST(a_move_unlocks_the_group),
        TEST(a_moved_message_can_be_delayed),
        TEST(a_received_message_that_moves_is_visible),
        TEST(moved_messages_can_change_their_group),
        TEST(many_moves_keep_the_order),
        TEST(what_is_gone_cannot_move),
    };
    return cmocka_run_group_tests_name("moves", tests, NULL, NULL);
}
