/* Events of a turn count when it is committed: src/lab/staged.c. */
#include "tests/unit/src/lab/fixture.h"

static void a_lost_turn_leaves_no_trace(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    struct receive_message_request request = {.queue_url = SLICE("q")};
    ask(&b->f, ACTION_RECEIVE_MESSAGE, "q", &request);
    lose_turn(b);
    assert_string_equal(happened(b, "q"), "");
    receive(&b->f, "q", 1, 0);
    assert_string_equal(happened(b, "q"), "empty_receive");
    assert_int_equal(last_number(b, "n"), 1);
}

static void events_of_a_turn_come_in_their_order(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    struct send_message_request first = {.queue_url = SLICE("q"), .message_body = SLICE("a")};
    struct receive_message_request second = {.queue_url = SLICE("q")};
    ask(&b->f, ACTION_SEND_MESSAGE, "q", &first);
    ask(&b->f, ACTION_RECEIVE_MESSAGE, "q", &second);
    assert_string_equal(happened(b, "q"), "");
    engine_flush(b->f.engine);
    assert_string_equal(happened(b, "q"), "sent delivered");
}

static void what_ran_out_comes_before_what_it_allowed(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    b->f.clock.manual_ms += 31000; /* nobody ticks */
    receive(&b->f, "q", 1, 0);
    assert_string_equal(happened(b, "q"), "sent delivered expired delivered");
}

static void attributes_and_long_bodies_are_kept_in_part(void **state)
{
    struct bench *b = *state;
    char *body = arena_alloc(&b->f.arena, 100001);
    memset(body, 'x', 100000);
    body[100000] = '\0';
    create(&b->f, "q", NULL);
    for (int i = 0; i < 10; i++)
        send(&b->f, "q", body, NULL, NULL);
    struct lab_filter filter = {.body = slice_of(body)};
    bool more;
    buf_clear(&b->reply);
    lab_history_write(b->lab, &filter, 100, true, &b->reply, &more);
    buf_byte(&b->reply, '\0');
    assert_int_equal(last_number(b, "n"), 10);
    body[99999] = 'y'; /* differs where nothing is kept: the digest tells */
    buf_clear(&b->reply);
    lab_history_write(b->lab, &filter, 100, true, &b->reply, &more);
    assert_int_equal(b->reply.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_lost_turn_leaves_no_trace),
        lab_test(events_of_a_turn_come_in_their_order),
        lab_test(what_ran_out_comes_before_what_it_allowed),
        lab_test(attributes_and_long_bodies_are_kept_in_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
