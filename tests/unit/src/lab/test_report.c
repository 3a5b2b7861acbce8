/* The verdict on a run, in its three formats: src/lab/report.c, report_text.c, judge.c. */
#include <stdio.h>

#include "tests/unit/src/lab/fixture.h"

static const char *report(struct bench *b, const char *queue, const char *expect,
                          enum lab_format format)
{
    const struct lab_filter filter = {
        .account = SLICE("000000000000"), .region = SLICE("us-east-1"), .queue = slice_of(queue)};
    buf_clear(&b->reply);
    assert_null(lab_report(b->lab, &filter, slice_of(expect), format, &b->reply));
    buf_byte(&b->reply, '\0');
    return b->reply.at;
}

static void nothing_to_check_is_told(void **state)
{
    struct bench *b = *state;
    assert_string_equal(report(b, NULL, NULL, LAB_TEXT),
                        "ok      dlq_empty -: there is no dead-letter queue\n"
                        "ok      nothing_in_flight -: there is no queue\n"
                        "ok      no_duplicates_handled -: nothing happened in any queue\n"
                        "ok      order_kept -: nothing happened in any FIFO queue\n"
                        "4 passed, 0 failed, 0 lints\n");
}

static void formats_agree(void **state)
{
    struct bench *b = *state;
    create(&b->f, "q", NULL);
    create(&b->f, "r", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    receive(&b->f, "q", 1, 0);
    assert_string_equal(report(b, NULL, "nothing_in_flight", LAB_TEXT),
                        "FAILED  nothing_in_flight q: 1 message is in flight\n"
                        "ok      nothing_in_flight r: nothing is in flight\n"
                        "1 passed, 1 failed, 0 lints\n");
    assert_string_equal(
        report(b, "q", "nothing_in_flight", LAB_JSON),
        "{\"passed\":false,\"checks\":[{\"name\":\"nothing_in_flight\",\"queue\":"
        "\"q\",\"passed\":false,\"text\":\"1 message is in flight\"}],\"lints\":[]}");
    assert_string_equal(report(b, "q", "nothing_in_flight", LAB_JUNIT),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<testsuite name=\"ropeline\" tests=\"1\" failures=\"1\" errors=\"0\">\n"
                        "<testcase classname=\"ropeline.q\" name=\"nothing_in_flight\"><failure "
                        "message=\"1 message "
                        "is in flight\"/></testcase>\n"
                        "<system-out></system-out>\n</testsuite>\n");
}

static void an_unknown_check_is_refused(void **state)
{
    struct bench *b = *state;
    const struct lab_filter filter = {0};
    static const char *const bad[] = {"", "nix", "dlq_empty,", "dlq_empty order_kept"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(lab_report(b->lab, &filter, slice_of(bad[i]), LAB_TEXT, &b->reply));
}

static void an_open_turn_is_committed_first(void **state)
{
    struct bench *b = *state;
    struct receive_message_request request = {.queue_url = SLICE("q")};
    create(&b->f, "q", NULL);
    send(&b->f, "q", "a", NULL, NULL);
    struct asked *asked = ask(&b->f, ACTION_RECEIVE_MESSAGE, "q", &request);
    assert_non_null(strstr(report(b, "q", "nothing_in_flight", LAB_TEXT), "FAILED"));
    assert_int_equal(received_count(asked), 1);
}

static void lists_of_queues_are_read_to_their_end(void **state)
{
    struct bench *b = *state;
    char name[16];
    for (int i = 0; i < 2100; i++) {
        snprintf(name, sizeof name, "q%d", i);
        create(&b->f, name, NULL);
    }
    assert_non_null(
        strstr(report(b, NULL, "nothing_in_flight", LAB_TEXT), "\n2100 passed, 0 failed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(nothing_to_check_is_told),
        lab_test(formats_agree),
        lab_test(an_unknown_check_is_refused),
        lab_test(an_open_turn_is_committed_first),
        lab_test(lists_of_queues_are_read_to_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
