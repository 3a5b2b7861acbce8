/* deadlines: what time will change next. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store_deadlines ask(struct fixture *f, int64_t queue)
{
    struct store_deadlines next;
    assert_ok(f->ops->deadlines(f->store, queue, time_of(f), &next));
    return next;
}

#define assert_deadlines(f, queue, visible, retained, window)                                      \
    do {                                                                                           \
        struct store_deadlines next_ = ask((f), (queue));                                          \
        assert_int_equal(next_.visible_ms, (visible));                                             \
        assert_int_equal(next_.retained_ms, (retained));                                           \
        assert_int_equal(next_.window_ms, (window));                                               \
    } while (0)

#define NEVER INT64_MAX

static void an_empty_queue_has_none(void **state)
{
    struct fixture *f = *state;
    struct store_deadlines next;
    assert_deadlines(f, make_queue(f, "q"), NEVER, NEVER, NEVER);
    assert_deadlines(f, make_fifo(f, "f"), NEVER, NEVER, NEVER);
    assert_missing(f->ops->deadlines(f->store, 12345, time_of(f), &next));
}

static void hidden_messages_become_visible(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    assert_deadlines(f, queue, NEVER, START_MS, NEVER);
    send(f, queue, .body = "b", .delay_ms = 500);
    send(f, queue, .body = "c", .delay_ms = 300, .group = "g");
    reopen(f);
    assert_deadlines(f, queue, START_MS + 300, START_MS, NEVER);
    receive(f, queue, 1, 200);
    assert_deadlines(f, queue, START_MS + 200, START_MS, NEVER);
    pass(f, 300);
    assert_deadlines(f, queue, START_MS + 500, START_MS, NEVER);
}

static void followers_in_fifo_groups_count(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    send_words(f, queue, "g-1 g-2");
    receive(f, queue, 2, 1000);
    int64_t second = taken(f, "g-2")->id;
    set_visible(f, queue, second, f->now + 400);
    assert_deadlines(f, queue, f->now + 400, START_MS + 1, NEVER);
}

static void the_oldest_goes_first(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    pass(f, 10);
    send(f, queue, .body = "b");
    send(f, queue, .body = "elder", .retained_ms = START_MS - 50);
    assert_deadlines(f, queue, NEVER, START_MS - 50, NEVER);
    f->now += f->retention_ms - 50; /* the elder is gone, the first one just not yet */
    assert_deadlines(f, queue, NEVER, START_MS, NEVER);
    pass(f, 45);
    assert_deadlines(f, queue, NEVER, START_MS + 10, NEVER);
    pass(f, 10);
    assert_deadlines(f, queue, NEVER, NEVER, NEVER);
}

/* Some are deleted, some are still there though they are gone. */
static void the_first_of_many_that_is_kept(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 300; i++) {
        int64_t id = send(f, queue, .body = "a");
        if (i % 3 == 0)
            delete_message(f, queue, id);
        pass(f, 10);
    }
    f->now = START_MS + f->retention_ms;
    for (int i = 0; i < 299; i += 7) {
        int next = i + 1 + (i % 3 == 2);
        f->now = START_MS + f->retention_ms + 10 * i + 5;
        assert_deadlines(f, queue, NEVER, START_MS + 10 * next, NEVER);
    }
    f->now = START_MS + f->retention_ms + 2990;
    assert_deadlines(f, queue, NEVER, NEVER, NEVER);
}

static void windows_close(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q"), other = make_fifo(f, "other");
    const struct store_deduplication entry = {.sequence = 1};
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 300, &entry));
    assert_ok(f->ops->attempt_put(f->store, queue, SLICE("a"), f->now + 200, SLICE("record")));
    assert_ok(f->ops->attempt_put(f->store, other, SLICE("a"), f->now + 100, SLICE("record")));
    assert_deadlines(f, queue, NEVER, NEVER, START_MS + 200);
    reopen(f);
    pass(f, 200);
    assert_deadlines(f, queue, NEVER, NEVER, START_MS + 300);
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_deadlines(f, queue, NEVER, NEVER, NEVER);
}

int test_deadlines(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_queue_has_none),        TEST(hidden_messages_become_visible),
        TEST(followers_in_fifo_groups_count), TEST(the_oldest_goes_first),
        TEST(the_first_of_many_that_is_kept), TEST(windows_close),
    };
    return cmocka_run_group_tests_name("deadlines", tests, NULL, NULL);
}
