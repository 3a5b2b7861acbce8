/* The order of standard queues: by (visible_ms, id). */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void the_oldest_comes_first(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b"); /* in the same millisecond */
    f->now++;
    send(f, queue, .body = "c");
    assert_string_equal(peek(f, queue, 10), "a b c");
    assert_string_equal(receive(f, queue, 2, 1000), "a b");
    assert_string_equal(receive(f, queue, 2, 1000), "c");
    assert_string_equal(receive(f, queue, 2, 1000), "");
}

static void what_is_delayed_comes_when_it_is_due(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "late", .delay_ms = 20);
    send(f, queue, .body = "soon", .delay_ms = 10);
    send(f, queue, .body = "now");
    assert_string_equal(peek(f, queue, 10), "now");
    pass(f, 10);
    assert_string_equal(peek(f, queue, 10), "now soon");
    send(f, queue, .body = "new");
    pass(f, 10);
    assert_string_equal(peek(f, queue, 10), "now soon new late");
}

static void what_comes_back_goes_before_what_came_later(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b");
    assert_string_equal(receive(f, queue, 1, 100), "a");
    pass(f, 50);
    send(f, queue, .body = "c");
    pass(f, 100);
    send(f, queue, .body = "d");
    assert_string_equal(peek(f, queue, 10), "b c a d");
    set_visible(f, queue, taken(f, "a")->id, f->now); /* as late as d, but it arrived earlier */
    assert_string_equal(peek(f, queue, 10), "b c a d");
}

static void a_visibility_of_zero_goes_to_the_end(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b");
    send(f, queue, .body = "c");
    pass(f, 10);
    assert_string_equal(receive(f, queue, 1, 0), "a");
    assert_string_equal(receive(f, queue, 1, 0), "b");
    assert_string_equal(peek(f, queue, 10), "c a b");
}

/* Many come due between two looks, in no order, among others that were sent meanwhile. */
static void long_silences_do_not_mix_the_order(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 10; i++)
        send(f, queue, .body = arena_printf(&f->arena, "d%d", i).at, .delay_ms = (i * 7) % 10 * 10);
    for (int i = 0; i < 10; i++) {
        pass(f, 9);
        send(f, queue, .body = arena_printf(&f->arena, "s%d", i).at);
    }
    assert_string_equal(peek(f, queue, 20), "d0 s0 d3 s1 d6 s2 d9 s3 d2 s4 d5 s5 d8 s6 d1 s7 d4 "
                                            "s8 d7 s9");
}

static void far_and_near_visibilities(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t ids[20];
    for (int i = 0; i < 20; i++)
        ids[i] = send(f, queue, .body = arena_printf(&f->arena, "m%d", i).at);
    receive(f, queue, 20, 1000);
    for (int i = 0; i < 20; i++)
        set_visible(f, queue, ids[i], f->now + 100 - i);
    assert_string_equal(peek(f, queue, 20), "");
    pass(f, 90);
    assert_string_equal(peek(f, queue, 20), "m19 m18 m17 m16 m15 m14 m13 m12 m11 m10");
    set_visible(f, queue, ids[15], 0); /* before all others, however long ago */
    assert_string_equal(peek(f, queue, 3), "m15 m19 m18");
}

static void groups_do_not_order_a_standard_queue(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "a", .group = "g");
    send(f, queue, .body = "b", .group = "g");
    send(f, queue, .body = "c", .group = "h");
    send(f, queue, .body = "d");
    send(f, queue, .body = "e", .group = "g");
    assert_string_equal(peek(f, queue, 10), "a b c d e");
    assert_string_equal(receive(f, queue, 1, 1000), "a");
    assert_string_equal(receive(f, queue, 3, 1000), "b c d"); /* g is not locked */
    assert_string_equal(receive(f, queue, 3, 1000), "e");
}

int test_standard(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_oldest_comes_first),
        TEST(what_is_delayed_comes_when_it_is_due),
        TEST(what_comes_back_goes_before_what_came_later),
        TEST(a_visibility_of_zero_goes_to_the_end),
        TEST(long_silences_do_not_mix_the_order),
        TEST(far_and_near_visibilities),
        TEST(groups_do_not_order_a_standard_queue),
    };
    return cmocka_run_group_tests_name("standard queues", tests, NULL, NULL);
}
