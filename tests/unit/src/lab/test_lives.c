/* Deadlines of living messages: src/lab/lives.c, lab.c. */
#include "tests/unit/src/lab/fixture.h"

#include "src/lab/state.h"

static void visibility_and_retention_run_out_at_their_time(void **state)
{
    static const char *const brief[] = {"MessageRetentionPeriod", "60", "VisibilityTimeout", "20",
                                        NULL};
    struct bench *b = *state;
    create(&b->f, "q", brief);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    elapse(b, 19999);
    assert_string_equal(happened(b, "q"), "sent delivered");
    elapse(b, 100);
    assert_string_equal(happened(b, "q"), "sent delivered expired");
    assert_int_equal(last_number(b, "ms"), START_MS + 20000);
    elapse(b, 40000);
    assert_string_equal(happened(b, "q"), "sent delivered expired retention_expired");
    assert_int_equal(last_number(b, "ms"), START_MS + 60000);
    elapse(b, 1000000);
    assert_string_equal(happened(b, "q"), "sent delivered expired retention_expired");
}

static void the_next_turn_is_told(void **state)
{
    static const char *const brief[] = {"MessageRetentionPeriod", "60", NULL};
    struct bench *b = *state;
    assert_int_equal(lab_turn(b->lab), -1);
    create(&b->f, "q", brief);
    send(&b->f, "q", "a", NULL, NULL);
    assert_int_equal(lab_turn(b->lab), 60000);
    receive(&b->f, "q", 1, 0);
    assert_int_equal(lab_turn(b->lab), 30000);
}

static void what_is_deleted_does_not_run_out(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    struct asked *asked = receive(&b->f, "q", 1, 0);
    delete_received(b, "q", asked, 0);
    elapse(b, INT64_C(86400000) * 30);
    assert_string_equal(happened(b, "q"), "sent delivered deleted");
    assert_int_equal(lab_turn(b->lab), -1);
}

static void another_retention_moves_the_end(void **state)
{
    struct bench *b = *state;
    struct pair pair = {SLICE("MessageRetentionPeriod"), SLICE("60")};
    struct set_queue_attributes_request request = {.queue_url = SLICE("q"),
                                                   .attributes = {true, 1, &pair}};
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    assert_succeeds(run(&b->f, ACTION_SET_QUEUE_ATTRIBUTES, "q", &request));
    elapse(b, 60000);
    assert_string_equal(happened(b, "q"), "sent retention_expired");
}

static void forgotten_lives_do_not_run_out(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    lab_forget(b->lab, SLICE("111111111111"));
    assert_int_equal(lab_turn(b->lab), 30000);
    lab_forget(b->lab, SLICE("000000000000"));
    assert_int_equal(lab_turn(b->lab), -1);
    elapse(b, 30000);
    assert_string_equal(happened(b, "q"), "sent delivered");
    receive(&b->f, "q", 1, 0); /* known again */
    elapse(b, 30000);
    assert_string_equal(happened(b, "q"), "sent delivered delivered expired");
}

static void a_move_takes_the_life_along(void **state)
{
    static const char *const source[] = {"VisibilityTimeout", "0", "RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:dead\",\"maxReceiveCount\":1}",
                                         NULL};
    static const char *const brief[] = {"MessageRetentionPeriod", "60", NULL};
    struct bench *b = *state;
    create(&b->f, "dead", brief);
    create(&b->f, "q", source);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    receive(&b->f, "q", 1, 0);
    assert_string_equal(happened(b, "q"), "sent delivered moved empty_receive");
    elapse(b, 60000);
    assert_string_equal(happened(b, "dead"), "retention_expired");
}

static void on_done(struct call *call)
{
    assert_int_equal(call->error.text, TEXT_NONE);
}

static void run_as(struct bench *b, const char *account, enum action_id action, const void *request)
{
    struct call *call = arena_zalloc(&b->f.arena, sizeof *call);
    struct slice id = slice_of(account);
    *call = (struct call){.action = &actions_all[action],
                          .caller = {.account = id, .region = SLICE("us-east-1"), .sender_id = id},
                          .queue = {SLICE("us-east-1"), id, SLICE("q")},
                          .request = request,
                          .arena = &b->f.arena,
                          .done = on_done};
    engine_execute(b->f.engine, call);
    engine_flush(b->f.engine);
}

static void accounts_come_in_the_order_in_which_they_appeared(void **state)
{
    static const char *const accounts[] = {"333333333333", "111111111111", "444444444444",
                                           "222222222222", "666666666666", "555555555555"};
    struct bench *b = *state;
    struct pair pair = {SLICE("MessageRetentionPeriod"), SLICE("60")};
    struct create_queue_request queue = {.queue_name = SLICE("q"), .attributes = {true, 1, &pair}};
    struct send_message_request message = {.queue_url = SLICE("q"), .message_body = SLICE("a")};
    for (size_t i = 0; i < 6; i++) {
        run_as(b, accounts[i], ACTION_CREATE_QUEUE, &queue);
        run_as(b, accounts[i], ACTION_SEND_MESSAGE, &message);
    }
    elapse(b, 60000);
    const char *at = everything(b, "q");
    for (size_t i = 0; i < 6; i++) {
        at = strstr(at, "\"retention_expired\",\"account\":\"");
        assert_non_null(at);
        at = strchr(at, ':') + 2;
        assert_memory_equal(at, accounts[i], 12);
    }
}

static size_t accounts_kept(const struct bench *b)
{
    size_t count = 0;
    const struct list_node *head = &b->lab->accounts;
    for (const struct list_node *node = head->next; node != head; node = node->next)
        count++;
    return count;
}

/* Otherwise each would cost every turn a little for ever. */
static void an_account_is_kept_while_something_is_of_it(void **state)
{
    struct bench *b = *state;
    struct create_queue_request queue = {.queue_name = SLICE("q")};
    struct send_message_request message = {.queue_url = SLICE("q"), .message_body = SLICE("a")};
    const struct lab_await_spec none = {
        .none = true, .within_ms = 60000, .filter = {.account = SLICE("222222222222")}};
    run_as(b, "111111111111", ACTION_CREATE_QUEUE, &queue);
    run_as(b, "111111111111", ACTION_SEND_MESSAGE, &message);
    const char *problem = NULL;
    lab_await_cancel(lab_await(b->lab, &none, &b->reply, NULL, NULL, &problem));
    elapse(b, 60000);
    assert_int_equal(accounts_kept(b), 1);
    lab_reset(b->lab, SLICE("111111111111"));
    assert_int_equal(accounts_kept(b), 0);
    elapse(b, 60000);
}

/* A call may name anything as the account of its queue. */
static void accounts_with_the_same_beginning_are_two(void **state)
{
    struct bench *b = *state;
    struct lab_account *one = lab_account_take(b->lab, SLICE("000000000000"));
    struct lab_account *other = lab_account_take(b->lab, SLICE("0000000000001234"));
    assert_ptr_not_equal(one, other);
    lab_account_release(b->lab, other);
    assert_int_equal(accounts_kept(b), 1);
    assert_ptr_equal(lab_account_take(b->lab, SLICE("000000000000")), one);
    other = lab_account_take(b->lab, SLICE("0000000000001234"));
    assert_int_equal(accounts_kept(b), 2);
    lab_account_release(b->lab, other);
    lab_account_release(b->lab, one);
    lab_account_release(b->lab, one);
    assert_int_equal(accounts_kept(b), 0);
}

static void a_reset_forgets_the_account(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut"), .account = SLICE("000000000000")});
    lab_reset(b->lab, SLICE("111111111111"));
    assert_string_equal(happened(b, "q"), "sent");
    lab_reset(b->lab, SLICE("000000000000"));
    assert_string_equal(happened(b, "q"), "");
    assert_int_equal(lab_turn(b->lab), -1);
    assert_int_equal(lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(visibility_and_retention_run_out_at_their_time),
        lab_test(the_next_turn_is_told),
        lab_test(what_is_deleted_does_not_run_out),
        lab_test(another_retention_moves_the_end),
        lab_test(forgotten_lives_do_not_run_out),
        lab_test(a_move_takes_the_life_along),
        lab_test(accounts_come_in_the_order_in_which_they_appeared),
        lab_test(an_account_is_kept_while_something_is_of_it),
        lab_test(accounts_with_the_same_beginning_are_two),
        lab_test(a_reset_forgets_the_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
