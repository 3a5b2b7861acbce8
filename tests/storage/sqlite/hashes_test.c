/* The index of hashes against a plain list. */
#include "tests/storage/sqlite/file.h"

#include "storage/sqlite/hashes.h"

#define HASHES 300

/* Few shards and few slots, so that runs of full slots meet and wrap around. */
static uint64_t hash_of(uint64_t number)
{
    return (number % 2) << 56 | ((number * 7) % 40) << 8 | (number * 5 % 11 + 1);
}

static void it_remembers_what_a_list_does(void **state)
{
    struct hashes hashes = {0};
    int64_t expected[HASHES] = {0}; /* number of the row, 0 = none */
    struct random_stream random;
    (void)state;
    random_stream_seed(&random, 7);
    for (int64_t step = 1; step < 200000; step++) {
        uint64_t which = random_stream_below(&random, HASHES);
        /* Two of the list may share a hash: the list follows the first of them. */
        uint64_t first = 0;
        while (hash_of(first) != hash_of(which))
            first++;
        bool shrink = step / 2000 % 2 == 1;
        if (random_stream_below(&random, 4) >= (shrink ? 1 : 3)) {
            hashes_remove(&hashes, hash_of(which));
            expected[first] = 0;
        } else {
            hashes_put(&hashes, (struct hashes_entry){hash_of(which), step, step});
            expected[first] = step;
        }
        which = random_stream_below(&random, HASHES);
        for (first = 0; hash_of(first) != hash_of(which);)
            first++;
        const struct hashes_entry *found = hashes_find(&hashes, hash_of(which));
        assert_int_equal(found ? found->number : 0, expected[first]);
    }
    hashes_release(&hashes);
}

static void sweeps_find_what_is_closed(void **state)
{
    struct hashes hashes = {0};
    struct hashes_entry closed[100];
    size_t count, rounds = 0, removed = 0;
    (void)state;
    for (uint64_t i = 1; i <= 1000; i++)
        hashes_put(&hashes,
                   (struct hashes_entry){i * UINT64_C(0x9e3779b97f4a7c15), (int64_t)i, (int64_t)i});
    while ((count = hashes_sweep(&hashes, 600, closed, 100)) > 0) {
        for (size_t i = 0; i < count; i++) {
            assert_true(closed[i].expires_ms <= 600);
            hashes_remove(&hashes, closed[i].hash);
        }
        removed += count;
        assert_true(++rounds <= 7);
    }
    assert_int_equal(removed, 600);
    for (uint64_t i = 1; i <= 1000; i++) {
        uint64_t hash = i * UINT64_C(0x9e3779b97f4a7c15);
        assert_int_equal(hashes_find(&hashes, hash) != NULL, i > 600);
    }
    hashes_release(&hashes);
}

/* The index is read again after a start: at once when it is needed, in slices when idle. */
static void windows_survive_a_restart(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "f");
    struct store_deduplication entry = {.sequence = 0}, found;
    for (int i = 0; i < 1000; i++) {
        struct slice key = arena_int64(&f->arena, i);
        entry.sequence = i;
        assert_ok(f->ops->deduplication_put(f->store, queue, key, f->now + 1 + i % 2, &entry));
        assert_ok(f->ops->attempt_put(f->store, queue, key, f->now + 1 + i % 2, key));
    }
    for (int idle = 0; idle < 2; idle++) {
        bool more;
        assert_true(reopen(f));
        if (idle)
            assert_ok(f->ops->collect(f->store, f->now, 7, &more));
        for (int i = 0; i < 1000; i++) {
            struct slice key = arena_int64(&f->arena, i), record;
            assert_ok(f->ops->deduplication_find(f->store, queue, key, f->now, &found));
            assert_int_equal(found.sequence, i);
            assert_ok(f->ops->attempt_find(f->store, queue, key, f->now, &f->arena, &record));
            assert_true(slice_equal(record, key));
        }
    }
    f->now++;
    collect_all(f, 50);
    assert_missing(f->ops->deduplication_find(f->store, queue, SLICE("0"), f->now - 1, &found));
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("1"), f->now, &found));
    assert_int_equal(found.sequence, 1);
}

int test_hashes(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_remembers_what_a_list_does),
                                       cmocka_unit_test(sweeps_find_what_is_closed),
                                       TEST(windows_survive_a_restart)};
    return cmocka_run_group_tests_name("hashes", tests, NULL, NULL);
}
