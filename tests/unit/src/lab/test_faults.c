/* When faults strike, and calls: src/lab/faults.c. */
#include <stdio.h>

#include "tests/unit/src/lab/fixture.h"

static struct call send_call(const char *queue)
{
    return (struct call){
        .action = &actions_all[ACTION_SEND_MESSAGE],
        .caller = {.sender_id = SLICE("000000000000")},
        .queue = {SLICE("us-east-1"), SLICE("000000000000"), slice_of(queue)},
    };
}

/* What a fault does to calls 1 to `count`: 'x' it struck, '.' it did not. */
static const char *pattern(struct bench *b, int count)
{
    static char text[128];
    for (int i = 0; i < count; i++) {
        struct lab_call_fate fate;
        struct call call = send_call("q");
        lab_call(b->lab, &call, &fate);
        text[i] = fate.cut ? 'x' : '.';
    }
    text[count] = '\0';
    engine_flush(b->f.engine);
    lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE);
    return text;
}

static void always_next_and_at(void **state)
{
    struct bench *b = *state;
    struct json positions[] = {{.kind = JSON_INTEGER, .integer = 1},
                               {.kind = JSON_INTEGER, .integer = 4}};
    const struct json at = {.kind = JSON_ARRAY, .count = 2, .items = positions};
    struct lab_fault_spec spec = {.fault = SLICE("cut")};
    strike(b, &spec);
    assert_string_equal(pattern(b, 3), "xxx");
    spec.next = (struct opt_int){true, 2};
    strike(b, &spec);
    assert_string_equal(pattern(b, 4), "xx..");
    spec.next.present = false;
    spec.at = &at;
    strike(b, &spec);
    assert_string_equal(pattern(b, 5), "x..x.");
}

static void a_seed_repeats_chance(void **state)
{
    struct bench *b = *state;
    char first[128];
    const struct json half = {.kind = JSON_STRING, .text = SLICE_INIT("0.5")};
    struct lab_fault_spec spec = {.fault = SLICE("cut"), .probability = &half, .seed = {true, 42}};
    strike(b, &spec);
    snprintf(first, sizeof first, "%s", pattern(b, 100));
    strike(b, &spec);
    assert_string_equal(pattern(b, 100), first);
    spec.seed.value = 43;
    strike(b, &spec);
    assert_string_not_equal(pattern(b, 100), first);
}

static void the_first_that_ends_a_call_wins(void **state)
{
    struct bench *b = *state;
    struct lab_call_fate fate;
    struct call call = send_call("q");
    strike(b, &(struct lab_fault_spec){.fault = SLICE("delay_reply"), .for_ms = {true, 5}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("delay_reply"), .for_ms = {true, 7}});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("fail")});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut")});
    lab_call(b->lab, &call, &fate);
    assert_int_equal(fate.delay_ms, 12);
    assert_true(fate.fail);
    assert_int_equal(fate.error.text, TEXT_INTERNAL_FAILURE);
    assert_false(fate.cut);
    engine_flush(b->f.engine);
    assert_string_equal(happened(b, "q"), "fault fault fault");
}

static void queues_accounts_and_actions(void **state)
{
    struct bench *b = *state;
    struct lab_call_fate fate;
    struct call call = send_call("other");
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut"), .queue = SLICE("q")});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut"), .account = SLICE("111111111111")});
    strike(b, &(struct lab_fault_spec){.fault = SLICE("cut"), .action = SLICE("ListQueues")});
    lab_call(b->lab, &call, &fate);
    assert_false(fate.cut);
    call.queue = (struct queue_ref){0};
    lab_call(b->lab, &call, &fate);
    assert_false(fate.cut);
    call.action = &actions_all[ACTION_LIST_QUEUES];
    lab_call(b->lab, &call, &fate);
    assert_true(fate.cut);
    engine_flush(b->f.engine);
    everything(b, NULL);
    assert_int_equal(last_number(b, "ms"), START_MS); /* in the clock's time: no queue is named */
}

static void one_or_all_are_removed(void **state)
{
    struct bench *b = *state;
    for (int i = 0; i < 3; i++)
        strike(b, &(struct lab_fault_spec){.fault = SLICE("cut")});
    assert_int_equal(lab_fault_remove(b->lab, SLICE("f2"), SLICE_NONE), 1);
    assert_int_equal(lab_fault_remove(b->lab, SLICE("f2"), SLICE_NONE), 0);
    assert_int_equal(lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE), 2);
    assert_int_equal(lab_fault_remove(NULL, SLICE_NONE, SLICE_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(always_next_and_at),
        lab_test(a_seed_repeats_chance),
        lab_test(the_first_that_ends_a_call_wins),
        lab_test(queues_accounts_and_actions),
        lab_test(one_or_all_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
