/* Queues: rows, names, ids, and what deletion leaves. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static enum store_status find_row(struct fixture *f, const char *account, const char *region,
                                  const char *name, struct store_queue *ret)
{
    return f->ops->queue_find(f->store, slice_of(account), slice_of(region), slice_of(name),
                              &f->arena, ret);
}

static enum store_status find(struct fixture *f, const char *name, struct store_queue *ret)
{
    return find_row(f, ACCOUNT, REGION, name, ret);
}

static void a_queue_is_found_as_it_was_created(void **state)
{
    struct fixture *f = *state;
    struct store_pair attributes[] = {{SLICE("VisibilityTimeout"), SLICE("30")},
                                      {SLICE("DelaySeconds"), SLICE("0")},
                                      {SLICE("Policy"), SLICE("")}};
    struct store_pair tags[] = {{SLICE("z"), SLICE("1")}, {SLICE("a"), SLICE("\xc3\xa9")}};
    struct store_queue row = queue_row("orders.fifo");
    row.fifo = true;
    row.created_ms = 11;
    row.modified_ms = 12;
    row.dead_letter_queue = SLICE("dead.fifo");
    row.attributes = (struct store_pairs){attributes, 3};
    row.tags = (struct store_pairs){tags, 2};
    assert_ok(f->ops->queue_create(f->store, &row));
    assert_true(row.id > 0);
    reopen(f);
    struct store_queue found;
    assert_ok(find(f, "orders.fifo", &found));
    assert_int_equal(found.id, row.id);
    assert_slice(found.account, ACCOUNT);
    assert_slice(found.region, REGION);
    assert_slice(found.name, "orders.fifo");
    assert_true(found.fifo);
    assert_int_equal(found.created_ms, 11);
    assert_int_equal(found.modified_ms, 12);
    assert_int_equal(found.purged_ms, 0);
    assert_slice(found.dead_letter_queue, "dead.fifo");
    assert_int_equal(found.attributes.count, 3);
    assert_slice(found.attributes.items[0].name, "VisibilityTimeout");
    assert_slice(found.attributes.items[0].value, "30");
    assert_slice(found.attributes.items[1].name, "DelaySeconds");
    assert_slice(found.attributes.items[2].name, "Policy");
    assert_slice(found.attributes.items[2].value, "");
    assert_int_equal(found.tags.count, 2);
    assert_slice(found.tags.items[0].name, "z");
    assert_slice(found.tags.items[1].value, "\xc3\xa9");
}

static void absent_things_stay_absent(void **state)
{
    struct fixture *f = *state;
    make_queue(f, "plain");
    reopen(f);
    struct store_queue found;
    assert_ok(find(f, "plain", &found));
    assert_false(found.fifo);
    assert_false(slice_present(found.dead_letter_queue));
    assert_int_equal(found.attributes.count, 0);
    assert_int_equal(found.tags.count, 0);
    assert_missing(find(f, "plai", &found));
    assert_missing(find(f, "plain2", &found));
    assert_missing(find(f, "PLAIN", &found));
    assert_missing(find(f, "", &found));
}

static void a_name_is_taken_once(void **state)
{
    struct fixture *f = *state;
    int64_t first = make_queue(f, "q");
    struct store_queue again = queue_row("q");
    again.fifo = true;
    again.created_ms = 99;
    assert_int_equal(f->ops->queue_create(f->store, &again), STORE_EXISTS);
    next_turn(f);
    struct store_queue found;
    assert_ok(find(f, "q", &found));
    assert_int_equal(found.id, first);
    assert_false(found.fifo);
    assert_int_equal(found.created_ms, START_MS);
}

static void accounts_and_regions_are_apart(void **state)
{
    struct fixture *f = *state;
    int64_t here = make_queue(f, "q");
    struct store_queue other = queue_row("q");
    other.account = SLICE("111111111111");
    assert_ok(f->ops->queue_create(f->store, &other));
    struct store_queue far = queue_row("q");
    far.region = SLICE("eu-west-1");
    assert_ok(f->ops->queue_create(f->store, &far));
    struct store_queue found;
    assert_ok(find(f, "q", &found));
    assert_int_equal(found.id, here);
    assert_ok(find_row(f, "111111111111", REGION, "q", &found));
    assert_int_equal(found.id, other.id);
    assert_ok(find_row(f, ACCOUNT, "eu-west-1", "q", &found));
    assert_int_equal(found.id, far.id);
    assert_missing(find_row(f, "111111111111", "eu-west-1", "q", &found));
    assert_missing(find_row(f, REGION, ACCOUNT, "q", &found));
    send(f, here, .body = "a");
    assert_counts(f, other.id, "0/0/0");
    assert_counts(f, far.id, "0/0/0");
    assert_ok(f->ops->queue_delete(f->store, here, f->now));
    assert_missing(find(f, "q", &found));
    assert_ok(find_row(f, ACCOUNT, "eu-west-1", "q", &found));
}

static void an_update_writes_what_may_change(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    struct store_pair attributes[] = {{SLICE("b"), SLICE("2")}, {SLICE("a"), SLICE("1")}};
    struct store_pair tags[] = {{SLICE("t"), SLICE("u")}};
    struct store_queue row = queue_row("renamed");
    row.id = queue;
    row.fifo = true;
    row.created_ms = 1;
    row.modified_ms = START_MS + 5;
    row.purged_ms = START_MS + 4;
    row.dead_letter_queue = SLICE("dead");
    row.attributes = (struct store_pairs){attributes, 2};
    row.tags = (struct store_pairs){tags, 1};
    assert_ok(f->ops->queue_update(f->store, &row));
    reopen(f);
    struct store_queue found;
    assert_missing(find(f, "renamed", &found));
    assert_ok(find(f, "q", &found));
    assert_int_equal(found.id, queue);
    assert_false(found.fifo);
    assert_int_equal(found.created_ms, START_MS);
    assert_int_equal(found.modified_ms, START_MS + 5);
    assert_int_equal(found.purged_ms, START_MS + 4);
    assert_slice(found.dead_letter_queue, "dead");
    assert_int_equal(found.attributes.count, 2);
    assert_slice(found.attributes.items[0].name, "b");
    assert_slice(found.attributes.items[1].value, "1");
    assert_int_equal(found.tags.count, 1);
    assert_counts(f, queue, "1/0/0");
    /* And back to nothing. */
    row = queue_row("q");
    row.id = queue;
    assert_ok(f->ops->queue_update(f->store, &row));
    next_turn(f);
    assert_ok(find(f, "q", &found));
    assert_false(slice_present(found.dead_letter_queue));
    assert_int_equal(found.attributes.count, 0);
    assert_int_equal(found.tags.count, 0);
    assert_int_equal(found.purged_ms, 0);
}

/* The row that was found may be passed back, though the store's own texts change below it. */
static void a_found_row_can_be_written_back(void **state)
{
    struct fixture *f = *state;
    struct store_pair attributes[] = {{SLICE("a"), SLICE("1")}};
    struct store_queue row = queue_row("q");
    row.attributes = (struct store_pairs){attributes, 1};
    assert_ok(f->ops->queue_create(f->store, &row));
    struct store_queue found;
    assert_ok(find(f, "q", &found));
    found.modified_ms++;
    assert_ok(f->ops->queue_update(f->store, &found));
    assert_ok(find(f, "q", &found));
    assert_slice(found.attributes.items[0].value, "1");
    assert_int_equal(found.modified_ms, START_MS + 1);
}

static void ids_are_never_used_twice(void **state)
{
    struct fixture *f = *state;
    int64_t ids[8];
    for (size_t i = 0; i < 8; i++) {
        ids[i] = make_queue(f, "q");
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(ids[k], ids[i]);
        assert_ok(f->ops->queue_delete(f->store, ids[i], f->now));
        if (i % 2)
            reopen(f);
        collect_all(f, 100);
    }
}

static void deletion_is_remembered_by_name(void **state)
{
    struct fixture *f = *state;
    int64_t ms = 0;
    const struct store_ops *ops = f->ops;
    struct slice account = SLICE(ACCOUNT), region = SLICE(REGION), name = SLICE("q");
    assert_missing(ops->queue_deleted_ms(f->store, account, region, name, &ms));
    int64_t queue = make_queue(f, "q");
    assert_missing(ops->queue_deleted_ms(f->store, account, region, name, &ms));
    assert_ok(ops->queue_delete(f->store, queue, START_MS + 1));
    reopen(f);
    ops = f->ops;
    assert_ok(ops->queue_deleted_ms(f->store, account, region, name, &ms));
    assert_int_equal(ms, START_MS + 1);
    assert_missing(ops->queue_deleted_ms(f->store, SLICE("111111111111"), region, name, &ms));
    assert_missing(ops->queue_deleted_ms(f->store, account, SLICE("eu-west-1"), name, &ms));
    queue = make_queue(f, "q");
    assert_missing(ops->queue_deleted_ms(f->store, account, region, name, &ms));
    assert_ok(ops->queue_delete(f->store, queue, START_MS + 2));
    assert_ok(ops->queue_deleted_ms(f->store, account, region, name, &ms));
    assert_int_equal(ms, START_MS + 2);
}

static void deletion_is_forgotten_in_time(void **state)
{
    struct fixture *f = *state;
    int64_t ms, queue;
    for (int i = 0; i < 30; i++) {
        queue = make_queue(f, arena_printf(&f->arena, "q%d", i).at);
        assert_ok(f->ops->queue_delete(f->store, queue, f->now + i / 10));
    }
    f->now += STORE_DELETED_KEPT_MS;
    collect_all(f, 3);
    for (int i = 0; i < 30; i++) {
        struct slice name = arena_printf(&f->arena, "q%d", i);
        enum store_status status =
            f->ops->queue_deleted_ms(f->store, SLICE(ACCOUNT), SLICE(REGION), name, &ms);
        assert_int_equal(status, i < 10 ? STORE_NOT_FOUND : STORE_OK);
    }
}

static void verbs_know_no_deleted_queue(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t id = send(f, queue, .body = "a");
    assert_ok(f->ops->queue_delete(f->store, queue, f->now));
    next_turn(f);
    struct store_message *messages, message = full_message(f, "x");
    struct store_counts ret;
    struct store_queue row = queue_row("q");
    size_t count = 0;
    int64_t ms, *ids;
    row.id = queue;
    assert_missing(f->ops->message_recent(f->store, queue, 0, &f->arena, &ids, &count));
    assert_missing(f->ops->queue_delete(f->store, queue, f->now));
    assert_missing(f->ops->queue_purge(f->store, queue));
    assert_missing(f->ops->queue_update(f->store, &row));
    assert_missing(f->ops->queue_counts(f->store, queue, time_of(f), &ret));
    assert_missing(f->ops->message_put(f->store, queue, &message));
    assert_missing(f->ops->message_find(f->store, queue, id, 0, &message));
    assert_missing(f->ops->message_load(f->store, queue, id, &f->arena, &message));
    assert_missing(f->ops->ready(f->store, queue, time_of(f), 1, &f->arena, &messages, &count));
    assert_missing(f->ops->next_visible(f->store, queue, time_of(f), &ms));
    assert_missing(f->ops->queue_counts(f->store, 0, time_of(f), &ret));
    assert_missing(f->ops->queue_counts(f->store, INT64_MAX, time_of(f), &ret));
    assert_missing(f->ops->queue_counts(f->store, -1, time_of(f), &ret));
}

int test_queues(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_queue_is_found_as_it_was_created),
        TEST(absent_things_stay_absent),
        TEST(a_name_is_taken_once),
        TEST(accounts_and_regions_are_apart),
        TEST(an_update_writes_what_may_change),
        TEST(a_found_row_can_be_written_back),
        TEST(ids_are_never_used_twice),
        TEST(deletion_is_remembered_by_name),
        TEST(deletion_is_forgotten_in_time),
        TEST(verbs_know_no_deleted_queue),
    };
    return cmocka_run_group_tests_name("queues", tests, NULL, NULL);
}
