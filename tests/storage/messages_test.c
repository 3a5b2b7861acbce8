/* Single messages: what is put is what is got; receiving, changing, deleting. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store_message ready_one(struct fixture *f, int64_t queue)
{
    struct store_message *messages;
    size_t count;
    assert_ok(f->ops->ready(f->store, queue, time_of(f), 1, &f->arena, &messages, &count));
    assert_int_equal(count, 1);
    return messages[0];
}

static struct store_message load(struct fixture *f, int64_t queue, int64_t id)
{
    struct store_message message;
    assert_ok(f->ops->message_load(f->store, queue, id, &f->arena, &message));
    return message;
}

static void a_message_comes_back_whole(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    struct store_message message = full_message(f, "a");
    assert_ok(f->ops->message_put(f->store, queue, &message));
    assert_true(message.id > 0);
    assert_int_equal(message.sequence, 0);
    reopen(f);
    struct store_message got = ready_one(f, queue);
    assert_same_message(&got, &message);
    got = load(f, queue, message.id);
    assert_same_message(&got, &message);
}

static void a_fifo_message_comes_back_whole(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    struct store_message message = full_message(f, "a");
    assert_ok(f->ops->message_put(f->store, queue, &message));
    assert_true(message.sequence > 0);
    reopen(f);
    struct store_message got = ready_one(f, queue);
    assert_same_message(&got, &message);
    got = load(f, queue, message.id);
    assert_same_message(&got, &message);
}

static void absent_and_empty_texts_differ(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    struct store_message none = {.sent_ms = 1, .retained_ms = f->now, .visible_ms = f->now};
    none.body = SLICE("");
    none.sender_id = SLICE("");
    assert_ok(f->ops->message_put(f->store, queue, &none));
    struct store_message empty = none;
    empty.group = empty.deduplication_id = empty.trace_header = SLICE("");
    empty.source_arn = empty.attributes = SLICE("");
    assert_ok(f->ops->message_put(f->store, queue, &empty));
    reopen(f);
    struct store_message got = load(f, queue, none.id);
    assert_same_message(&got, &none);
    got = load(f, queue, empty.id);
    assert_same_message(&got, &empty);
}

static void bodies_are_bytes_of_any_size(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    const size_t sizes[] = {1, 100, 1000, 4095, 4096, 4097, 65536, 262144, 1048576, 1048577};
    char *bytes = arena_alloc(&f->arena, 1048577);
    random_bytes(bytes, 1048577);
    bytes[0] = '\0';
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct store_message message = full_message(f, "b");
        message.body = slice_make(bytes, sizes[i]);
        message.attributes = slice_make(bytes, sizes[i] / 3);
        assert_ok(f->ops->message_put(f->store, queue, &message));
        next_turn(f);
        struct store_message got = load(f, queue, message.id);
        assert_same_message(&got, &message);
        delete_message(f, queue, message.id);
    }
    assert_counts(f, queue, "0/0/0");
}

static void ids_and_sequences_rise(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q"), other = make_fifo(f, "r");
    int64_t id = 0, sequence = 0;
    for (int i = 0; i < 50; i++) {
        struct store_message message = full_message(f, "a");
        assert_ok(f->ops->message_put(f->store, queue, &message));
        assert_true(message.id > id);
        assert_true(message.sequence > sequence);
        id = message.id;
        sequence = message.sequence;
        assert_ok(f->ops->message_put(f->store, other, &message));
        if (i == 25)
            reopen(f);
        if (i % 7 == 0)
            delete_message(f, queue, id);
    }
}

static void looking_changes_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b");
    for (int i = 0; i < 3; i++)
        assert_string_equal(peek(f, queue, 10), "a b");
    assert_string_equal(peek(f, queue, 1), "a");
    assert_string_equal(peek(f, queue, 0), "");
    assert_int_equal(ready_one(f, queue).receive_count, 0);
    assert_counts(f, queue, "2/0/0");
}

static void taking_writes_down_the_receive(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    struct store_message message = full_message(f, "a");
    assert_ok(f->ops->message_put(f->store, queue, &message));
    pass(f, 5);
    receive(f, queue, 1, 100);
    struct store_message expected = message;
    expected.receive_count = 1;
    expected.received_ms = expected.first_received_ms = START_MS + 5;
    expected.visible_ms = START_MS + 105;
    assert_same_message(&f->taken[0], &expected);
    reopen(f);
    struct store_message got = load(f, queue, message.id);
    assert_same_message(&got, &expected);
    assert_string_equal(peek(f, queue, 10), "");
    pass(f, 100);
    receive(f, queue, 1, 50);
    expected.receive_count = 2;
    expected.received_ms = START_MS + 105;
    expected.visible_ms = START_MS + 155;
    assert_same_message(&f->taken[0], &expected);
    got = load(f, queue, message.id);
    assert_same_message(&got, &expected);
}

static void finding_brings_no_texts(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    struct store_message message = full_message(f, "a"), got;
    assert_ok(f->ops->message_put(f->store, queue, &message));
    receive(f, queue, 1, 100);
    for (int64_t hint = 0; hint < 3; hint++) { /* a wrong hint costs time only */
        int64_t hints[] = {0, f->taken[0].visible_ms, f->now};
        assert_ok(f->ops->message_find(f->store, queue, message.id, hints[hint], &got));
        assert_same_state(&got, &f->taken[0]);
        assert_false(slice_present(got.body));
        assert_false(slice_present(got.attributes));
        assert_false(slice_present(got.group));
        assert_false(slice_present(got.deduplication_id));
        assert_false(slice_present(got.sender_id));
        assert_false(slice_present(got.trace_header));
        assert_false(slice_present(got.source_arn));
    }
    message = full_message(f, "b");
    assert_ok(f->ops->message_put(f->store, fifo, &message));
    assert_ok(f->ops->message_find(f->store, fifo, message.id, 0, &got));
    assert_same_state(&got, &message);
}

static void messages_belong_to_their_queue(void **state)
{
    struct fixture *f = *state;
    int64_t a = make_queue(f, "a"), b = make_queue(f, "b");
    int64_t in_a = send(f, a, .body = "x");
    int64_t in_b = send(f, b, .body = "y");
    struct store_message got;
    if (in_a != in_b) {
        assert_missing(f->ops->message_find(f->store, b, in_a, 0, &got));
        assert_missing(f->ops->message_load(f->store, a, in_b, &f->arena, &got));
    }
    assert_missing(f->ops->message_find(f->store, a, in_a + 1000, 0, &got));
    assert_missing(f->ops->message_find(f->store, a, 0, 0, &got));
    assert_missing(f->ops->message_find(f->store, a, -1, 0, &got));
    assert_missing(f->ops->message_find(f->store, a, INT64_MAX, 0, &got));
    assert_missing(f->ops->message_find(f->store, a, INT64_MIN, 0, &got));
}

static void deleted_messages_are_gone(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t a = send(f, queue, .body = "a");
    send(f, queue, .body = "b");
    struct store_message got;
    assert_ok(f->ops->message_find(f->store, queue, a, 0, &got));
    assert_ok(f->ops->message_delete(f->store, queue, &got));
    assert_missing(f->ops->message_find(f->store, queue, a, f->now, &got));
    assert_missing(f->ops->message_load(f->store, queue, a, &f->arena, &got));
    assert_string_equal(peek(f, queue, 10), "b");
    reopen(f);
    assert_missing(f->ops->message_find(f->store, queue, a, f->now, &got));
    assert_string_equal(receive(f, queue, 10, 1000), "b");
    assert_ok(f->ops->message_delete(f->store, queue, &f->taken[0]));
    assert_counts(f, queue, "0/0/0");
}

static void a_ready_message_can_be_deleted(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    send(f, queue, .body = "a");
    send_words(f, fifo, "g1-m1 g1-m2");
    struct store_message message = ready_one(f, queue);
    assert_ok(f->ops->message_delete(f->store, queue, &message));
    assert_counts(f, queue, "0/0/0");
    message = ready_one(f, fifo);
    assert_ok(f->ops->message_delete(f->store, fifo, &message));
    assert_string_equal(peek(f, fifo, 10), "g1-m2");
}

static void visibility_can_be_moved_both_ways(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t id = send(f, queue, .body = "a");
    receive(f, queue, 1, 1000);
    assert_ok(f->ops->message_set_visible(f->store, queue, &f->taken[0], f->now + 5000));
    assert_int_equal(f->taken[0].visible_ms, f->now + 5000);
    pass(f, 1000);
    assert_string_equal(peek(f, queue, 10), "");
    set_visible(f, queue, id, f->now);
    assert_string_equal(peek(f, queue, 10), "a");
    struct store_message got = load(f, queue, id);
    assert_int_equal(got.visible_ms, f->now);
    assert_int_equal(got.receive_count, 1);
    assert_int_equal(got.received_ms, START_MS);
    set_visible(f, queue, id, f->now + 10);
    reopen(f);
    assert_string_equal(peek(f, queue, 10), "");
    pass(f, 10);
    assert_string_equal(receive(f, queue, 10, 10), "a");
    assert_int_equal(f->taken[0].receive_count, 2);
}

/* Bodies of the recent messages, the latest first. */
static const char *recent(struct fixture *f, int64_t queue, int64_t since_ms)
{
    int64_t *ids;
    size_t count;
    struct slice text = SLICE("");
    assert_ok(f->ops->message_recent(f->store, queue, since_ms, &f->arena, &ids, &count));
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? " " : "",
                            SLICE_ARG(load(f, queue, ids[i]).body));
    return text.at;
}

static void recent_arrivals_are_listed(void **state)
{
    struct fixture *f = *state;
    int64_t queues[] = {make_queue(f, "q"), make_fifo(f, "f")};
    for (size_t i = 0; i < 2; i++) {
        f->now = START_MS;
        assert_string_equal(recent(f, queues[i], 0), "");
        send(f, queues[i], .body = "a", .group = "g");
        send(f, queues[i], .body = "b", .group = "h", .delay_ms = 500);
        pass(f, 10);
        int64_t c = send(f, queues[i], .body = "c", .group = "g");
        pass(f, 10);
        send(f, queues[i], .body = "d", .group = "g");
        receive(f, queues[i], 1, 1000);
        reopen(f);
        assert_string_equal(recent(f, queues[i], START_MS - 1), "d c b a");
        assert_string_equal(recent(f, queues[i], START_MS), "d c");
        assert_string_equal(recent(f, queues[i], START_MS + 9), "d c");
        assert_string_equal(recent(f, queues[i], START_MS + 20), "");
        delete_message(f, queues[i], c);
        assert_string_equal(recent(f, queues[i], 0), "d b a");
        assert_ok(f->ops->queue_purge(f->store, queues[i]));
        assert_string_equal(recent(f, queues[i], 0), "");
    }
}

int test_messages(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_comes_back_whole),     TEST(a_fifo_message_comes_back_whole),
        TEST(absent_and_empty_texts_differ),  TEST(bodies_are_bytes_of_any_size),
        TEST(ids_and_sequences_rise),         TEST(looking_changes_nothing),
        TEST(taking_writes_down_the_receive), TEST(finding_brings_no_texts),
        TEST(messages_belong_to_their_queue), TEST(deleted_messages_are_gone),
        TEST(a_ready_message_can_be_deleted), TEST(visibility_can_be_moved_both_ways),
        TEST(recent_arrivals_are_listed),
    };
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
