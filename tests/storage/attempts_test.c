/* Receive attempts. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void put(struct fixture *f, int64_t queue, const char *id, int64_t expires_ms,
                struct slice record)
{
    assert_ok(f->ops->attempt_put(f->store, queue, slice_of(id), expires_ms, record));
}

/* The record's text, or NULL. */
static const char *find(struct fixture *f, int64_t queue, const char *id)
{
    struct slice record;
    enum store_status status =
        f->ops->attempt_find(f->store, queue, slice_of(id), f->now, &f->arena, &record);
    if (status == STORE_NOT_FOUND)
        return NULL;
    assert_ok(status);
    return arena_copy(&f->arena, record).at;
}

static void a_record_lives_until_it_expires(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    assert_null(find(f, queue, "a"));
    put(f, queue, "a", f->now + 100, SLICE("one"));
    assert_string_equal(find(f, queue, "a"), "one");
    assert_null(find(f, queue, "b"));
    reopen(f);
    pass(f, 99);
    assert_string_equal(find(f, queue, "a"), "one");
    pass(f, 1);
    assert_null(find(f, queue, "a"));
}

static void putting_replaces(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    put(f, queue, "a", f->now + 100, SLICE("one"));
    put(f, queue, "a", f->now + 200, SLICE("a longer one"));
    assert_string_equal(find(f, queue, "a"), "a longer one");
    pass(f, 150);
    collect_all(f, 10);
    assert_string_equal(find(f, queue, "a"), "a longer one");
    put(f, queue, "a", f->now + 10, SLICE("s"));
    pass(f, 10);
    assert_null(find(f, queue, "a"));
}

static void records_are_opaque_bytes(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_fifo(f, "q");
    char bytes[4096];
    random_bytes(bytes, sizeof bytes);
    put(f, queue, "a", f->now + 100, slice_make(bytes, sizeof bytes));
    put(f, queue, "e", f->now + 100, SLICE(""));
    reopen(f);
    struct slice record;
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("a"), f->now, &f->arena, &record));
    assert_int_equal(record.len, sizeof bytes);
    assert_memory_equal(record.at, bytes, sizeof bytes);
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("e"), f->now, &f->arena, &record));
    assert_int_equal(record.len, 0);
}

static void attempts_and_deduplication_are_apart(void **state)
{
    struct fixture *f = *state;
    int64_t a = make_fifo(f, "a"), b = make_fifo(f, "b");
    struct store_deduplication entry = {.sequence = 3};
    put(f, a, "k", f->now + 100, SLICE("record"));
    assert_missing(f->ops->deduplication_find(f->store, a, SLICE("k"), f->now, &entry));
    assert_null(find(f, b, "k"));
    assert_ok(f->ops->deduplication_put(f->store, b, SLICE("k"), f->now + 100, &entry));
    assert_null(find(f, b, "k"));
    assert_string_equal(find(f, a, "k"), "record");
}

int test_attempts(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_lives_until_it_expires),
        TEST(putting_replaces),
        TEST(records_are_opaque_bytes),
        TEST(attempts_and_deduplication_are_apart),
    };
    return cmocka_run_group_tests_name("attempts", tests, NULL, NULL);
}
