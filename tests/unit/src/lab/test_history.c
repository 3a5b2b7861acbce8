/* The bounds of the history, and reading it: src/lab/history.c, record.c. */
#include "tests/unit/src/lab/fixture.h"

static size_t lines(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void the_number_of_events_is_bounded(void **state)
{
    struct bench *b = *state;
    bench_bound(b, 5, (size_t)64 << 20);
    create(&b->f, "q", NULL);
    for (int i = 0; i < 12; i++)
        send(&b->f, "q", "a", NULL, NULL);
    assert_int_equal(lines(everything(b, NULL)), 5);
    assert_int_equal(last_number(b, "n"), 12);
    assert_int_equal(lab_history_dropped(b->lab), 7);
    assert_int_equal(lab_history_next(b->lab), 13);
}

static void the_bytes_are_bounded(void **state)
{
    struct bench *b = *state;
    char body[4001];
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    bench_bound(b, 1000, 100000);
    create(&b->f, "q", NULL);
    for (int i = 0; i < 100; i++)
        send(&b->f, "q", body, NULL, NULL);
    size_t kept = lines(everything(b, NULL));
    assert_in_range(kept, 15, 24); /* some 4.5 KB each */
    assert_int_equal(lab_history_dropped(b->lab), 100 - (int64_t)kept);
}

static void the_newest_event_is_always_kept(void **state)
{
    struct bench *b = *state;
    bench_bound(b, 10, 1);
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    send(&b->f, "q", "b", NULL, NULL);
    assert_int_equal(lines(everything(b, NULL)), 1);
    assert_int_equal(last_number(b, "n"), 2);
}

static void what_is_off_costs_nothing(void **state)
{
    struct bench *b = *state;
    bench_bound(b, 0, 0);
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    assert_false(lab_has_history(b->lab));
    assert_false(lab_has_history(NULL));
    assert_string_equal(everything(b, NULL), "");
    assert_int_equal(lab_turn(b->lab), -1);
}

static void pages_follow_each_other(void **state)
{
    struct bench *b = *state;
    struct lab_filter filter = {.since = 3};
    bool more;
    create(&b->f, "q", NULL);
    for (int i = 0; i < 6; i++)
        send(&b->f, "q", "a", NULL, NULL);
    buf_clear(&b->reply);
    assert_int_equal(lab_history_write(b->lab, &filter, 2, false, &b->reply, &more), 5);
    assert_true(more);
    filter.since = 5;
    assert_int_equal(lab_history_write(b->lab, &filter, 2, false, &b->reply, &more), 7);
    assert_false(more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(the_number_of_events_is_bounded), lab_test(the_bytes_are_bounded),
        lab_test(the_newest_event_is_always_kept), lab_test(what_is_off_costs_nothing),
        lab_test(pages_follow_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
