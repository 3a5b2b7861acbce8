/* Fair queues: a noisy group's messages come after all others. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static void send_many(struct fixture *f, int64_t queue, const char *group, int count)
{
    for (int i = 0; i < count; i++)
        send(f, queue, .body = group ? group : "-", .group = group);
}

static void a_noisy_group_comes_last(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 30);
    f->now++;
    send(f, queue, .body = "a", .group = "g");
    send(f, queue, .body = "b");
    send(f, queue, .body = "c", .group = "h");
    send(f, queue, .body = "d", .group = "g");
    assert_string_equal(peek(f, queue, 6), "a b c d n n");
    reopen(f);
    assert_string_equal(receive(f, queue, 3, 1000), "a b c");
    assert_string_equal(receive(f, queue, 3, 1000), "d n n");
}

static void thirty_messages_make_noise(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 29);
    f->now++;
    send(f, queue, .body = "a");
    assert_string_equal(peek(f, queue, 1), "n");
    send(f, queue, .body = "n", .group = "n");
    assert_string_equal(peek(f, queue, 1), "a");
}

static void more_than_half_makes_noise(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 40);
    f->now++;
    send_many(f, queue, "m", 40);
    assert_string_equal(peek(f, queue, 1), "n");
    send(f, queue, .body = "n", .group = "n");
    assert_string_equal(peek(f, queue, 1), "m");
    delete_message(f, queue, send(f, queue, .body = "x"));
    assert_string_equal(peek(f, queue, 1), "m");
    send(f, queue, .body = "x");
    assert_string_equal(peek(f, queue, 1), "n");
}

/* Messages in flight and delayed count; a group is noisy by what it holds, not by what is ready. */
static void noise_counts_every_state(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 35);
    assert_string_equal(receive(f, queue, 2, 100000), "n n");
    for (int i = 0; i < 3; i++)
        send(f, queue, .body = "n", .group = "n", .delay_ms = 100000);
    f->now++;
    send_many(f, queue, "a", 37);
    assert_string_equal(peek(f, queue, 1), "a");
    send(f, queue, .body = "x", .delay_ms = 100000);
    assert_string_equal(peek(f, queue, 1), "n");
}

static void messages_without_a_group_are_never_noisy(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, NULL, 100);
    f->now++;
    send(f, queue, .body = "a", .group = "g");
    assert_string_equal(peek(f, queue, 2), "- -");
}

static void an_empty_name_is_a_group(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    for (int i = 0; i < 30; i++)
        send(f, queue, .body = "n", .group = "");
    f->now++;
    send(f, queue, .body = "a");
    assert_string_equal(peek(f, queue, 1), "a");
}

static void noise_ends_when_messages_go(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 30);
    f->now++;
    send(f, queue, .body = "a");
    assert_string_equal(receive(f, queue, 2, 0), "a n");
    delete_message(f, queue, taken(f, "n")->id);
    assert_string_equal(peek(f, queue, 1), "n");
}

static void noise_ends_when_messages_expire(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    f->retention_ms = 1000;
    for (int i = 0; i < 10; i++)
        send(f, queue, .body = "n", .group = "n", .retained_ms = f->now - 500);
    send_many(f, queue, "n", 29);
    f->now++;
    send(f, queue, .body = "a");
    assert_string_equal(peek(f, queue, 1), "a");
    pass(f, 500);
    assert_string_equal(peek(f, queue, 1), "n");
    assert_counts(f, queue, "30/0/0");
}

static void noisy_messages_keep_their_order(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    int64_t ids[32];
    for (int i = 0; i < 32; i++)
        ids[i] = send(f, queue, .body = arena_printf(&f->arena, "n%d", i).at, .group = "n");
    set_visible(f, queue, ids[5], f->now - 1);
    set_visible(f, queue, ids[0], f->now + 1);
    pass(f, 1);
    send(f, queue, .body = "a", .group = "g");
    assert_string_equal(peek(f, queue, 4), "a n5 n1 n2");
    delete_message(f, queue, ids[2]);
    set_visible(f, queue, ids[1], f->now + 1);
    assert_string_equal(peek(f, queue, 3), "a n5 n3");
}

static void the_noisy_group_can_change(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send_many(f, queue, "n", 40);
    f->now++;
    send_many(f, queue, "m", 30);
    assert_string_equal(peek(f, queue, 1), "m");
    f->now++;
    send_many(f, queue, "m", 41);
    assert_string_equal(peek(f, queue, 1), "n");
}

int test_fairness(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_noisy_group_comes_last),
        TEST(thirty_messages_make_noise),
        TEST(more_than_half_makes_noise),
        TEST(noise_counts_every_state),
        TEST(messages_without_a_group_are_never_noisy),
        TEST(an_empty_name_is_a_group),
        TEST(noise_ends_when_messages_go),
        TEST(noise_ends_when_messages_expire),
        TEST(noisy_messages_keep_their_order),
        TEST(the_noisy_group_can_change),
    };
    return cmocka_run_group_tests_name("fairness", tests, NULL, NULL);
}
