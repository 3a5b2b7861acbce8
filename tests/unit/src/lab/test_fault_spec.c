/* Reading and writing faults: src/lab/fault_spec.c. */
#include "tests/unit/src/lab/fixture.h"

static void assert_refused(struct bench *b, struct lab_fault_spec spec, const char *says)
{
    const char *problem = lab_fault_add(b->lab, &spec, &b->reply);
    assert_non_null(problem);
    assert_non_null(strstr(problem, says));
}

static void assert_written(struct bench *b, struct lab_fault_spec spec, const char *part)
{
    buf_clear(&b->reply);
    strike(b, &spec);
    buf_byte(&b->reply, '\0');
    assert_non_null(strstr(b->reply.at, part));
    lab_fault_remove(b->lab, SLICE_NONE, SLICE_NONE);
}

static void kinds_and_their_members(void **state)
{
    struct bench *b = *state;
    const struct opt_int five = {true, 5};
    const struct slice cut = SLICE("cut");
    assert_refused(b, (struct lab_fault_spec){0}, "fault must be");
    assert_refused(b, (struct lab_fault_spec){.fault = SLICE("Cut")}, "fault must be");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .for_ms = five}, "for_ms");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .after_ms = five}, "after_ms");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .status = five}, "status");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .code = SLICE("x")}, "code");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .group = SLICE("g")}, "group");
    assert_refused(b, (struct lab_fault_spec){.fault = cut, .sender_fault = true}, "sender_fault");
    assert_refused(b, (struct lab_fault_spec){.fault = SLICE("hide")}, "for_ms is missing");
    assert_refused(b, (struct lab_fault_spec){.fault = SLICE("expire_early")},
                   "after_ms is missing");
    assert_refused(
        b, (struct lab_fault_spec){.fault = SLICE("duplicate"), .action = SLICE("ListQueues")},
        "action");
}

static void chances(void **state)
{
    struct bench *b = *state;
    static const char *const good[] = {"0", "1", "0.5", "1e-3", ".5"};
    static const char *const bad[] = {"", "-0.1", "1.01", "nan", "inf", "x", "0.5x", "0,5", " "};
    struct lab_fault_spec spec = {.fault = SLICE("cut")};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const struct json json = {.kind = JSON_STRING, .text = slice_of(good[i])};
        spec.probability = &json;
        assert_written(b, spec, "\"probability\":");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct json json = {.kind = JSON_STRING, .text = slice_of(bad[i])};
        spec.probability = &json;
        assert_refused(b, spec, "probability");
    }
    const struct json flag = {.kind = JSON_TRUE};
    spec.probability = &flag;
    assert_refused(b, spec, "probability");
}

static void lists_as_texts(void **state)
{
    struct bench *b = *state;
    const struct json good = {.kind = JSON_STRING, .text = SLICE_INIT("1,4,7")};
    const struct json bad = {.kind = JSON_STRING, .text = SLICE_INIT("1,,7")};
    const struct json ids = {.kind = JSON_STRING, .text = SLICE_INIT("a,b")};
    struct lab_fault_spec spec = {.fault = SLICE("cut"), .at = &good};
    assert_written(b, spec, "\"at\":[1,4,7]");
    spec.at = &bad;
    assert_refused(b, spec, "at must be");
    spec = (struct lab_fault_spec){.fault = SLICE("fail_entries"), .ids = &ids};
    assert_written(b, spec, "\"ids\":[\"a\",\"b\"],\"sender_fault\":false");
}

static void failures(void **state)
{
    struct bench *b = *state;
    struct lab_fault_spec spec = {.fault = SLICE("fail")};
    assert_written(b, spec, "\"code\":\"InternalFailure\"");
    spec.status = (struct opt_int){true, 503};
    assert_written(b, spec, "\"code\":\"ServiceUnavailable\"");
    spec.code = SLICE("ServiceUnavailable");
    assert_written(b, spec, "\"code\":\"ServiceUnavailable\"");
    spec.status.value = 500;
    assert_refused(b, spec, "status and code");
    spec.status.present = false;
    spec.code = SLICE("ThrottlingException");
    assert_written(b, spec, "\"code\":\"RequestThrottled\"");
    spec.code = SLICE("AccessDenied");
    assert_refused(b, spec, "status and code");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(kinds_and_their_members),
        lab_test(chances),
        lab_test(lists_as_texts),
        lab_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
