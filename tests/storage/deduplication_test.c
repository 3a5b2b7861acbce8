/* Deduplication entries and their windows. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void put(struct fixture *f, int64_t queue, struct slice key, int64_t expires_ms,
                int64_t sequence)
{
    struct store_deduplication entry = {.sequence = sequence};
    memset(entry.message_id.bytes, (int)sequence, sizeof entry.message_id.bytes);
    assert_ok(f->ops->deduplication_put(f->store, queue, key, expires_ms, &entry));
}

/* The sequence that was put, or -1. */
static int64_t find(struct fixture *f, int64_t queue, struct slice key)
{
    struct store_deduplication entry;
    enum store_status status = f->ops->deduplication_find(f->store, queue, key, f->now, &entry);
    if (status == STORE_NOT_FOUND)
        return -1;
    assert_ok(status);
    assert_int_equal(entry.message_id.bytes[15], entry.sequence & 0xff);
    return entry.sequence;
}

static void a_window_is_open_until_it_closes(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    assert_int_equal(find(f, queue, SLICE("k")), -1);
    put(f, queue, SLICE("k"), f->now + 100, 5);
    assert_int_equal(find(f, queue, SLICE("k")), 5);
    reopen(f);
    pass(f, 99);
    assert_int_equal(find(f, queue, SLICE("k")), 5);
    pass(f, 1);
    assert_int_equal(find(f, queue, SLICE("k")), -1);
    put(f, queue, SLICE("k"), f->now + 100, 6);
    assert_int_equal(find(f, queue, SLICE("k")), 6);
}

static void keys_differ_in_every_byte(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    char key[300];
    memset(key, 'x', sizeof key);
    for (size_t i = 0; i < sizeof key; i += 13) {
        key[i] = 'y';
        put(f, queue, slice_make(key, sizeof key), f->now + 100, (int64_t)i + 1);
        key[i] = 'x';
        put(f, queue, slice_make(key, i + 1), f->now + 100, (int64_t)i + 1000);
    }
    next_turn(f);
    for (size_t i = 0; i < sizeof key; i += 13) {
        key[i] = 'y';
        assert_int_equal(find(f, queue, slice_make(key, sizeof key)), i + 1);
        key[i] = 'x';
        assert_int_equal(find(f, queue, slice_make(key, i + 1)), i + 1000);
        if (i + 2 < sizeof key)
            assert_int_equal(find(f, queue, slice_make(key, i + 2)), -1);
    }
    assert_int_equal(find(f, queue, SLICE("k\0a")), -1);
    put(f, queue, SLICE("k\0a"), f->now + 100, 1);
    assert_int_equal(find(f, queue, SLICE("k\0b")), -1);
}

static void queues_remember_for_themselves(void **state)
{
    struct fixture *f = *state;
    int64_t a = make_fifo(f, "a"), b = make_fifo(f, "b");
    put(f, a, SLICE("k"), f->now + 100, 1);
    assert_int_equal(find(f, b, SLICE("k")), -1);
    put(f, b, SLICE("k"), f->now + 100, 2);
    assert_int_equal(find(f, a, SLICE("k")), 1);
    assert_int_equal(find(f, b, SLICE("k")), 2);
}

static void deleted_messages_are_remembered(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    int64_t id = send(f, queue, .body = "a", .group = "g");
    put(f, queue, SLICE("k"), f->now + 100, 1);
    delete_message(f, queue, id);
    assert_int_equal(find(f, queue, SLICE("k")), 1);
}

static void a_later_entry_replaces(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    put(f, queue, SLICE("k"), f->now + 100, 1);
    put(f, queue, SLICE("k"), f->now + 200, 2);
    assert_int_equal(find(f, queue, SLICE("k")), 2);
    pass(f, 100);
    collect_all(f, 10);
    assert_int_equal(find(f, queue, SLICE("k")), 2);
    pass(f, 100);
    assert_int_equal(find(f, queue, SLICE("k")), -1);
}

static void collecting_leaves_open_windows(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    for (int i = 0; i < 100; i++) /* not in the order in which they close */
        put(f, queue, arena_printf(&f->arena, "k%d", i), f->now + 1 + i * 37 % 100, i);
    pass(f, 50);
    collect_all(f, 7);
    for (int i = 0; i < 100; i++)
        assert_int_equal(find(f, queue, arena_printf(&f->arena, "k%d", i)),
                         1 + i * 37 % 100 > 50 ? i : -1);
    pass(f, 50);
    collect_all(f, 7);
    assert_int_equal(find(f, queue, SLICE("k1")), -1);
    put(f, queue, SLICE("k1"), f->now + 1, 9);
    assert_int_equal(find(f, queue, SLICE("k1")), 9);
}

static void many_entries(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    for (int i = 0; i < 5000; i++)
        put(f, queue, arena_printf(&f->arena, "key %d", i), f->now + 100, i);
    next_turn(f);
    for (int i = 0; i < 5000; i += 7)
        assert_int_equal(find(f, queue, arena_printf(&f->arena, "key %d", i)), i);
    pass(f, 100);
    collect_all(f, 500);
    for (int i = 0; i < 5000; i += 7)
        assert_int_equal(find(f, queue, arena_printf(&f->arena, "key %d", i)), -1);
}

int test_deduplication(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_window_is_open_until_it_closes),
        TEST(keys_differ_in_every_byte),
        TEST(queues_remember_for_themselves),
        TEST(deleted_messages_are_remembered),
        TEST(a_later_entry_replaces),
        TEST(collecting_leaves_open_windows),
        TEST(many_entries),
    };
    return cmocka_run_group_tests_name("deduplication", tests, NULL, NULL);
}
