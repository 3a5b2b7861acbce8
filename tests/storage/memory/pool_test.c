/* The pool: sizes, reuse, and giving back. */
#include "storage/memory/pool.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/random.h"
#include "tests/unit/unit.h"

#define OBJECTS 1000

static void every_size_fits(void **state)
{
    struct pool pool;
    (void)state;
    pool_init(&pool);
    for (size_t size = 1; size < 3000000; size += 1 + size / 7) {
        char *object = pool_alloc(&pool, size);
        assert_int_equal((uintptr_t)object % sizeof(int64_t), 0);
        memset(object, 0xab, size);
        assert_true(pool.used >= size);
        assert_int_equal(pool.used, pool_cost(size));
        assert_true(pool_cost(size) <= 72 || pool_cost(size) <= (size + 16) + (size + 16) / 8);
        pool_free(&pool, object);
        assert_int_equal(pool.used, 0);
    }
    pool_release(&pool);
}

static void objects_keep_their_bytes(void **state)
{
    struct {
        unsigned char *at;
        size_t size;
        unsigned char mark;
    } objects[OBJECTS] = {{0}};
    struct pool pool;
    struct random_stream random;
    (void)state;
    pool_init(&pool);
    random_stream_seed(&random, 5);
    for (int step = 0; step < 20000; step++) {
        size_t i = random_stream_below(&random, OBJECTS);
        if (objects[i].at) {
            for (size_t k = 0; k < objects[i].size; k += 1 + objects[i].size / 16)
                assert_int_equal(objects[i].at[k], objects[i].mark);
            pool_free(&pool, objects[i].at);
            objects[i].at = NULL;
            continue;
        }
        objects[i].size = 1 + random_stream_below(&random, step % 50 ? 2000 : 100000);
        objects[i].mark = (unsigned char)step;
        objects[i].at = pool_alloc(&pool, objects[i].size);
        memset(objects[i].at, objects[i].mark, objects[i].size);
    }
    for (size_t i = 0; i < OBJECTS; i++)
        if (objects[i].at)
            pool_free(&pool, objects[i].at);
    assert_int_equal(pool.used, 0);
    pool_release(&pool);
}

static void freed_memory_is_used_again(void **state)
{
    struct pool pool;
    (void)state;
    pool_init(&pool);
    void *first = pool_alloc(&pool, 1300);
    void *second = pool_alloc(&pool, 1300);
    pool_free(&pool, first);
    assert_ptr_equal(pool_alloc(&pool, 1310), first);
    pool_free(&pool, first);
    pool_free(&pool, second);
    assert_int_equal(pool.small.count, 1);
    pool_free(&pool, pool_alloc(&pool, 100)); /* any small class takes the block */
    assert_int_equal(pool.small.count, 1);
    pool_release(&pool);
}

static void what_is_not_needed_goes_back(void **state)
{
    void *objects[OBJECTS];
    struct pool pool;
    (void)state;
    pool_init(&pool);
    for (size_t i = 0; i < OBJECTS; i++)
        objects[i] = pool_alloc(&pool, 2000);
    void *large = pool_alloc(&pool, 1000000);
    assert_false(pool_trim(&pool, 4));
    for (size_t i = 0; i < OBJECTS; i++)
        pool_free(&pool, objects[i]);
    pool_free(&pool, large);
    size_t spare = pool.small.count;
    assert_true(spare > 6);
    assert_false(pool_trim(&pool, 4)); /* just freed: it may be needed again */
    assert_int_equal(pool.small.count, spare);
    void *one = pool_alloc(&pool, 2000);
    pool_free(&pool, one);
    assert_true(pool_trim(&pool, 4));
    assert_int_equal(pool.small.count, spare - 4);
    while (pool_trim(&pool, 4))
        continue;
    assert_int_equal(pool.small.count, 1); /* the one that was needed since */
    while (pool_trim(&pool, 4))
        continue;
    assert_int_equal(pool.small.count, 0);
    pool_release(&pool);
}

TEST_MAIN(UNIT(every_size_fits), UNIT(objects_keep_their_bytes), UNIT(freed_memory_is_used_again),
          UNIT(what_is_not_needed_goes_back))
