/* Snapshots: everything as it was but the settings, and no id twice. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

/* Both end the fixture's turn and begin another. */
static struct store_snapshot *take(struct fixture *f, size_t limit)
{
    struct store_snapshot *snapshot = NULL;
    bool more = true;
    assert_ok(f->ops->turn_commit(f->store));
    while (more)
        assert_ok(f->ops->snapshot_take(f->store, limit, SIZE_MAX, &snapshot, &more));
    assert_ok(f->ops->turn_begin(f->store));
    return snapshot;
}

static size_t restore(struct fixture *f, struct store_snapshot *snapshot, size_t limit)
{
    size_t slices = 0;
    bool more = true;
    assert_ok(f->ops->turn_commit(f->store));
    for (; more; slices++)
        assert_ok(f->ops->snapshot_restore(f->store, limit, snapshot, &more));
    assert_ok(f->ops->turn_begin(f->store));
    return slices;
}

static void drop(struct fixture *f, struct store_snapshot *snapshot)
{
    f->ops->snapshot_free(f->store, snapshot);
}

static void messages_are_as_they_were(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    send(f, queue, .body = "a");
    int64_t b = send(f, queue, .body = "b", .group = "g");
    send(f, queue, .body = "late", .delay_ms = 900);
    send(f, queue, .body = "elder", .retained_ms = START_MS - 50);
    send_words(f, fifo, "g-1 g-2 h-1");
    receive(f, fifo, 1, 5000);
    receive(f, queue, 1, 700);
    struct store_message before, after;
    assert_ok(f->ops->message_load(f->store, queue, f->taken[0].id, &f->arena, &before));
    struct store_snapshot *snapshot = take(f, 1);
    assert_int_equal(snapshot->queues, 2);
    assert_int_equal(snapshot->messages, 7);
    assert_true(snapshot->bytes > 0);
    pass(f, 10);
    delete_message(f, queue, b);
    send(f, queue, .body = "new");
    assert_ok(f->ops->queue_purge(f->store, fifo));
    restore(f, snapshot, 1);
    assert_counts(f, queue, "2/1/1");
    assert_string_equal(peek(f, queue, 10), "b elder");
    assert_string_equal(peek(f, fifo, 10), "h-1");
    assert_ok(f->ops->message_load(f->store, queue, before.id, &f->arena, &after));
    assert_same_message(&before, &after);
    reopen(f);
    pass(f, 5000);
    assert_string_equal(peek(f, queue, 10), "b elder a late");
    assert_string_equal(peek(f, fifo, 10), "h-1 g-1 g-2");
    drop(f, snapshot);
}

static void queues_are_as_they_were(void **state)
{
    struct fixture *f = *state;
    const struct slice account = SLICE(ACCOUNT), region = SLICE(REGION);
    int64_t kept = make_queue(f, "kept"), gone = make_queue(f, "gone"), ms;
    struct store_queue row;
    assert_ok(f->ops->queue_delete(f->store, gone, f->now));
    struct store_snapshot *snapshot = take(f, 100);
    assert_ok(f->ops->queue_find(f->store, account, region, SLICE("kept"), &f->arena, &row));
    row.modified_ms = f->now + 5;
    assert_ok(f->ops->queue_update(f->store, &row));
    assert_ok(f->ops->queue_delete(f->store, kept, f->now));
    int64_t later = make_queue(f, "later");
    make_queue(f, "gone");
    restore(f, snapshot, 100);
    assert_ok(f->ops->queue_find(f->store, account, region, SLICE("kept"), &f->arena, &row));
    assert_int_equal(row.id, kept);
    assert_int_equal(row.modified_ms, queue_row("kept").modified_ms);
    assert_missing(f->ops->queue_find(f->store, account, region, SLICE("later"), &f->arena, &row));
    assert_ok(f->ops->queue_deleted_ms(f->store, account, region, SLICE("gone"), &ms));
    assert_missing(f->ops->queue_deleted_ms(f->store, account, region, SLICE("later"), &ms));
    assert_true(make_queue(f, "another") > later); /* no id twice */
    drop(f, snapshot);
}

static void ids_are_not_given_out_twice(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    struct store_message message;
    send_words(f, queue, "g-1");
    struct store_snapshot *snapshot = take(f, 100);
    for (int round = 0; round < 3; round++) {
        int64_t last = send(f, queue, .body = "x", .group = "g");
        restore(f, snapshot, 100);
        assert_missing(f->ops->message_find(f->store, queue, last, 0, &message));
        int64_t next = send(f, queue, .body = "y", .group = "g");
        assert_true(next > last);
        assert_missing(f->ops->message_find(f->store, queue, last, 0, &message));
    }
    drop(f, snapshot);
}

/* Also those of tables that held nothing when the snapshot was taken. */
static void ids_go_on_from_a_snapshot_of_nothing(void **state)
{
    struct fixture *f = *state;
    struct store_message message;
    struct store_snapshot *snapshot = take(f, 100);
    int64_t former = make_queue(f, "q"), last = send(f, former, .body = "x");
    restore(f, snapshot, 100);
    int64_t queue = make_queue(f, "q");
    assert_true(queue > former);
    assert_true(send(f, queue, .body = "y") > last);
    assert_missing(f->ops->message_find(f->store, queue, last, 0, &message));
    drop(f, snapshot);
}

static void memory_is_as_it_was(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    struct store_deduplication entry = {.sequence = 7}, found;
    struct slice record;
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 300, &entry));
    assert_ok(f->ops->attempt_put(f->store, queue, SLICE("a"), f->now + 300, SLICE("record")));
    struct store_snapshot *snapshot = take(f, 1);
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("new"), f->now + 300, &entry));
    restore(f, snapshot, 1);
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &found));
    assert_int_equal(found.sequence, 7);
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("a"), f->now, &f->arena, &record));
    assert_slice(record, "record");
    assert_missing(f->ops->deduplication_find(f->store, queue, SLICE("new"), f->now, &found));
    drop(f, snapshot);
}

static void tasks_come_back_and_settings_stay(void **state)
{
    struct fixture *f = *state;
    struct store_task task = {.account = SLICE(ACCOUNT),
                              .source_arn = SLICE("source"),
                              .status = TASK_RUNNING},
                      *tasks;
    struct slice value;
    size_t count;
    assert_ok(f->ops->task_put(f->store, &task));
    assert_ok(f->ops->setting_put(f->store, SLICE("clock"), SLICE("1")));
    struct store_snapshot *snapshot = take(f, 100);
    task.status = TASK_COMPLETED;
    assert_ok(f->ops->task_put(f->store, &task));
    assert_ok(f->ops->setting_put(f->store, SLICE("clock"), SLICE("2")));
    assert_ok(f->ops->setting_put(f->store, SLICE("more"), SLICE("3")));
    restore(f, snapshot, 100);
    assert_ok(f->ops->task_active(f->store, &f->arena, &tasks, &count));
    assert_int_equal(count, 1);
    assert_ok(f->ops->setting_get(f->store, SLICE("clock"), &f->arena, &value));
    assert_slice(value, "2");
    assert_ok(f->ops->setting_get(f->store, SLICE("more"), &f->arena, &value));
    drop(f, snapshot);
}

/* Restored twice, over what was left of the first time. */
static void it_can_be_restored_again(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 200; i++)
        send(f, queue, .body = "a");
    struct store_snapshot *snapshot = take(f, 50);
    for (int round = 0; round < 3; round++) {
        collect_all(f, 10);
        if (suite_store.slices)
            assert_true(restore(f, snapshot, 2) > 1);
        else
            restore(f, snapshot, 2);
        assert_counts(f, queue, "200/0/0");
        assert_ok(f->ops->queue_purge(f->store, queue));
    }
    drop(f, snapshot);
}

static void many_queues_come_back(void **state)
{
    struct fixture *f = *state;
    const char *names[100];
    int64_t ids[100];
    for (size_t i = 0; i < 100; i++) {
        names[i] = slice_text(f, arena_printf(&f->arena, "q%zu", i));
        ids[i] = make_queue(f, names[i]);
        send(f, ids[i], .body = names[i]);
    }
    struct store_snapshot *snapshot = take(f, 7);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 100; i += 3 + (size_t)round)
            f->ops->queue_delete(f->store, ids[i], f->now);
        restore(f, snapshot, 7);
        for (size_t i = 0; i < 100; i++)
            assert_string_equal(peek(f, ids[i], 10), names[i]);
    }
    drop(f, snapshot);
}

static void large_messages_count_for_more(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    char *body = arena_zalloc(&f->arena, 100001);
    memset(body, 'x', 100000);
    for (int i = 0; i < 20; i++)
        send(f, queue, .body = body);
    struct store_snapshot *snapshot = take(f, 100);
    size_t slices = restore(f, snapshot, 10);
    if (suite_store.slices)
        assert_true(slices >= 20);
    assert_counts(f, queue, "20/0/0");
    drop(f, snapshot);
}

static void it_is_bounded(void **state)
{
    struct fixture *f = *state;
    struct store_snapshot *snapshot = NULL;
    bool more = true;
    send(f, make_queue(f, "q"), .body = "a");
    assert_ok(f->ops->turn_commit(f->store));
    enum store_status status = STORE_OK;
    while (status == STORE_OK && more)
        status = f->ops->snapshot_take(f->store, 1, 10, &snapshot, &more);
    assert_int_equal(status, STORE_FULL);
    assert_null(snapshot);
    assert_ok(f->ops->turn_begin(f->store));
}

/* The store may be closed, or go on in the case of taking, when only half is done. */
static void half_a_snapshot_is_dropped(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 200; i++)
        send(f, queue, .body = "a");
    struct store_snapshot *whole = take(f, 100), *half = NULL;
    bool more;
    assert_ok(f->ops->turn_commit(f->store));
    assert_ok(f->ops->snapshot_take(f->store, 1, SIZE_MAX, &half, &more));
    drop(f, half);
    assert_ok(f->ops->turn_begin(f->store));
    assert_counts(f, queue, "200/0/0");
    assert_ok(f->ops->turn_commit(f->store));
    assert_ok(f->ops->snapshot_restore(f->store, 1, whole, &more));
    drop(f, whole);
    assert_ok(f->ops->turn_begin(f->store));
    if (reopen(f)) /* a file is as it was */
        assert_counts(f, queue, "200/0/0");
}

int test_snapshots(void)
{
    const struct CMUnitTest tests[] = {
        TEST(messages_are_as_they_were),     TEST(queues_are_as_they_were),
        TEST(ids_are_not_given_out_twice),   TEST(ids_go_on_from_a_snapshot_of_nothing),
        TEST(memory_is_as_it_was),           TEST(tasks_come_back_and_settings_stay),
        TEST(it_can_be_restored_again),      TEST(many_queues_come_back),
        TEST(large_messages_count_for_more), TEST(it_is_bounded),
        TEST(half_a_snapshot_is_dropped),
    };
    return cmocka_run_group_tests_name("snapshots", tests, NULL, NULL);
}
