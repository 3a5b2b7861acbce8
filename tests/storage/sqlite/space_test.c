/* Space: what purges leave behind goes in slices, and the file shrinks. */
#include "tests/storage/sqlite/file.h"

#include <stdlib.h>

#include "storage/sqlite/inside.h"

static void fill(struct fixture *f, int64_t queue, int count, size_t size)
{
    char *body = malloc(size);
    memset(body, 'x', size);
    for (int i = 0; i < count; i++) {
        struct store_message message = full_message(f, "big");
        message.body = slice_make(body, size);
        assert_ok(f->ops->message_put(f->store, queue, &message));
    }
    free(body);
}

static void the_file_shrinks(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    fill(f, queue, 200, 100 * 1000);
    assert_true(reopen(f));
    assert_true(file_size("store") > 20 * 1000 * 1000);
    assert_ok(f->ops->queue_purge(f->store, queue));
    collect_all(f, 1000);
    assert_true(reopen(f));
    assert_true(file_size("store") < 6 * 1000 * 1000);
}

/* While too much is kept to write the file anew, pages leave it in slices. */
static void the_file_shrinks_around_what_is_kept(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), kept = make_queue(f, "kept");
    fill(f, queue, 100, 100 * 1000);
    fill(f, kept, 60, 100 * 1000);
    fill(f, queue, 100, 100 * 1000);
    assert_ok(f->ops->queue_purge(f->store, queue));
    assert_true(collect_all(f, 200) > 50);
    assert_true(reopen(f));
    assert_in_range(file_size("store"), 6 * 1000 * 1000, 12 * 1000 * 1000);
    assert_counts(f, kept, "60/0/0");
    assert_int_equal(strlen(peek(f, kept, 2)), 200 * 1000 + 1);
}

/* A slice costs by size, not only by number. */
static void large_bodies_make_small_slices(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    fill(f, queue, 20, 1000 * 1000);
    assert_ok(f->ops->queue_delete(f->store, queue, f->now));
    next_turn(f);
    bool more;
    int before = sqlite3_total_changes(sqlite_store_of(f->store)->database.handle);
    assert_ok(f->ops->collect(f->store, f->now, 500, &more));
    int after = sqlite3_total_changes(sqlite_store_of(f->store)->database.handle);
    assert_true(more);
    assert_in_range(after - before, 2, 60);
}

int test_space(void)
{
    const struct CMUnitTest tests[] = {TEST(the_file_shrinks),
                                       TEST(the_file_shrinks_around_what_is_kept),
                                       TEST(large_bodies_make_small_slices)};
    return cmocka_run_group_tests_name("space", tests, NULL, NULL);
}
