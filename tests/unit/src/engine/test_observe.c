/* What the observer hears and may bend: src/engine/observe.c, inspect.c. */
#include "src/engine/observer.h"

#include <stdio.h>

#include "tests/unit/src/engine/fixture.h"

static const char *const none[] = {NULL};

/* Writes down what it hears: "sent delivered/1", and bends what a test asks for. */
static struct {
    char said[1024];
    size_t len;
    int64_t hide_ms;
    int64_t early_ms;
    bool reverse;
    size_t at_most;
    bool keeps;
    const char *entry;
    int turns_lost;
} watch;

static const char *const names[] = {
#define NAME(ID, name) [ENGINE_EVENT_##ID] = (name),
    ALL_ENGINE_EVENTS(NAME)
#undef NAME
};

static void say(const char *text, int64_t number)
{
    watch.len += (size_t)snprintf(watch.said + watch.len, sizeof watch.said - watch.len, "%s%s",
                                  watch.len > 0 ? " " : "", text);
    if (number > 0)
        watch.len += (size_t)snprintf(watch.said + watch.len, sizeof watch.said - watch.len, "/%d",
                                      (int)number);
}

static void on_event(void *self, const struct engine_event *event)
{
    (void)self;
    say(names[event->id], event->receive);
    if (event->refused)
        say("refused", 0);
    if (event->waited)
        say("waited", 0);
    if (event->again)
        say("again", 0);
}

static void on_turn_ended(void *self, bool committed)
{
    (void)self;
    watch.turns_lost += !committed;
}

static int64_t send_visible(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message)
{
    (void)self, (void)call;
    return watch.hide_ms > 0 ? place->now_ms + watch.hide_ms : message->visible_ms;
}

static size_t look(void *self, const struct engine_place *place, size_t max)
{
    (void)self, (void)place;
    return watch.reverse ? 100 : max;
}

static size_t choose(void *self, const struct engine_place *place, const struct call *call,
                     struct store_message *messages, size_t count, size_t max, bool may_be_empty)
{
    (void)self, (void)place, (void)call;
    for (size_t i = 0; watch.reverse && i < count / 2; i++) {
        struct store_message first = messages[i];
        messages[i] = messages[count - 1 - i];
        messages[count - 1 - i] = first;
    }
    size_t most = watch.at_most < max ? watch.at_most : max;
    most = most == 0 && !may_be_empty ? 1 : most;
    return count < most ? count : most;
}

static int64_t take_visible(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message)
{
    (void)self, (void)call;
    return watch.early_ms >= 0 ? place->now_ms + watch.early_ms : message->visible_ms;
}

static bool keep(void *self, const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive)
{
    (void)self, (void)place, (void)call, (void)message, (void)receive;
    return watch.keeps;
}

static bool fail_entry(void *self, const struct engine_place *place, const struct call *call,
                       struct slice entry_id, struct engine_entry_failure *ret)
{
    (void)self, (void)place, (void)call;
    *ret = (struct engine_entry_failure){SLICE("InternalError"), SLICE("No."), false};
    return watch.entry && slice_is(entry_id, watch.entry);
}

static const struct engine_observer_ops ops = {on_event, on_turn_ended, send_visible, look,
                                               choose,   take_visible,  keep,         fail_entry};

static int setup(void **state)
{
    if (fixture_setup(state) != 0)
        return -1;
    memset(&watch, 0, sizeof watch);
    watch.at_most = 10;
    watch.early_ms = -1;
    struct fixture *f = *state;
    engine_observe(f->engine, &(struct engine_observer){&ops, NULL});
    return 0;
}

#define observed_test(test) cmocka_unit_test_setup_teardown(test, setup, fixture_teardown)

static void assert_said(const char *text)
{
    assert_string_equal(watch.said, text);
    watch.said[0] = '\0';
    watch.len = 0;
}

static struct asked *erase(struct fixture *f, const char *queue, struct slice handle)
{
    struct delete_message_request *request = arena_zalloc(&f->arena, sizeof *request);
    request->queue_url = slice_of(queue);
    request->receipt_handle = handle;
    return run(f, ACTION_DELETE_MESSAGE, queue, request);
}

static struct asked *change(struct fixture *f, const char *queue, struct slice handle, int seconds)
{
    struct change_message_visibility_request *request = arena_zalloc(&f->arena, sizeof *request);
    request->queue_url = slice_of(queue);
    request->receipt_handle = handle;
    request->visibility_timeout = (struct opt_int){true, seconds};
    return run(f, ACTION_CHANGE_MESSAGE_VISIBILITY, queue, request);
}

static void hears_a_life(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    struct slice first = received(receive(f, "q", 1, 0), 0)->receipt_handle;
    change(f, "q", first, 5);
    assert_said("queue_changed sent delivered/1 visibility_changed/1");
    pass(f, 5000);
    struct slice second = received(receive(f, "q", 1, 0), 0)->receipt_handle;
    change(f, "q", first, 5);
    erase(f, "q", second);
    erase(f, "q", first);
    change(f, "q", first, 5);
    assert_said("delivered/2 late_change/1 visibility_changed/1 deleted/2 late_delete/1 "
                "late_change/1 refused");
}

static void hears_late_deletes(void **state)
{
    static const char *const fifo[] = {"FifoQueue", "true", NULL};
    struct fixture *f = *state;
    create(f, "q", none);
    create(f, "q.fifo", fifo);
    send(f, "q", "a", NULL, NULL);
    send(f, "q.fifo", "a", "g", "1");
    struct slice plain = received(receive(f, "q", 1, 0), 0)->receipt_handle;
    struct slice ordered = received(receive(f, "q.fifo", 1, 0), 0)->receipt_handle;
    pass(f, 30000);
    assert_said("queue_changed queue_changed sent sent delivered/1 delivered/1");
    assert_succeeds(erase(f, "q", plain));
    assert_said("late_delete/1 deleted/1");
    assert_fails(erase(f, "q.fifo", ordered), TEXT_HANDLE_EXPIRED);
    assert_said("late_delete/1 refused");
}

static void hears_empty_receives_and_queues(void **state)
{
    struct fixture *f = *state;
    struct queue_request request = {.queue_url = SLICE("q")};
    create(f, "q", none);
    receive(f, "q", 1, 0);
    receive(f, "q", 1, 5);
    assert_said("queue_changed empty_receive");
    pass(f, 5000);
    run(f, ACTION_PURGE_QUEUE, "q", &request);
    run(f, ACTION_DELETE_QUEUE, "q", &request);
    assert_said("empty_receive waited queue_changed purged queue_deleted");
}

static void hears_moves(void **state)
{
    static const char *const source[] = {"VisibilityTimeout", "0", "RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:dead\",\"maxReceiveCount\":1}",
                                         NULL};
    struct fixture *f = *state;
    create(f, "dead", none);
    create(f, "q", source);
    send(f, "q", "a", NULL, NULL);
    receive(f, "q", 1, 0);
    receive(f, "q", 1, 0);
    assert_said("queue_changed queue_changed sent delivered/1 moved/1 empty_receive");
    struct start_message_move_task_request request = {
        .source_arn = SLICE("arn:aws:sqs:us-east-1:000000000000:dead")};
    assert_succeeds(run(f, ACTION_START_MESSAGE_MOVE_TASK, NULL, &request));
    pass(f, 0);
    assert_said("redriven/1");
}

static void hears_fifo_memory(void **state)
{
    static const char *const fifo[] = {"FifoQueue", "true", NULL};
    struct fixture *f = *state;
    create(f, "q.fifo", fifo);
    send(f, "q.fifo", "a", "g", "1");
    send(f, "q.fifo", "a", "g", "1");
    struct receive_message_request request = {.queue_url = SLICE("q.fifo"),
                                              .receive_request_attempt_id = SLICE("again")};
    assert_succeeds(run(f, ACTION_RECEIVE_MESSAGE, "q.fifo", &request));
    assert_succeeds(run(f, ACTION_RECEIVE_MESSAGE, "q.fifo", &request));
    assert_said("queue_changed sent deduplicated delivered/1 delivered/1 again");
}

static void a_hidden_message_comes_later(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    watch.hide_ms = 2000;
    send(f, "q", "a", NULL, NULL);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 1999);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 1);
}

static void choice_reorders_and_cuts(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    for (int i = 0; i < 12; i++)
        send(f, "q", i == 11 ? "last" : "other", NULL, NULL);
    watch.reverse = true;
    watch.at_most = 2;
    struct asked *asked = receive(f, "q", 10, 0);
    assert_int_equal(received_count(asked), 2);
    assert_slice(received(asked, 0)->body, "last");
    watch.at_most = 0;
    assert_int_equal(received_count(receive(f, "q", 10, 0)), 0);
    assert_int_equal(received_count(receive(f, "q", 10, 20)), 1); /* a long poll gets something */
}

static void visibility_ends_early(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    watch.early_ms = 100;
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
    struct asked *waiting = receive(f, "q", 1, 20);
    pass(f, 99);
    assert_int_equal(waiting->done, 0);
    pass(f, 1);
    assert_int_equal(received_count(waiting), 1);
    watch.early_ms = 0; /* not at all */
    pass(f, 100);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
    assert_int_equal(received_count(receive(f, "q", 1, 0)), 1);
}

static void a_kept_message_comes_again(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    send(f, "q", "a", NULL, NULL);
    struct slice handle = received(receive(f, "q", 1, 0), 0)->receipt_handle;
    watch.keeps = true;
    assert_succeeds(erase(f, "q", handle));
    watch.keeps = false;
    struct asked *again = receive(f, "q", 1, 0);
    assert_int_equal(received_count(again), 1);
    assert_succeeds(erase(f, "q", received(again, 0)->receipt_handle));
    assert_said("queue_changed sent delivered/1 delivered/2 deleted/2");
}

static void an_entry_fails(void **state)
{
    struct fixture *f = *state;
    create(f, "q", none);
    struct send_message_batch_entry entries[] = {{.id = SLICE("a"), .message_body = SLICE("1")},
                                                 {.id = SLICE("b"), .message_body = SLICE("2")}};
    struct send_message_batch_request request = {.queue_url = SLICE("q"),
                                                 .entries = {true, 2, entries}};
    watch.entry = "b";
    struct asked *asked = run(f, ACTION_SEND_MESSAGE_BATCH, "q", &request);
    assert_succeeds(asked);
    const struct send_message_batch_result *result = asked->call.result;
    assert_int_equal(result->successful.count, 1);
    assert_int_equal(result->failed.count, 1);
    const struct batch_result_error_entry *failed = result->failed.items;
    assert_slice(failed->id, "b");
    assert_slice(failed->code, "InternalError");
    assert_false(failed->sender_fault.value);
    assert_said("queue_changed sent");
}

static enum store_status no_commit(struct store *store)
{
    (void)store;
    return STORE_ERROR;
}

static void hears_of_a_lost_turn(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *real = f->store->ops;
    struct store_ops failing = *real;
    failing.turn_commit = no_commit;
    struct list_queues_request request = {0};
    ask(f, ACTION_LIST_QUEUES, NULL, &request);
    f->store->ops = &failing;
    engine_flush(f->engine);
    f->store->ops = real;
    assert_int_equal(watch.turns_lost, 1);
}

static void shows_queues(void **state)
{
    static const char *const source[] = {"RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:dead\",\"maxReceiveCount\":1}",
                                         NULL};
    struct fixture *f = *state;
    struct engine_queue_view view;
    struct slice *queues;
    create(f, "dead", none);
    create(f, "q", source);
    send(f, "q", "a", NULL, NULL);
    send(f, "q", "b", NULL, NULL);
    receive(f, "q", 1, 0);
    struct queue_ref ref = {SLICE("us-east-1"), SLICE("000000000000"), SLICE("q")};
    assert_true(engine_queue_view(f->engine, &ref, &view));
    assert_int_equal(view.counts.visible, 1);
    assert_int_equal(view.counts.not_visible, 1);
    assert_false(view.dead_letter_queue);
    ref.name = SLICE("dead");
    assert_true(engine_queue_view(f->engine, &ref, &view));
    assert_true(view.dead_letter_queue);
    ref.name = SLICE("none");
    assert_false(engine_queue_view(f->engine, &ref, &view));
    size_t count =
        engine_queue_names(f->engine, ref.account, ref.region, SLICE_NONE, 10, &f->arena, &queues);
    assert_int_equal(count, 2);
    assert_slice(queues[1], "q");
    engine_flush(f->engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        observed_test(hears_a_life),
        observed_test(hears_late_deletes),
        observed_test(hears_empty_receives_and_queues),
        observed_test(hears_moves),
        observed_test(hears_fifo_memory),
        observed_test(a_hidden_message_comes_later),
        observed_test(choice_reorders_and_cuts),
        observed_test(visibility_ends_early),
        observed_test(a_kept_message_comes_again),
        observed_test(an_entry_fails),
        observed_test(hears_of_a_lost_turn),
        observed_test(shows_queues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
