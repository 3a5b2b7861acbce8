/* Which events match: src/lab/filter.c, events.c. */
#include "tests/unit/src/lab/fixture.h"

/* How many events of the queue match. */
static size_t count(struct bench *b, struct lab_filter filter)
{
    bool more;
    size_t lines = 0;
    buf_clear(&b->reply);
    lab_history_write(b->lab, &filter, SIZE_MAX, true, &b->reply, &more);
    for (size_t i = 0; i < b->reply.len; i++)
        lines += b->reply.at[i] == '\n';
    return lines;
}

static void names_of_events(void **state)
{
    (void)state;
    struct lab_filter filter = {0};
    assert_true(lab_filter_events(&filter, SLICE("sent,deleted")));
    struct lab_filter same = {0};
    assert_true(lab_filter_events(&same, SLICE("deleted")));
    assert_true(lab_filter_events(&same, SLICE("sent")));
    assert_int_equal(filter.events, same.events);
    struct lab_filter moved = {0}, alias = {0};
    assert_true(lab_filter_events(&moved, SLICE("moved")));
    assert_true(lab_filter_events(&alias, SLICE("dead_lettered")));
    assert_int_equal(moved.events, alias.events);
    assert_true(lab_filter_events(&filter, SLICE_NONE));
    static const char *const bad[] = {"",     "sent,",         ",sent",
                                      "Sent", "queue_changed", "sent deleted"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(lab_filter_events(&filter, slice_of(bad[i])));
}

static void places_and_messages(void **state)
{
    static const char *const fifo[] = {"FifoQueue", "true", NULL};
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    create(&b->f, "r.fifo", fifo);
    send(&b->f, "q", "apple", NULL, NULL);
    send(&b->f, "r.fifo", "pear", "g", "1");
    struct asked *asked = receive(&b->f, "r.fifo", 1, 0);
    assert_int_equal(count(b, (struct lab_filter){0}), 3);
    assert_int_equal(count(b, (struct lab_filter){.queue = SLICE("q")}), 1);
    assert_int_equal(count(b, (struct lab_filter){.region = SLICE("eu-west-1")}), 0);
    assert_int_equal(count(b, (struct lab_filter){.account = SLICE("000000000000")}), 3);
    assert_int_equal(count(b, (struct lab_filter){.group = SLICE("g")}), 2);
    assert_int_equal(count(b, (struct lab_filter){.body = SLICE("pear")}), 2);
    assert_int_equal(count(b, (struct lab_filter){.body_contains = SLICE("p")}), 3);
    assert_int_equal(count(b, (struct lab_filter){.body_contains = SLICE("ear")}), 2);
    assert_int_equal(count(b, (struct lab_filter){.message = received(asked, 0)->message_id}), 2);
    assert_int_equal(count(b, (struct lab_filter){.message = SLICE("nobody")}), 0);
    assert_int_equal(count(b, (struct lab_filter){.since = 2}), 2);
}

static void events_of_queues_match_no_message(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    receive(&b->f, "q", 1, 0);
    assert_int_equal(count(b, (struct lab_filter){.queue = SLICE("q")}), 1);
    assert_int_equal(count(b, (struct lab_filter){.body_contains = SLICE("")}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(names_of_events),
        lab_test(places_and_messages),
        lab_test(events_of_queues_match_no_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
