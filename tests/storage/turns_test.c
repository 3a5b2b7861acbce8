/* Turns: what is committed stays, what is abandoned has not happened. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void committed_turns_stay(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    next_turn(f);
    assert_string_equal(peek(f, queue, 10), "a");
    reopen(f);
    assert_string_equal(peek(f, queue, 10), "a");
    assert_counts(f, queue, "1/0/0");
}

static void empty_turns_are_fine(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 10; i++)
        next_turn(f);
    assert_ok(f->ops->turn_commit(f->store));
    assert_ok(f->ops->turn_begin(f->store));
    f->ops->turn_abandon(f->store);
    assert_ok(f->ops->turn_begin(f->store));
}

static void a_turn_sees_its_own_changes(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b");
    assert_counts(f, queue, "2/0/0");
    assert_string_equal(receive(f, queue, 1, 1000), "a");
    assert_counts(f, queue, "1/1/0");
    delete_message(f, queue, taken(f, "a")->id);
    assert_counts(f, queue, "1/0/0");
    assert_string_equal(peek(f, queue, 10), "b");
}

static void abandon(struct fixture *f)
{
    f->ops->turn_abandon(f->store);
    assert_ok(f->ops->turn_begin(f->store));
}

/* The memory store's verbs never fail, so nobody abandons a turn of its that changed something. */
static void abandoned_turns_have_not_happened(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t fifo = make_fifo(f, "f");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b", .delay_ms = 1000);
    send_words(f, fifo, "g1-m1 g1-m2");
    next_turn(f);
    if (!suite_store.undoes)
        return;
    assert_string_equal(receive(f, queue, 10, 1000), "a");
    assert_string_equal(receive(f, fifo, 10, 1000), "g1-m1 g1-m2");
    delete_message(f, fifo, taken(f, "g1-m1")->id);
    send(f, queue, .body = "c");
    make_queue(f, "other");
    abandon(f);
    assert_counts(f, queue, "1/0/1");
    assert_counts(f, fifo, "2/0/0");
    assert_string_equal(peek(f, queue, 10), "a");
    assert_string_equal(peek(f, fifo, 10), "g1-m1 g1-m2");
    struct store_queue row;
    assert_missing(f->ops->queue_find(f->store, SLICE(ACCOUNT), SLICE(REGION), SLICE("other"),
                                      &f->arena, &row));
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_ok(f->ops->queue_delete(f->store, fifo, f->now));
    abandon(f);
    assert_counts(f, queue, "1/0/1");
    assert_counts(f, fifo, "2/0/0");
    assert_string_equal(receive(f, queue, 10, 1000), "a");
    next_turn(f);
    assert_counts(f, queue, "0/1/1");
}

int test_turns(void)
{
    const struct CMUnitTest tests[] = {
        TEST(committed_turns_stay),
        TEST(empty_turns_are_fine),
        TEST(a_turn_sees_its_own_changes),
        TEST(abandoned_turns_have_not_happened),
    };
    return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
