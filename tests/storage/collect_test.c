/* Idle work: garbage goes in slices, and nothing that lives goes with it. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void nothing_to_do(void **state)
{
    struct fixture *f = *state;
    bool more = true;
    assert_ok(f->ops->collect(f->store, f->now, 100, &more));
    assert_false(more);
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    assert_ok(f->ops->collect(f->store, f->now, 100, &more));
    assert_false(more);
    assert_string_equal(peek(f, queue, 10), "a");
}

static void garbage_goes_in_slices(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    struct store_deduplication entry = {.sequence = 1};
    for (int i = 0; i < 1000; i++) {
        send(f, queue, .body = "x", .delay_ms = i % 4 * 100, .retained_ms = f->now - i % 3);
        const char *name = arena_printf(&f->arena, "%d", i).at;
        send(f, fifo, .body = "x", .group = name);
        assert_ok(f->ops->deduplication_put(f->store, fifo, slice_of(name), f->now + 9, &entry));
        assert_ok(f->ops->attempt_put(f->store, fifo, slice_of(name), f->now + 9, SLICE("r")));
    }
    receive(f, queue, 10, 1000);
    receive(f, fifo, 10, 1000);
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_ok(f->ops->queue_delete(f->store, fifo, f->now));
    next_turn(f);
    size_t slices = collect_all(f, 10);
    assert_true(slices > 20 || !suite_store.slices);
    bool more = true;
    assert_ok(f->ops->collect(f->store, f->now, 10, &more));
    assert_false(more);
    assert_counts(f, queue, "0/0/0");
}

static void work_goes_on_between_slices(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 300; i++)
        send(f, queue, .body = "x");
    assert_ok(f->ops->queue_purge(f->store, queue));
    bool more = true;
    int sent = 0;
    for (; more && sent < 1000; sent++) {
        assert_ok(f->ops->collect(f->store, f->now, 10, &more));
        send(f, queue, .body = "y");
        if (sent % 10 == 5) {
            assert_ok(f->ops->queue_purge(f->store, queue));
            sent = 0;
        }
        pass(f, 1);
        assert_true(strncmp(peek(f, queue, 1), "x", 1) != 0);
        if (f->now > START_MS + 2000)
            break;
    }
    int64_t deleted = make_queue(f, "r");
    send(f, deleted, .body = "x");
    assert_ok(f->ops->queue_delete(f->store, deleted, f->now));
    assert_ok(f->ops->queue_purge(f->store, queue));
    collect_all(f, 3);
    assert_counts(f, queue, "0/0/0");
}

/* `now` is the earliest of all accounts: windows that are open there stay. */
static void open_windows_stay(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    struct store_deduplication entry = {.sequence = 1};
    struct slice record;
    bool more;
    assert_ok(f->ops->deduplication_put(f->store, queue, SLICE("k"), f->now + 100, &entry));
    assert_ok(f->ops->attempt_put(f->store, queue, SLICE("k"), f->now + 100, SLICE("r")));
    assert_ok(f->ops->collect(f->store, f->now + 99, 100, &more));
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("k"), f->now, &entry));
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("k"), f->now, &f->arena, &record));
}

int test_collect(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_do),
        TEST(garbage_goes_in_slices),
        TEST(work_goes_on_between_slices),
        TEST(open_windows_stay),
    };
    return cmocka_run_group_tests_name("collect", tests, NULL, NULL);
}
