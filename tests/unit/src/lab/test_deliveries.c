/* Faults of delivery: src/lab/deliveries.c. */
#include <stdio.h>

#include "tests/unit/src/lab/fixture.h"

static const struct lab_fault_spec duplicate = {.fault = SLICE_INIT("duplicate")};

static void a_duplicate_comes_once(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    strike(b, &duplicate);
    send(&b->f, "q", "a", NULL, NULL);
    assert_int_equal(received_count(receive(&b->f, "q", 10, 0)), 1);
    assert_int_equal(received_count(receive(&b->f, "q", 10, 0)), 1);
    assert_int_equal(received_count(receive(&b->f, "q", 10, 0)), 0);
    assert_string_equal(happened(b, "q"), "sent fault delivered delivered empty_receive");
}

static void fifo_is_kept_unless_said(void **state)
{
    static const char *const fifo[] = {"FifoQueue", "true", NULL};
    static const char *const kinds[] = {"duplicate", "shuffle", "partial"};
    struct bench *b = *state;
    create(&b->f, "q.fifo", fifo);
    for (size_t i = 0; i < 3; i++)
        strike(b, &(struct lab_fault_spec){.fault = slice_of(kinds[i])});
    for (int i = 0; i < 5; i++)
        send(&b->f, "q.fifo", "a", "g", (const char[]){(char)('0' + i), '\0'});
    assert_int_equal(received_count(receive(&b->f, "q.fifo", 10, 0)), 5);
    assert_int_equal(received_count(receive(&b->f, "q.fifo", 10, 0)), 0);
    elapse(b, 30000);
    lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE);
    struct lab_fault_spec breaking = duplicate;
    breaking.break_fifo = true;
    strike(b, &breaking);
    assert_int_equal(received_count(receive(&b->f, "q.fifo", 10, 0)), 5);
    assert_int_equal(received_count(receive(&b->f, "q.fifo", 10, 0)), 5);
}

/* The bodies of an answer, which are one letter each. */
static const char *letters(const struct asked *asked)
{
    static char text[16];
    size_t count = received_count(asked);
    for (size_t i = 0; i < count; i++)
        text[i] = received(asked, i)->body.at[0];
    text[count] = '\0';
    return text;
}

static void a_seed_repeats_a_shuffle(void **state)
{
    struct bench *b = *state;
    char first[16];
    struct lab_fault_spec shuffle = {.fault = SLICE("shuffle"), .seed = {true, 1}};
    static const char *const queues[] = {"p", "q", "r"};
    for (int q = 0; q < 3; q++) {
        create(&b->f, queues[q], NULL);
        for (char c = 'a'; c <= 'j'; c++)
            send(&b->f, queues[q], (const char[]){c, '\0'}, NULL, NULL);
        shuffle.seed.value = q == 2 ? 2 : 1;
        strike(b, &shuffle);
        const char *got = letters(receive(&b->f, queues[q], 10, 0));
        lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE);
        if (q == 0)
            snprintf(first, sizeof first, "%s", got);
        else if (q == 1)
            assert_string_equal(got, first);
        else
            assert_string_not_equal(got, first);
        assert_string_not_equal(got, "abcdefghij");
        assert_int_equal(strlen(got), 10);
    }
}

static void a_shuffle_delivers_no_dead_letter(void **state)
{
    static const char *const source[] = {"VisibilityTimeout", "0", "RedrivePolicy",
                                         "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:"
                                         "000000000000:dead\",\"maxReceiveCount\":1}",
                                         NULL};
    struct bench *b = *state;
    create(&b->f, "dead", NULL);
    for (int seed = 0; seed < 10; seed++) {
        const char queue[] = {'q', (char)('0' + seed), '\0'};
        create(&b->f, queue, source);
        send(&b->f, queue, "dead", NULL, NULL);
        send(&b->f, queue, "alive", NULL, NULL);
        elapse(b, 1);
        assert_slice(received(receive(&b->f, queue, 1, 0), 0)->body, "dead");
        strike(b, &(struct lab_fault_spec){.fault = SLICE("shuffle"), .seed = {true, seed}});
        assert_slice(received(receive(&b->f, queue, 1, 0), 0)->body, "alive");
        lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE);
    }
}

static void hidden_and_early_keep_the_latest_and_earliest_time(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    strike(b, &(struct lab_fault_spec){.fault = SLICE("hide"), .for_ms = {true, 1000}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("hide"), .for_ms = {true, 500}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("expire_early"), .after_ms = {true, 9000}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("expire_early"), .after_ms = {true, 7000}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("expire_early"), .after_ms = {true, 99000}});
    send(&b->f, "q", "a", NULL, NULL);
    elapse(b, 999);
    assert_int_equal(received_count(receive(&b->f, "q", 1, 0)), 0);
    elapse(b, 1);
    assert_int_equal(received_count(receive(&b->f, "q", 1, 0)), 1);
    everything(b, "q");
    assert_int_equal(last_number(b, "visible_until_ms"), START_MS + 8000);
}

static void a_kept_message_is_in_the_history(void **state)
{
    struct bench *b = *state;
    struct lab_fault_spec kept = duplicate;
    kept.after_delete = true;
    create(&b->f, "q", NULL);
    strike(b, &kept);
    send(&b->f, "q", "a", NULL, NULL);
    delete_received(b, "q", receive(&b->f, "q", 1, 0), 0);
    elapse(b, 30000); /* it is not in flight: nothing expires */
    delete_received(b, "q", receive(&b->f, "q", 1, 0), 0);
    assert_string_equal(happened(b, "q"), "sent delivered fault delivered deleted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_duplicate_comes_once),
        lab_test(fifo_is_kept_unless_said),
        lab_test(a_seed_repeats_a_shuffle),
        lab_test(a_shuffle_delivers_no_dead_letter),
        lab_test(hidden_and_early_keep_the_latest_and_earliest_time),
        lab_test(a_kept_message_is_in_the_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
