/* What looks wrong in a run: src/lab/lints.c, judge.c. The clock stands or moves as told, so that
 * the lints that are about time are found or not found for sure. */
#include <stdio.h>

#include "src/engine/control.h"
#include "tests/unit/src/lab/fixture.h"

static bool finds(struct bench *b, const char *lint)
{
    char mark[64];
    const struct lab_filter filter = {.queue = SLICE("q")};
    snprintf(mark, sizeof mark, "\"lint\":\"%s\"", lint);
    buf_clear(&b->reply);
    lab_lints(b->lab, &filter, &b->reply);
    buf_byte(&b->reply, '\0');
    return strstr(b->reply.at, mark) != NULL;
}

static void work(struct bench *b, int count, int64_t ms)
{
    for (int i = 0; i < count; i++) {
        send(&b->f, "q", "a", NULL, NULL);
        struct asked *asked = receive(&b->f, "q", 1, 0);
        elapse(b, ms);
        delete_received(b, "q", asked, 0);
    }
}

static void deletes_before_the_work(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    work(b, 9, 5);
    assert_false(finds(b, "suspicious_early_delete"));
    work(b, 1, 5);
    assert_true(finds(b, "suspicious_early_delete"));
    assert_int_equal(last_number(b, "count"), 10);
    work(b, 2, 6); /* not nine tenths any more */
    assert_false(finds(b, "suspicious_early_delete"));
}

static void work_takes_time_though_emulated_time_stands(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    assert_int_equal(engine_clock_freeze(b->f.engine, SLICE_NONE, true), CLOCK_MOVED);
    work(b, 10, 6);
    assert_false(finds(b, "suspicious_early_delete"));
    work(b, 90, 5);
    assert_true(finds(b, "suspicious_early_delete"));
}

static void deletes_after_the_visibility(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    work(b, 1, 29999);
    assert_false(finds(b, "ack_after_expiry"));
    assert_false(finds(b, "visibility_too_short"));
    work(b, 1, 30000);
    assert_true(finds(b, "ack_after_expiry"));
    assert_true(finds(b, "visibility_too_short"));
    assert_non_null(strstr(b->reply.at, "handlers took up to 30000 ms with a visibility of 30000"));
}

static void polls_that_find_nothing(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    work(b, 10, 1000);
    for (int i = 0; i < 10; i++)
        receive(&b->f, "q", 1, 0);
    assert_false(finds(b, "short_poll_waste"));
    receive(&b->f, "q", 1, 0);
    assert_true(finds(b, "short_poll_waste"));
}

static void polls_that_wait(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    for (int i = 0; i < 20; i++) {
        receive(&b->f, "q", 1, 1);
        elapse(b, 1000);
    }
    assert_false(finds(b, "short_poll_waste"));
}

static void messages_that_poison(void **state)
{
    static const char *const at_once[] = {"VisibilityTimeout", "0", NULL};
    struct bench *b = *state;
    create(&b->f, "q", at_once);
    send(&b->f, "q", "a", NULL, NULL);
    for (int i = 0; i < 4; i++)
        receive(&b->f, "q", 1, 0);
    assert_false(finds(b, "poison_message"));
    struct asked *asked = receive(&b->f, "q", 1, 0);
    assert_true(finds(b, "poison_message"));
    delete_received(b, "q", asked, 0);
    assert_false(finds(b, "poison_message"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(deletes_before_the_work),
        lab_test(work_takes_time_though_emulated_time_stands),
        lab_test(deletes_after_the_visibility),
        lab_test(polls_that_find_nothing),
        lab_test(polls_that_wait),
        lab_test(messages_that_poison),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
