/* Tables by id. */
#include "storage/memory/ids.h"

#include "src/base/random.h"
#include "tests/unit/unit.h"

#define IDS 5000

static char things[IDS];

static void a_map_finds_what_was_put(void **state)
{
    struct id_map map = {0};
    (void)state;
    assert_null(id_map_get(&map, 1));
    for (int64_t i = 0; i < IDS; i++)
        id_map_put(&map, i * 3 - IDS, &things[i]);
    assert_int_equal(map.count, IDS);
    for (int64_t i = 0; i < IDS; i++) {
        assert_ptr_equal(id_map_get(&map, i * 3 - IDS), &things[i]);
        assert_null(id_map_get(&map, i * 3 - IDS + 1));
    }
    id_map_release(&map);
}

static void a_map_closes_its_gaps(void **state)
{
    struct id_map map = {0};
    struct random_stream random;
    bool inside[IDS] = {false};
    (void)state;
    random_stream_seed(&random, 3);
    for (int step = 0; step < 50000; step++) {
        /* First it fills, then it empties. */
        size_t i = random_stream_below(&random, IDS);
        bool put = random_stream_below(&random, 4) != 0;
        if (step > 30000)
            put = !put;
        if (put == inside[i])
            continue;
        if (put)
            id_map_put(&map, (int64_t)i, &things[i]);
        else
            id_map_remove(&map, (int64_t)i);
        inside[i] = put;
        size_t k = random_stream_below(&random, IDS);
        assert_ptr_equal(id_map_get(&map, (int64_t)k), inside[k] ? &things[k] : NULL);
    }
    for (size_t i = 0; i < IDS; i++) {
        assert_ptr_equal(id_map_get(&map, (int64_t)i), inside[i] ? &things[i] : NULL);
        if (inside[i])
            id_map_remove(&map, (int64_t)i);
    }
    assert_int_equal(map.count, 0);
    assert_true(map.capacity < 64);
    id_map_release(&map);
}

static void pages_come_and_go_with_their_ids(void **state)
{
    struct id_pages pages = {0};
    (void)state;
    for (int64_t i = 1; i < IDS; i++) {
        id_pages_put(&pages, i, &things[i]);
        if (i > 100) {
            id_pages_remove(&pages, i - 100);
            assert_null(id_pages_get(&pages, i - 100));
            assert_ptr_equal(id_pages_get(&pages, i - 50), &things[i - 50]);
        }
    }
    assert_true(pages.map.count <= 3);
    for (int64_t i = IDS - 100; i < IDS; i++)
        id_pages_remove(&pages, i);
    assert_int_equal(pages.map.count, 0);
    assert_null(id_pages_get(&pages, IDS - 1));
    assert_null(id_pages_get(&pages, 0));
    assert_null(id_pages_get(&pages, -1));
    assert_null(id_pages_get(&pages, INT64_MIN));
    assert_null(id_pages_get(&pages, INT64_MAX));
    id_pages_release(&pages);
}

TEST_MAIN(UNIT(a_map_finds_what_was_put), UNIT(a_map_closes_its_gaps),
          UNIT(pages_come_and_go_with_their_ids))
