/* What only the memory store promises: a ceiling on memory, ids that differ from process to
 * process, and counters that are right even when somebody's clock runs backwards. */
#include "storage/memory/memory_store.h"

#include <stdio.h>

#include "storage/memory/state.h"
#include "tests/unit/unit.h"

#define NOW_MS INT64_C(1700000000000)

static int64_t make_queue(struct store *store, const char *name)
{
    struct store_queue row = {.account = SLICE("0"), .region = SLICE("r"), .name = slice_of(name)};
    assert_int_equal(store->ops->queue_create(store, &row), STORE_OK);
    return row.id;
}

static enum store_status put(struct store *store, int64_t queue, size_t size, int64_t visible_ms)
{
    static char bytes[100000];
    struct store_message message = {.sent_ms = NOW_MS,
                                    .retained_ms = NOW_MS,
                                    .visible_ms = visible_ms,
                                    .body = slice_make(bytes, size)};
    return store->ops->message_put(store, queue, &message);
}

static void delete_first(struct store *store, int64_t queue)
{
    struct arena arena = {0};
    struct store_message *messages;
    size_t count;
    struct store_time time = {NOW_MS, 0};
    assert_int_equal(store->ops->ready(store, queue, time, 1, &arena, &messages, &count), STORE_OK);
    assert_int_equal(count, 1);
    assert_int_equal(store->ops->message_delete(store, queue, &messages[0]), STORE_OK);
    arena_release(&arena);
}

static struct store_counts counts(struct store *store, int64_t queue, int64_t now_ms)
{
    struct store_counts ret;
    struct store_time time = {now_ms, 0};
    assert_int_equal(store->ops->queue_counts(store, queue, time, &ret), STORE_OK);
    return ret;
}

static int fill(struct store *store, int64_t queue)
{
    int sent = 0;
    while (put(store, queue, 10000, NOW_MS) == STORE_OK)
        assert_true(++sent < 1000);
    return sent;
}

static void the_ceiling_refuses_and_changes_nothing(void **state)
{
    struct store *store = memory_store_open(1000000);
    int64_t queue = make_queue(store, "q");
    (void)state;
    int sent = fill(store, queue);
    assert_in_range(sent, 80, 99);
    assert_int_equal(counts(store, queue, NOW_MS).visible, sent);
    assert_int_equal(put(store, queue, 10000, NOW_MS), STORE_FULL);
    assert_int_equal(counts(store, queue, NOW_MS).visible, sent);
    delete_first(store, queue);
    assert_int_equal(put(store, queue, 10000, NOW_MS), STORE_OK);
    assert_int_equal(put(store, queue, 10000, NOW_MS), STORE_FULL);
    store_close(store);
}

static void purged_messages_make_room_at_once(void **state)
{
    struct store *store = memory_store_open(1000000);
    int64_t queue = make_queue(store, "q"), other = make_queue(store, "r");
    (void)state;
    int sent = fill(store, queue);
    assert_int_equal(store->ops->queue_purge(store, queue), STORE_OK);
    assert_int_equal(fill(store, other), sent);
    assert_int_equal(store->ops->queue_delete(store, other, NOW_MS), STORE_OK);
    assert_int_equal(fill(store, queue), sent);
    store_close(store);
}

static void without_a_ceiling_nothing_is_refused(void **state)
{
    struct store *store = memory_store_open(0);
    int64_t queue = make_queue(store, "q");
    (void)state;
    for (int i = 0; i < 200; i++)
        assert_int_equal(put(store, queue, 100000, NOW_MS), STORE_OK);
    store_close(store);
}

/* A receipt handle names the queue's id: one from an earlier process must not fit. */
static void stores_give_different_ids(void **state)
{
    struct store *one = memory_store_open(0), *two = memory_store_open(0);
    (void)state;
    assert_int_not_equal(make_queue(one, "q"), make_queue(two, "q"));
    store_close(one);
    store_close(two);
}

static void a_clock_that_runs_backwards_is_counted_right(void **state)
{
    struct store *store = memory_store_open(0);
    int64_t queue = make_queue(store, "q"), ms;
    (void)state;
    for (int i = 0; i < 100; i++)
        put(store, queue, 10, NOW_MS + i);
    assert_int_equal(counts(store, queue, NOW_MS + 100).visible, 100);
    assert_int_equal(counts(store, queue, NOW_MS + 49).visible, 50);
    assert_int_equal(counts(store, queue, NOW_MS + 49).delayed, 50);
    assert_int_equal(counts(store, queue, NOW_MS + 74).visible, 75);
    assert_int_equal(
        store->ops->next_visible(store, queue, (struct store_time){NOW_MS + 9, 0}, &ms), STORE_OK);
    assert_int_equal(ms, NOW_MS + 10);
    assert_int_equal(counts(store, queue, NOW_MS + 9).visible, 10);
    assert_int_equal(counts(store, queue, NOW_MS - 1).visible, 0);
    assert_int_equal(counts(store, queue, NOW_MS + 100).visible, 100);
    store_close(store);
}

static void make_and_delete(struct store *store, int number)
{
    char account[13];
    snprintf(account, sizeof account, "%012d", number);
    struct store_queue row = {
        .account = slice_of(account), .region = SLICE("r"), .name = SLICE("q")};
    assert_int_equal(store->ops->queue_create(store, &row), STORE_OK);
    assert_int_equal(store->ops->queue_delete(store, row.id, NOW_MS), STORE_OK);
}

/* Clients may use as many accounts as they like: what was theirs goes with their last queue and the
 * memory that it was there. */
static void nothing_is_left_of_an_account(void **state)
{
    struct store *store = memory_store_open(0);
    const struct memory_store *memory = memory_of(store);
    bool more = true;
    (void)state;
    make_queue(store, "q");
    for (int i = 0; i < 100; i++)
        make_and_delete(store, i);
    assert_int_equal(memory->realms.count, 101);
    assert_int_equal(store->ops->account_forget(store, SLICE("000000000007")), STORE_OK);
    assert_int_equal(memory->realms.count, 100);
    make_and_delete(store, 8);
    while (more)
        assert_int_equal(store->ops->collect(store, NOW_MS + STORE_DELETED_KEPT_MS, 10, &more),
                         STORE_OK);
    assert_int_equal(memory->realms.count, 1);
    make_and_delete(store, 7);
    assert_int_equal(store->ops->account_forget(store, SLICE_NONE), STORE_OK);
    assert_int_equal(memory->realms.count, 1);
    store_close(store);
}

TEST_MAIN(UNIT(nothing_is_left_of_an_account), UNIT(the_ceiling_refuses_and_changes_nothing),
          UNIT(purged_messages_make_room_at_once), UNIT(without_a_ceiling_nothing_is_refused),
          UNIT(stores_give_different_ids), UNIT(a_clock_that_runs_backwards_is_counted_right))
