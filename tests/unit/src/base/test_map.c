/* The hash table, against a plain array as oracle. */
#include "tests/unit/unit.h"

#include "src/base/map.h"
#include "src/base/random.h"

#include <stdio.h>

static void puts_gets_and_removes(void **state)
{
    (void)state;
    struct map map;
    map_init(&map);
    int one = 1, two = 2;
    assert_null(map_get(&map, SLICE("a")));
    assert_null(map_remove(&map, SLICE("a")));
    assert_null(map_put(&map, SLICE("a"), &one));
    assert_ptr_equal(map_put(&map, SLICE("a"), &two), &one);
    assert_int_equal(map.count, 1);
    assert_ptr_equal(map_get(&map, SLICE("a")), &two);
    assert_ptr_equal(map_remove(&map, SLICE("a")), &two);
    assert_null(map_get(&map, SLICE("a")));
    assert_int_equal(map.count, 0);
    map_release(&map);
}

static void keys_are_bytes_and_copied(void **state)
{
    (void)state;
    struct map map;
    map_init(&map);
    int values[4];
    char name[] = "name";
    map_put(&map, slice_of(name), &values[0]);
    name[0] = 'x';
    map_put(&map, SLICE(""), &values[1]);
    map_put(&map, SLICE("a\0b"), &values[2]);
    map_put(&map, SLICE("a\0c"), &values[3]);
    assert_ptr_equal(map_get(&map, SLICE("name")), &values[0]);
    assert_ptr_equal(map_get(&map, SLICE("")), &values[1]);
    assert_ptr_equal(map_get(&map, SLICE("a\0b")), &values[2]);
    assert_ptr_equal(map_get(&map, SLICE("a\0c")), &values[3]);
    map_release(&map);
}

static struct slice name_of(size_t i, char out[static 24])
{
    return slice_make(out, (size_t)snprintf(out, 24, "queue-%zu", i));
}

static void stays_right_under_random_changes(void **state)
{
    (void)state;
    enum { NAMES = 200, STEPS = 50000 };
    static int values[2];
    void *oracle[NAMES] = {0};
    struct random_stream stream;
    random_stream_seed(&stream, 12);
    struct map map;
    map_init(&map);
    for (int step = 0; step < STEPS; step++) {
        size_t i = (size_t)random_stream_below(&stream, NAMES);
        char text[24];
        struct slice name = name_of(i, text);
        void *former = oracle[i];
        oracle[i] = random_stream_below(&stream, 2) ? &values[step & 1] : NULL;
        if (oracle[i] != NULL)
            assert_ptr_equal(map_put(&map, name, oracle[i]), former);
        else
            assert_ptr_equal(map_remove(&map, name), former);
        assert_ptr_equal(map_get(&map, name), oracle[i]);
    }
    size_t held = 0;
    for (size_t i = 0; i < NAMES; i++) {
        char text[24];
        assert_ptr_equal(map_get(&map, name_of(i, text)), oracle[i]);
        held += oracle[i] != NULL;
    }
    assert_int_equal(map.count, held);
    assert_true(map.used <= map.capacity);
    assert_true(map.capacity <= 1024); /* tombstones do not make it grow for ever */
    map_release(&map);
}

static void walks_each_pair_once_even_while_removing(void **state)
{
    (void)state;
    enum { NAMES = 100 };
    struct map map;
    map_init(&map);
    int seen[NAMES] = {0};
    for (size_t i = 0; i < NAMES; i++) {
        char text[24];
        map_put(&map, name_of(i, text), &seen[i]);
    }
    size_t at = 0;
    struct slice key;
    void *value;
    while (map_next(&map, &at, &key, &value)) {
        char text[24];
        int *count = value;
        struct slice name = name_of((size_t)(count - seen), text);
        assert_true(slice_equal(key, name));
        (*count)++;
        if ((count - seen) % 2 == 0)
            assert_ptr_equal(map_remove(&map, name), value);
    }
    for (size_t i = 0; i < NAMES; i++)
        assert_int_equal(seen[i], 1);
    assert_int_equal(map.count, NAMES / 2);
    map_release(&map);
}

static void hashes_depend_on_every_byte_and_the_length(void **state)
{
    (void)state;
    char bytes[40] = {0};
    uint64_t hashes[41 + 40];
    size_t count = 0;
    for (size_t len = 0; len <= 40; len++)
        hashes[count++] = hash_bytes(bytes, len);
    for (size_t i = 0; i < 40; i++) {
        bytes[i] = 1;
        hashes[count++] = hash_bytes(bytes, 40);
        bytes[i] = 0;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(hashes[i] != hashes[k]);
    assert_true(hash_bytes("abc", 3) == hash_bytes("abc", 3));
}

TEST_MAIN(UNIT(puts_gets_and_removes), UNIT(keys_are_bytes_and_copied),
          UNIT(stays_right_under_random_changes), UNIT(walks_each_pair_once_even_while_removing),
          UNIT(hashes_depend_on_every_byte_and_the_length))
