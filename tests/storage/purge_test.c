/* Purging and deleting queues. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void fill(struct fixture *f, int64_t queue, int count)
{
    for (int i = 0; i < count; i++) {
        const char *group = i % 2 ? "g" : "h";
        send(f, queue, .body = "x", .group = group, .delay_ms = i % 5 == 0 ? 1000 : 0);
    }
    receive(f, queue, 10, 1000);
}

static void a_purge_takes_every_state(void **state)
{
    struct fixture *f = *state;
    int64_t queues[] = {make_queue(f, "q"), make_fifo(f, "f")};
    for (size_t i = 0; i < 2; i++) {
        int64_t first = send(f, queues[i], .body = "first", .group = "g");
        fill(f, queues[i], 100);
        assert_ok(f->ops->queue_purge(f->store, queues[i]));
        assert_counts(f, queues[i], "0/0/0");
        assert_string_equal(peek(f, queues[i], 10), "");
        assert_int_equal(next_visible(f, queues[i]), -1);
        struct store_message got;
        assert_missing(f->ops->message_find(f->store, queues[i], first, 0, &got));
        assert_missing(f->ops->message_load(f->store, queues[i], first, &f->arena, &got));
        reopen(f);
        pass(f, 5000);
        assert_counts(f, queues[i], "0/0/0");
        assert_string_equal(peek(f, queues[i], 10), "");
    }
}

static void a_purged_queue_works_on(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    fill(f, queue, 20);
    struct store_message last = full_message(f, "last"), next = full_message(f, "next");
    assert_ok(f->ops->message_put(f->store, queue, &last));
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_ok(f->ops->queue_purge(f->store, queue));
    reopen(f);
    assert_ok(f->ops->message_put(f->store, queue, &next));
    assert_true(next.sequence > last.sequence);
    assert_true(next.id > last.id);
    send(f, queue, .body = "g1", .group = "g"); /* its group was locked before the purge */
    assert_string_equal(peek(f, queue, 10), "body-next g1");
    collect_all(f, 10);
    assert_string_equal(peek(f, queue, 10), "body-next g1");
    assert_counts(f, queue, "2/0/0");
}

static void a_purge_forgets_duplicates_and_attempts(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f"), other = make_fifo(f, "g");
    struct store_deduplication entry = {.sequence = 1};
    struct slice record;
    for (int i = 0; i < 2; i++) {
        int64_t id = i ? other : queue;
        assert_ok(f->ops->deduplication_put(f->store, id, SLICE("k"), f->now + 100, &entry));
        assert_ok(f->ops->attempt_put(f->store, id, SLICE("k"), f->now + 100, SLICE("r")));
    }
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_missing(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &entry));
    assert_missing(f->ops->attempt_find(f->store, queue, SLICE("k"), f->now, &f->arena, &record));
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 100, &entry));
    collect_all(f, 1);
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &entry));
    assert_ok(f->ops->deduplication_find(f->store, other, SLICE("k"), f->now, &entry));
    assert_ok(f->ops->attempt_find(f->store, other, SLICE("k"), f->now, &f->arena, &record));
}

static void a_purge_keeps_the_queue(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), other = make_queue(f, "r");
    fill(f, queue, 10);
    send(f, other, .body = "y");
    assert_ok(f->ops->queue_purge(f->store, queue));
    struct store_queue row;
    assert_ok(
        f->ops->queue_find(f->store, SLICE(ACCOUNT), SLICE(REGION), SLICE("q"), &f->arena, &row));
    assert_int_equal(row.id, queue);
    assert_string_equal(peek(f, other, 10), "y");
}

static void a_deleted_queue_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    struct store_deduplication entry = {.sequence = 1};
    struct slice record;
    fill(f, queue, 100);
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 100, &entry));
    assert_ok(f->ops->attempt_put(f->store, queue, SLICE("k"), f->now + 100, SLICE("r")));
    assert_ok(f->ops->queue_delete(f->store, queue, f->now));
    reopen(f);
    int64_t again = make_fifo(f, "f");
    assert_int_not_equal(again, queue);
    assert_counts(f, again, "0/0/0");
    assert_missing(f->ops->deduplication_find(f->store, again, SLICE("k"), f->now, &entry));
    assert_missing(f->ops->attempt_find(f->store, again, SLICE("k"), f->now, &f->arena, &record));
    send(f, again, .body = "a", .group = "g");
    collect_all(f, 10);
    assert_string_equal(peek(f, again, 10), "a");
}

int test_purge(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_purge_takes_every_state),
        TEST(a_purged_queue_works_on),
        TEST(a_purge_forgets_duplicates_and_attempts),
        TEST(a_purge_keeps_the_queue),
        TEST(a_deleted_queue_leaves_nothing),
    };
    return cmocka_run_group_tests_name("purge and deletion", tests, NULL, NULL);
}
