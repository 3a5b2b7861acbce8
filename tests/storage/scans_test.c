/* queue_scan, message_scan, account_forget: walking over everything, and forgetting an account. */
#include <stdio.h>

#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

/* Names of the queues after `after`, separated by blanks. */
static const char *queues(struct fixture *f, struct slice account, int64_t after, size_t limit)
{
    struct store_queue *found;
    size_t count;
    struct slice text = SLICE("");
    assert_ok(f->ops->queue_scan(f->store, account, after, limit, &f->arena, &found, &count));
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? " " : "",
                            SLICE_ARG(found[i].name));
    return slice_text(f, text);
}

static int64_t make_elsewhere(struct fixture *f, const char *name)
{
    struct store_queue row = queue_row(name);
    row.account = SLICE("111111111111");
    row.region = SLICE("eu-west-1");
    assert_ok(f->ops->queue_create(f->store, &row));
    return row.id;
}

static void queues_come_by_id(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(queues(f, SLICE_NONE, 0, 10), "");
    int64_t b = make_queue(f, "b");
    int64_t c = make_elsewhere(f, "c");
    make_fifo(f, "a");
    reopen(f);
    assert_string_equal(queues(f, SLICE_NONE, 0, 10), "b c a");
    assert_string_equal(queues(f, SLICE_NONE, 0, 2), "b c");
    assert_string_equal(queues(f, SLICE_NONE, c, 10), "a");
    assert_string_equal(queues(f, SLICE(ACCOUNT), 0, 10), "b a");
    assert_ok(f->ops->queue_delete(f->store, b, f->now));
    assert_string_equal(queues(f, SLICE_NONE, 0, 10), "c a");
}

static void queues_come_whole(void **state)
{
    struct fixture *f = *state;
    struct store_queue row = queue_row("q"), *found;
    struct store_pair pair = {SLICE("VisibilityTimeout"), SLICE("5")},
                      tag = {SLICE("t"), SLICE("v")};
    size_t count;
    row.dead_letter_queue = SLICE("dlq");
    row.attributes = (struct store_pairs){&pair, 1};
    row.tags = (struct store_pairs){&tag, 1};
    assert_ok(f->ops->queue_create(f->store, &row));
    assert_ok(f->ops->queue_scan(f->store, SLICE_NONE, 0, 1, &f->arena, &found, &count));
    assert_int_equal(count, 1);
    assert_int_equal(found->id, row.id);
    assert_int_equal(found->created_ms, row.created_ms);
    assert_slice(found->dead_letter_queue, "dlq");
    assert_slice(found->attributes.items[0].value, "5");
    assert_slice(found->tags.items[0].name, "t");
}

/* Bodies of the messages after `after`, separated by blanks. */
static const char *messages(struct fixture *f, int64_t queue, int64_t after, size_t limit)
{
    struct store_message *found;
    size_t count;
    struct slice text = SLICE("");
    assert_ok(
        f->ops->message_scan(f->store, queue, time_of(f), after, limit, &f->arena, &found, &count));
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? " " : "",
                            SLICE_ARG(found[i].body));
    return slice_text(f, text);
}

static void messages_come_in_order_of_arrival(void **state)
{
    struct fixture *f = *state;
    struct store_message *found;
    size_t count;
    int64_t queue = make_queue(f, "q");
    int64_t a = send(f, queue, .body = "a");
    send(f, queue, .body = "b", .delay_ms = 900, .group = "g");
    int64_t elder = send(f, queue, .body = "elder", .retained_ms = START_MS - 50);
    int64_t c = send(f, queue, .body = "c");
    receive(f, queue, 1, 500);
    reopen(f);
    assert_string_equal(messages(f, queue, 0, 10), "a b elder c");
    assert_string_equal(messages(f, queue, 0, 3), "a b elder");
    assert_string_equal(messages(f, queue, a, 10), "b elder c");
    assert_string_equal(messages(f, queue, elder, 10), "c");
    assert_string_equal(messages(f, queue, c, 10), "");
    delete_message(f, queue, a);
    assert_string_equal(messages(f, queue, a, 1), "b");
    f->now += f->retention_ms - 50;
    assert_string_equal(messages(f, queue, 0, 10), "b c");
    assert_missing(
        f->ops->message_scan(f->store, 12345, time_of(f), 0, 1, &f->arena, &found, &count));
}

static void messages_come_whole(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    struct store_message message = full_message(f, "x"), *found;
    size_t count;
    assert_ok(f->ops->message_put(f->store, queue, &message));
    assert_ok(f->ops->message_scan(f->store, queue, time_of(f), 0, 5, &f->arena, &found, &count));
    assert_int_equal(count, 1);
    assert_same_message(found, &message);
}

static void an_account_is_forgotten(void **state)
{
    struct fixture *f = *state;
    int64_t ms;
    size_t count;
    struct store_task *tasks;
    const struct slice here = SLICE(ACCOUNT), there = SLICE("111111111111");
    struct store_task task = {
        .account = here, .source_arn = SLICE("source"), .status = TASK_RUNNING};
    assert_ok(f->ops->queue_delete(f->store, make_queue(f, "q"), f->now));
    assert_ok(f->ops->queue_delete(f->store, make_elsewhere(f, "q"), f->now));
    assert_ok(f->ops->task_put(f->store, &task));
    task.account = there;
    task.id.bytes[0] = 1;
    assert_ok(f->ops->task_put(f->store, &task));
    assert_ok(f->ops->account_forget(f->store, here));
    reopen(f);
    assert_missing(f->ops->queue_deleted_ms(f->store, here, SLICE(REGION), SLICE("q"), &ms));
    assert_ok(f->ops->queue_deleted_ms(f->store, there, SLICE("eu-west-1"), SLICE("q"), &ms));
    assert_ok(f->ops->task_active(f->store, &f->arena, &tasks, &count));
    assert_int_equal(count, 1);
    assert_slice(tasks[0].account, "111111111111");
    assert_ok(f->ops->account_forget(f->store, SLICE_NONE));
    assert_missing(f->ops->queue_deleted_ms(f->store, there, SLICE("eu-west-1"), SLICE("q"), &ms));
    assert_ok(f->ops->task_list(f->store, SLICE("source"), 5, &f->arena, &tasks, &count));
    assert_int_equal(count, 0);
}

int test_scans(void)
{
    const struct CMUnitTest tests[] = {
        TEST(queues_come_by_id),
        TEST(queues_come_whole),
        TEST(messages_come_in_order_of_arrival),
        TEST(messages_come_whole),
        TEST(an_account_is_forgotten),
    };
    return cmocka_run_group_tests_name("scans", tests, NULL, NULL);
}
