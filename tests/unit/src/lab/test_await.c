/* Waiting for events: src/lab/await.c. */
#include "tests/unit/src/lab/fixture.h"

/* One who waits. */
struct asker {
    struct lab_wait *wait;
    int met;
};

static void on_met(void *owner)
{
    ((struct asker *)owner)->met++;
}

static void wait_for(struct bench *b, struct asker *asker, struct lab_await_spec spec,
                     const char *events)
{
    const char *problem;
    *asker = (struct asker){0};
    spec.filter.queue = SLICE("q");
    spec.filter.region = SLICE("us-east-1");
    spec.filter.account = SLICE("000000000000");
    assert_true(lab_filter_events(&spec.filter, slice_of(events)));
    buf_clear(&b->reply);
    asker->wait = lab_await(b->lab, &spec, &b->reply, on_met, asker, &problem);
    assert_null(problem);
}

static void assert_reply(struct bench *b, struct asker *asker, const char *start)
{
    buf_clear(&b->reply);
    lab_await_end(asker->wait, &b->reply);
    assert_true(slice_starts(buf_slice(&b->reply), slice_of(start)));
}

static void met_at_once(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    wait_for(b, &asker, (struct lab_await_spec){.count = 1}, "sent");
    assert_null(asker.wait);
    assert_true(slice_starts(buf_slice(&b->reply), SLICE("{\"met\":true,\"count\":1,")));
}

static void met_after_the_commit_and_in_the_turn(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    struct send_message_request request = {.queue_url = SLICE("q"), .message_body = SLICE("a")};
    create(&b->f, "q", NULL);
    wait_for(b, &asker, (struct lab_await_spec){.count = 2}, "sent");
    send(&b->f, "q", "a", NULL, NULL);
    ask(&b->f, ACTION_SEND_MESSAGE, "q", &request);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 0);
    engine_flush(b->f.engine);
    assert_int_equal(asker.met, 0); /* never from inside the engine */
    lab_turn(b->lab);
    assert_int_equal(asker.met, 1);
    send(&b->f, "q", "late", NULL, NULL);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 1);
    assert_reply(b, &asker, "{\"met\":true,\"count\":2,");
}

static void empty_is_looked_up_when_something_happened(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    wait_for(b, &asker, (struct lab_await_spec){.empty = true}, NULL);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 0);
    struct asked *asked = receive(&b->f, "q", 1, 0);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 0);
    delete_received(b, "q", asked, 0);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 1);
    assert_reply(b, &asker, "{\"met\":true,\"count\":0,\"events\":[],");
}

static void none_ends_in_emulated_time(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    create(&b->f, "q", NULL);
    wait_for(b, &asker, (struct lab_await_spec){.none = true, .within_ms = 5000, .count = 1},
             "sent");
    assert_int_equal(lab_turn(b->lab), 5000);
    elapse(b, 4999);
    assert_int_equal(asker.met, 0);
    elapse(b, 1);
    assert_int_equal(asker.met, 1);
    assert_reply(b, &asker, "{\"met\":true,\"count\":0,");
    wait_for(b, &asker, (struct lab_await_spec){.none = true, .within_ms = 5000, .count = 1},
             "sent");
    send(&b->f, "q", "a", NULL, NULL);
    lab_turn(b->lab);
    assert_int_equal(asker.met, 1);
    assert_reply(b, &asker, "{\"met\":false,\"count\":1,");
}

static void what_runs_out_in_time_comes_before_the_end_of_none(void **state)
{
    struct bench *b = *state;
    struct asker early, late;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0); /* for 30 seconds */
    wait_for(b, &early, (struct lab_await_spec){.none = true, .within_ms = 20000, .count = 1},
             "expired");
    wait_for(b, &late, (struct lab_await_spec){.none = true, .within_ms = 40000, .count = 1},
             "expired");
    elapse(b, 60000);
    assert_int_equal(early.met, 1);
    assert_int_equal(late.met, 1);
    assert_reply(b, &early, "{\"met\":true,\"count\":0,");
    assert_reply(b, &late, "{\"met\":false,\"count\":1,");
}

static void a_reply_before_the_time_shows_all_that_is_committed(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    create(&b->f, "q", NULL);
    wait_for(b, &asker, (struct lab_await_spec){.count = 2}, "sent");
    send(&b->f, "q", "a", NULL, NULL);
    assert_reply(b, &asker, "{\"met\":false,\"count\":1,");
    wait_for(b, &asker, (struct lab_await_spec){.count = 2}, "sent");
    send(&b->f, "q", "b", NULL, NULL);
    assert_reply(b, &asker, "{\"met\":true,\"count\":2,");
}

static void one_may_leave(void **state)
{
    struct bench *b = *state;
    struct asker stays, leaves;
    create(&b->f, "q", NULL);
    wait_for(b, &stays, (struct lab_await_spec){.count = 1}, "sent");
    wait_for(b, &leaves, (struct lab_await_spec){.count = 1}, "sent");
    lab_await_cancel(leaves.wait);
    send(&b->f, "q", "a", NULL, NULL);
    lab_turn(b->lab);
    assert_int_equal(stays.met, 1);
    assert_int_equal(leaves.met, 0);
    lab_await_cancel(stays.wait); /* met, and left before the reply */
}

static void there_is_a_limit(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    const char *problem;
    create(&b->f, "q", NULL);
    for (int i = 0; i < 1000; i++)
        wait_for(b, &asker, (struct lab_await_spec){.count = 1}, "sent");
    assert_null(
        lab_await(b->lab, &(struct lab_await_spec){.count = 1}, &b->reply, on_met, NULL, &problem));
    assert_non_null(strstr(problem, "too many"));
    bench_bound(b, 0, 0); /* frees those who wait */
    assert_null(
        lab_await(b->lab, &(struct lab_await_spec){.count = 1}, &b->reply, on_met, NULL, &problem));
    assert_non_null(strstr(problem, "history is off"));
}

static void a_reply_shows_at_most_a_thousand_events(void **state)
{
    struct bench *b = *state;
    struct asker asker;
    bench_bound(b, 5000, (size_t)64 << 20);
    create(&b->f, "q", NULL);
    for (int i = 0; i < 1100; i++)
        send(&b->f, "q", "a", NULL, NULL);
    wait_for(b, &asker, (struct lab_await_spec){.count = 1100}, "sent");
    assert_null(asker.wait);
    assert_true(slice_starts(buf_slice(&b->reply), SLICE("{\"met\":true,\"count\":1100,")));
    buf_byte(&b->reply, '\0');
    assert_int_equal(last_number(b, "n"), 1000);
    assert_int_equal(last_number(b, "next"), 1101);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(met_at_once),
        lab_test(met_after_the_commit_and_in_the_turn),
        lab_test(empty_is_looked_up_when_something_happened),
        lab_test(none_ends_in_emulated_time),
        lab_test(what_runs_out_in_time_comes_before_the_end_of_none),
        lab_test(a_reply_before_the_time_shows_all_that_is_committed),
        lab_test(one_may_leave),
        lab_test(there_is_a_limit),
        lab_test(a_reply_shows_at_most_a_thousand_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
