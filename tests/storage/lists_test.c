/* Lists of names: prefixes, pages, byte order, sources of a dead-letter queue. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static const char *joined(struct fixture *f, const struct slice *names, size_t count)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? " " : "",
                            SLICE_ARG(names[i]));
    return text.at;
}

static const char *list(struct fixture *f, const char *prefix, const char *after, size_t limit)
{
    struct slice *names;
    size_t count;
    assert_ok(f->ops->queue_list(f->store, SLICE(ACCOUNT), SLICE(REGION), slice_of(prefix),
                                 slice_of(after), limit, &f->arena, &names, &count));
    return joined(f, names, count);
}

static const char *sources(struct fixture *f, const char *name, const char *after, size_t limit)
{
    struct slice *names;
    size_t count;
    assert_ok(f->ops->queue_sources(f->store, SLICE(ACCOUNT), SLICE(REGION), slice_of(name),
                                    slice_of(after), limit, &f->arena, &names, &count));
    return joined(f, names, count);
}

static void names_come_in_byte_order(void **state)
{
    struct fixture *f = *state;
    const char *const names[] = {"b", "a_", "a-", "a", "aa", "Z", "a1", "\xc3\xa9", "ab"};
    assert_string_equal(list(f, "", "", 100), "");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        make_queue(f, names[i]);
    next_turn(f);
    assert_string_equal(list(f, "", "", 100), "Z a a- a1 a_ aa ab b \xc3\xa9");
}

static void a_prefix_is_literal(void **state)
{
    struct fixture *f = *state;
    const char *const names[] = {"a", "a%", "a_", "a_b", "ab", "abc", "A", "b", "a\xff"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        make_queue(f, names[i]);
    assert_string_equal(list(f, "a", "", 100), "a a% a_ a_b ab abc a\xff");
    assert_string_equal(list(f, "a_", "", 100), "a_ a_b");
    assert_string_equal(list(f, "a%", "", 100), "a%");
    assert_string_equal(list(f, "abc", "", 100), "abc");
    assert_string_equal(list(f, "abcd", "", 100), "");
    assert_string_equal(list(f, "a\xff", "", 100), "a\xff");
    assert_string_equal(list(f, "B", "", 100), "");
}

static void pages_follow_each_other(void **state)
{
    struct fixture *f = *state;
    const char *const names[] = {"q5", "q1", "q4", "p", "q2", "q3", "r"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        make_queue(f, names[i]);
    assert_string_equal(list(f, "q", "", 2), "q1 q2");
    assert_string_equal(list(f, "q", "q2", 2), "q3 q4");
    assert_string_equal(list(f, "q", "q4", 2), "q5");
    assert_string_equal(list(f, "q", "q5", 2), "");
    assert_string_equal(list(f, "q", "q25", 2), "q3 q4"); /* such a name need not be there */
    assert_string_equal(list(f, "q", "a", 2), "q1 q2");
    assert_string_equal(list(f, "q", "z", 2), "");
    assert_string_equal(list(f, "", "q5", 2), "r");
    assert_string_equal(list(f, "", "", 1), "p");
    assert_string_equal(list(f, "", "", 0), "");
}

static void lists_follow_creation_and_deletion(void **state)
{
    struct fixture *f = *state;
    int64_t b = make_queue(f, "b");
    make_queue(f, "a");
    struct store_queue other = queue_row("x");
    other.account = SLICE("111111111111");
    assert_ok(f->ops->queue_create(f->store, &other));
    other = queue_row("y");
    other.region = SLICE("eu-west-1");
    assert_ok(f->ops->queue_create(f->store, &other));
    assert_string_equal(list(f, "", "", 100), "a b");
    assert_ok(f->ops->queue_delete(f->store, b, f->now));
    reopen(f);
    assert_string_equal(list(f, "", "", 100), "a");
    make_queue(f, "b");
    assert_string_equal(list(f, "", "", 100), "a b");
}

static int64_t make_source(struct fixture *f, const char *name, const char *dead_letter_queue)
{
    struct store_queue row = queue_row(name);
    row.dead_letter_queue = slice_of(dead_letter_queue);
    assert_ok(f->ops->queue_create(f->store, &row));
    return row.id;
}

static void sources_are_listed_in_pages(void **state)
{
    struct fixture *f = *state;
    make_queue(f, "dead");
    make_source(f, "s3", "dead");
    make_source(f, "s1", "dead");
    make_source(f, "s2", "dead");
    make_source(f, "t", "dead2");
    make_source(f, "u", "dea");
    struct store_queue other = queue_row("s0");
    other.account = SLICE("111111111111");
    other.dead_letter_queue = SLICE("dead");
    assert_ok(f->ops->queue_create(f->store, &other));
    reopen(f);
    assert_string_equal(sources(f, "dead", "", 100), "s1 s2 s3");
    assert_string_equal(sources(f, "dead", "", 2), "s1 s2");
    assert_string_equal(sources(f, "dead", "s2", 2), "s3");
    assert_string_equal(sources(f, "dead", "s3", 2), "");
    assert_string_equal(sources(f, "dead2", "", 100), "t");
    assert_string_equal(sources(f, "none", "", 100), "");
    assert_string_equal(sources(f, "s1", "", 100), "");
}

static void sources_follow_changes(void **state)
{
    struct fixture *f = *state;
    int64_t source = make_source(f, "s", "dead");
    struct store_queue row = queue_row("s");
    row.id = source;
    row.dead_letter_queue = SLICE("other");
    assert_ok(f->ops->queue_update(f->store, &row));
    assert_string_equal(sources(f, "dead", "", 100), "");
    assert_string_equal(sources(f, "other", "", 100), "s");
    row.dead_letter_queue = SLICE_NONE;
    assert_ok(f->ops->queue_update(f->store, &row));
    assert_string_equal(sources(f, "other", "", 100), "");
    row.dead_letter_queue = SLICE("dead");
    assert_ok(f->ops->queue_update(f->store, &row));
    assert_string_equal(sources(f, "dead", "", 100), "s");
    assert_ok(f->ops->queue_delete(f->store, source, f->now));
    assert_string_equal(sources(f, "dead", "", 100), "");
}

int test_lists(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_come_in_byte_order),    TEST(a_prefix_is_literal),
        TEST(pages_follow_each_other),     TEST(lists_follow_creation_and_deletion),
        TEST(sources_are_listed_in_pages), TEST(sources_follow_changes),
    };
    return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
