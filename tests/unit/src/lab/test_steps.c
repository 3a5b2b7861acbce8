/* What happens takes effect in slices, and nobody sees it: src/lab/steps.c. */
#include "tests/unit/src/lab/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "src/base/random.h"
#include "src/lab/state.h"

/* Lives that run out at once: more than are good for one turn. */
#define MANY 3000

static const char *const minute[] = {"MessageRetentionPeriod", "60", NULL};

static void send_many(struct bench *b, const char *queue, int count)
{
    create(&b->f, queue, minute);
    for (int i = 0; i < count; i++)
        send(&b->f, queue, "a", NULL, NULL);
    assert_int_equal(lab_turn(b->lab), 60000);
}

/* Many messages run out, and the laboratory is in the middle of it. */
static void fall_behind(struct bench *b, int count)
{
    bench_bound(b, 100000, (size_t)256 << 20);
    send_many(b, "q", count);
    pass(&b->f, 60000);
    assert_int_equal(lab_turn(b->lab), 0);
}

/* Events of one kind (NULL: of all) from a position on, a line each. */
static struct slice lines_of(struct bench *b, const char *event, int64_t since)
{
    struct lab_filter filter = {.queue = SLICE("q"), .since = since};
    bool more;
    assert_true(lab_filter_events(&filter, slice_of(event)));
    buf_clear(&b->reply);
    lab_history_write(b->lab, &filter, SIZE_MAX, true, &b->reply, &more);
    assert_false(b->reply.overflow);
    return arena_copy(&b->f.arena, buf_slice(&b->reply));
}

static size_t count_of(struct bench *b, const char *event)
{
    size_t count = 0;
    for (struct slice rest = lines_of(b, event, 1); rest.len > 0; count++)
        slice_cut(&rest, '\n');
    return count;
}

static void a_turn_ends_a_slice(void **state)
{
    struct bench *b = *state;
    int turns = 2;
    fall_behind(b, 5000);
    while (lab_turn(b->lab) == 0)
        turns++;
    assert_in_range(turns, 4, 50);
    assert_int_equal(count_of(b, "retention_expired"), 5000);
}

/* Where the message's id begins, or the end of the line. */
static size_t id_at(struct slice line)
{
    static const char mark[] = "\"message_id\":\"";
    const char *at = memmem(line.at, line.len, mark, strlen(mark));
    return at ? (size_t)(at - line.at) + strlen(mark) : line.len;
}

static void what_ends_at_one_moment_keeps_its_order(void **state)
{
    struct bench *b = *state;
    fall_behind(b, MANY);
    struct slice sent = lines_of(b, "sent", 1);
    struct slice expired = lines_of(b, "retention_expired", 1);
    for (size_t i = 0; i < MANY; i++) {
        struct slice first = slice_cut(&sent, '\n'), second = slice_cut(&expired, '\n');
        assert_memory_equal(first.at + id_at(first), second.at + id_at(second), UUID_TEXT_LEN);
    }
}

static void read_page(struct bench *b)
{
    everything(b, "q");
}

static void read_next(struct bench *b)
{
    assert_int_equal(lab_history_next(b->lab), 2 * MANY + 1);
}

static void read_dropped(struct bench *b)
{
    assert_int_equal(lab_history_dropped(b->lab), 0);
}

static void read_report(struct bench *b)
{
    const struct lab_filter filter = {.account = SLICE("000000000000"),
                                      .region = SLICE("us-east-1")};
    assert_null(lab_report(b->lab, &filter, SLICE_NONE, LAB_JSON, &b->reply));
}

static void read_lints(struct bench *b)
{
    lab_lints(b->lab, &(struct lab_filter){0}, &b->reply);
}

static void never(void *owner)
{
    (void)owner;
    fail_msg("met later");
}

static void read_await(struct bench *b)
{
    struct lab_await_spec spec = {.count = MANY};
    const char *problem;
    assert_true(lab_filter_events(&spec.filter, SLICE("retention_expired")));
    buf_clear(&b->reply);
    assert_null(lab_await(b->lab, &spec, &b->reply, never, NULL, &problem));
    assert_null(problem);
    assert_true(slice_starts(buf_slice(&b->reply), SLICE("{\"met\":true,\"count\":3000,")));
}

static void forget(struct bench *b)
{
    lab_forget(b->lab, SLICE("000000000000"));
    assert_int_equal(count_of(b, "retention_expired"), MANY);
}

static void reset(struct bench *b)
{
    lab_reset(b->lab, SLICE("000000000000"));
    assert_int_equal(count_of(b, NULL), 0);
    assert_int_equal(lab_history_next(b->lab), 2 * MANY + 1);
}

static void who_looks_sees_all(void **state)
{
    static void (*const readers[])(struct bench *) = {
        read_page, read_next, read_dropped, read_report, read_lints, read_await, forget, reset};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        struct queue_request request = {.queue_url = SLICE("q")};
        fall_behind(b, MANY);
        readers[i](b);
        assert_int_equal(lab_turn(b->lab), -1);
        assert_succeeds(run(&b->f, ACTION_DELETE_QUEUE, "q", &request));
    }
}

static void an_event_comes_after_what_was_due_before(void **state)
{
    struct bench *b = *state;
    fall_behind(b, MANY);
    send(&b->f, "q", "late", NULL, NULL);
    assert_int_equal(lab_turn(b->lab), 0);
    assert_int_equal(count_of(b, NULL), 2 * MANY + 1);
    assert_true(slice_starts(lines_of(b, NULL, 2 * MANY + 1),
                             SLICE("{\"n\":6001,\"ms\":1800000060000,\"event\":\"sent\"")));
    elapse(b, 60000);
    assert_int_equal(count_of(b, "retention_expired"), MANY + 1);
}

/* All are in flight, and their visibility ends at one moment; the last to be received is returned.
 */
static struct asked *receive_many(struct bench *b)
{
    struct asked *last = NULL;
    bench_bound(b, 100000, (size_t)256 << 20);
    create(&b->f, "q", NULL);
    for (int i = 0; i < MANY; i++)
        send(&b->f, "q", "a", NULL, NULL);
    for (int i = 0; i < MANY / 10; i++)
        last = receive(&b->f, "q", 10, 0);
    lab_turn(b->lab);
    pass(&b->f, 30000);
    assert_int_equal(lab_turn(b->lab), 0);
    return last;
}

static void a_life_that_is_touched_runs_out_before(void **state)
{
    struct bench *b = *state;
    delete_received(b, "q", receive_many(b), 9);
    lab_lints(b->lab, &(struct lab_filter){0}, &b->reply);
    buf_byte(&b->reply, '\0');
    assert_non_null(strstr(b->reply.at, "ack_after_expiry"));
    assert_int_equal(count_of(b, "expired"), MANY);
    struct slice last = lines_of(b, NULL, 3 * MANY);
    assert_true(
        slice_starts(last, SLICE("{\"n\":9000,\"ms\":1800000030000,\"event\":\"expired\"")));
    slice_cut(&last, '\n');
    assert_true(
        slice_starts(last, SLICE("{\"n\":9001,\"ms\":1800000030000,\"event\":\"late_delete\"")));
}

static void on_met(void *owner)
{
    ++*(int *)owner;
}

static void who_waits_is_answered_in_the_turn(void **state)
{
    struct bench *b = *state;
    struct lab_await_spec spec = {.count = MANY};
    const char *problem;
    int met = 0;
    bench_bound(b, 100000, (size_t)256 << 20);
    send_many(b, "q", MANY);
    assert_true(lab_filter_events(&spec.filter, SLICE("retention_expired")));
    struct lab_wait *wait = lab_await(b->lab, &spec, &b->reply, on_met, &met, &problem);
    pass(&b->f, 60000);
    assert_int_equal(lab_turn(b->lab), -1);
    assert_int_equal(met, 1);
    lab_await_cancel(wait);
}

static void many_are_purged_in_slices(void **state)
{
    struct bench *b = *state;
    struct queue_request request = {.queue_url = SLICE("q")};
    bench_bound(b, 100000, (size_t)256 << 20);
    send_many(b, "q", MANY);
    assert_succeeds(run(&b->f, ACTION_PURGE_QUEUE, "q", &request));
    assert_int_equal(lab_turn(b->lab), 0);
    send(&b->f, "q", "new", NULL, NULL);
    elapse(b, 60000);
    assert_int_equal(count_of(b, NULL), MANY + 3);
    assert_int_equal(count_of(b, "purged"), 1);
    assert_int_equal(count_of(b, "retention_expired"), 1);
}

static void set_retention(struct bench *b, const char *seconds)
{
    struct pair pair = {SLICE("MessageRetentionPeriod"), slice_of(seconds)};
    struct set_queue_attributes_request request = {.queue_url = SLICE("q"),
                                                   .attributes = {true, 1, &pair}};
    assert_succeeds(run(&b->f, ACTION_SET_QUEUE_ATTRIBUTES, "q", &request));
}

static void many_are_kept_for_another_time_in_slices(void **state)
{
    struct bench *b = *state;
    bench_bound(b, 100000, (size_t)256 << 20);
    send_many(b, "q", MANY);
    set_retention(b, "120");
    assert_int_equal(lab_turn(b->lab), 0);
    pass(&b->f, 119999);
    assert_int_equal(count_of(b, "retention_expired"), 0);
    elapse(b, 1);
    assert_int_equal(count_of(b, "retention_expired"), MANY);
}

static void what_is_kept_shorter_runs_out_in_its_order(void **state)
{
    static const char *const source[] = {"VisibilityTimeout", "0", "RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:q\",\"maxReceiveCount\":1}",
                                         NULL};
    struct bench *b = *state;
    bench_bound(b, 100000, (size_t)256 << 20);
    create(&b->f, "q", NULL);
    create(&b->f, "source", source);
    send(&b->f, "source", "first", NULL, NULL);
    elapse(b, 1000);
    for (int i = 0; i < MANY; i++)
        send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "source", 1, 0);
    receive(&b->f, "source", 1, 0); /* moved, behind all others */
    pass(&b->f, 100000);
    assert_true(lab_turn(b->lab) > 0);
    set_retention(b, "60");
    assert_int_equal(lab_turn(b->lab), 0);
    assert_int_equal(lab_turn(b->lab), 0);
    assert_int_equal(count_of(b, "retention_expired"), MANY + 1);
    buf_byte(&b->reply, '\0');
    assert_int_equal(strtoll(strstr(b->reply.at, "\"ms\":") + 5, NULL, 10), START_MS + 60000);
}

static void what_queues_up_is_bounded(void **state)
{
    struct bench *b = *state;
    char body[4097];
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    fall_behind(b, 22000);
    for (int i = 0; i < 3600; i++) /* 17 MiB */
        send(&b->f, "q", body, NULL, NULL);
    assert_int_equal(lab_turn(b->lab), 60000); /* more than a slice was done */
}

/* ---- a run with and without slices ---- */

enum { ROUNDS = 40, SENT = 400 };

static void receive_some(struct bench *b, struct random_stream *stream)
{
    for (uint64_t n = random_stream_below(stream, 20); n > 0; n--) {
        struct asked *asked = receive(&b->f, "q", 10, 0);
        if (received_count(asked) > 0 && random_stream_below(stream, 2) == 0)
            delete_received(b, "q", asked, 0);
    }
}

/* Their groups tell in the history which message it is. */
static void send_some(struct bench *b, int round)
{
    char group[16];
    for (int i = 0; i < SENT; i++) {
        snprintf(group, sizeof group, "%d", round * SENT + i);
        send(&b->f, "q", "a", group, NULL);
    }
}

static void play_round(struct bench *b, struct random_stream *stream)
{
    static const char *const retentions[] = {"60", "90", "3600"};
    struct queue_request request = {.queue_url = SLICE("q")};
    receive_some(b, stream);
    uint64_t dice = random_stream_below(stream, 8);
    if (dice < 3)
        set_retention(b, retentions[dice]);
    else if (dice == 3)
        assert_succeeds(run(&b->f, ACTION_PURGE_QUEUE, "q", &request));
}

static size_t play(struct bench *b, bool patient)
{
    static const int64_t jumps[] = {0, 0, 1000, 40000, 100000};
    struct random_stream stream;
    size_t behind = 0;
    random_stream_seed(&stream, 4711);
    bench_bound(b, 5000, (size_t)64 << 20);
    create(&b->f, "q", minute);
    for (int round = 0; round < ROUNDS; round++) {
        send_some(b, round);
        play_round(b, &stream);
        while (lab_turn(b->lab) == 0 && patient)
            ;
        pass(&b->f, jumps[random_stream_below(&stream, 5)]);
        while (lab_turn(b->lab) == 0 && ++behind && patient)
            ;
    }
    return behind;
}

static void assert_same_but_for_ids(struct slice line, struct slice expected)
{
    size_t id = id_at(expected);
    size_t behind = id == expected.len ? id : id + UUID_TEXT_LEN;
    assert_int_equal(line.len, expected.len);
    assert_memory_equal(line.at, expected.at, id);
    assert_memory_equal(line.at + behind, expected.at + behind, expected.len - behind);
}

static void the_history_is_the_same_as_without_slices(void **state)
{
    struct bench *b = *state;
    void *other;
    assert_int_equal(bench_setup(&other), 0);
    play(other, true);
    assert_true(play(b, false) > 0);
    assert_int_equal(lab_history_dropped(b->lab),
                     lab_history_dropped(((struct bench *)other)->lab));
    struct slice lines = lines_of(b, NULL, 1), expected = lines_of(other, NULL, 1);
    while (slice_present(lines))
        assert_same_but_for_ids(slice_cut(&lines, '\n'), slice_cut(&expected, '\n'));
    assert_false(slice_present(expected));
    bench_teardown(&other);
}

static void a_lost_turn_takes_nothing_else_along(void **state)
{
    struct bench *b = *state;
    struct send_message_request request = {.queue_url = SLICE("q"), .message_body = SLICE("lost")};
    fall_behind(b, MANY);
    send(&b->f, "q", "kept", NULL, NULL);
    ask(&b->f, ACTION_SEND_MESSAGE, "q", &request);
    lose_turn(b);
    assert_int_equal(count_of(b, NULL), 2 * MANY + 1);
}

static void the_end_may_come_in_the_middle(void **state)
{
    struct bench *b = *state;
    fall_behind(b, MANY);
    send(&b->f, "q", "late", NULL, NULL);
}

/* Every turn that does not get to the end adds a step for each account. */
static void the_steps_of_time_are_bounded(void **state)
{
    struct bench *b = *state;
    char id[13];
    fall_behind(b, 8000);
    for (int i = 0; i < 120000; i++) {
        snprintf(id, sizeof id, "%012d", 100000 + i);
        lab_account_take(b->lab, slice_of(id));
    }
    size_t most = 0;
    while (lab_turn(b->lab) == 0)
        most = b->lab->step_bytes > most ? b->lab->step_bytes : most;
    assert_in_range(most, (size_t)4 << 20, (size_t)16 << 20);
    assert_int_equal(count_of(b, "retention_expired"), 8000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_turn_ends_a_slice),
        lab_test(what_ends_at_one_moment_keeps_its_order),
        lab_test(who_looks_sees_all),
        lab_test(an_event_comes_after_what_was_due_before),
        lab_test(a_life_that_is_touched_runs_out_before),
        lab_test(who_waits_is_answered_in_the_turn),
        lab_test(many_are_purged_in_slices),
        lab_test(many_are_kept_for_another_time_in_slices),
        lab_test(what_is_kept_shorter_runs_out_in_its_order),
        lab_test(what_queues_up_is_bounded),
        lab_test(the_history_is_the_same_as_without_slices),
        lab_test(a_lost_turn_takes_nothing_else_along),
        lab_test(the_end_may_come_in_the_middle),
        lab_test(the_steps_of_time_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
