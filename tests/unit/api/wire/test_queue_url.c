/* Queue URLs in all the forms that clients send (protocols.md section 4). */
#include "support.h"

static const struct queue_ref nowhere = {SLICE_INIT(REGION), SLICE_INIT(ACCOUNT), {0}};

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *url, *region, *account, *name;
    } rows[] = {
        {"q", REGION, ACCOUNT, "q"},
        {"/q", REGION, ACCOUNT, "q"},
        {"/q/", REGION, ACCOUNT, "q"},
        {"/queue/q", REGION, ACCOUNT, "q"},
        {"/111122223333/q", REGION, "111122223333", "q"},
        {"/111122223333/q/", REGION, "111122223333", "q"},
        {"/queue/eu-west-1/111122223333/q", "eu-west-1", "111122223333", "q"},
        {"http://localhost:9324/111122223333/q.fifo", REGION, "111122223333", "q.fifo"},
        {"http://localhost:9324/queue/q", REGION, ACCOUNT, "q"},
        {"https://sqs.eu-central-1.amazonaws.com/1/q", "eu-central-1", "1", "q"},
        {"https://eu-west-3.queue.amazonaws.com/1/q", "eu-west-3", "1", "q"},
        {"https://queue.amazonaws.com/1/q", "us-east-1", "1", "q"},
        {"http://queue.localhost.localstack.cloud:4566/1/q", "us-east-1", "1", "q"},
        {"https://sqs-fips.us-gov-west-1.amazonaws.com/1/q", "us-gov-west-1", "1", "q"},
        {"https://vpce-1-2.sqs.eu-west-1.vpce.amazonaws.com/1/q", "eu-west-1", "1", "q"},
        {"https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1", "1", "q"},
        {"https://sqs.eu-west-1.api.aws/1/q", "eu-west-1", "1", "q"},
        {"http://sqs.svc.cluster.local/1/q", REGION, "1", "q"},
        {"http://queue.internal:9324/1/q", REGION, "1", "q"},
        {"http://eu-west-3.queue.internal:9324/1/q", "eu-west-3", "1", "q"},
        {"http://sqs.eu-west-1.localhost.localstack.cloud:4566/1/q", "eu-west-1", "1", "q"},
        {"http://sqs.eu-west-1.amazonaws.com/queue/eu-west-2/1/q", "eu-west-2", "1", "q"},
        {"http://h/prefix/1/q", REGION, "1", "q"},
        {"http://h//1//q", REGION, "1", "q"},
        {"/1/q%2Efifo", REGION, "1", "q.fifo"},
        {"/1/a+b", REGION, "1", "a+b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct queue_ref ref;
        if (!wire_parse_queue_url(&arena, slice_of(rows[i].url), &nowhere, &ref))
            fail_msg("%s is refused", rows[i].url);
        assert_slice(ref.region, rows[i].region);
        assert_slice(ref.account, rows[i].account);
        assert_slice(ref.name, rows[i].name);
        arena_release(&arena);
    }
}

static void test_what_names_no_queue(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",       "/",      "http://localhost:9324", "http://localhost:9324/", "///",
        "/1/%zz", "/1/q%2", "/a/b/c/d/e/f",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct arena arena = {0};
        struct queue_ref ref;
        assert_false(wire_parse_queue_url(&arena, slice_of(urls[i]), &nowhere, &ref));
        arena_release(&arena);
    }
}

/* Such a URL still names something: the engine answers that there is no such queue. */
static void test_unreadable_url_is_not_a_missing_one(void **state)
{
    (void)state;
    struct decoded decoded = decode_json("PurgeQueue", "{\"QueueUrl\":\"http://localhost:9324/\"}");
    assert_true(decoded.good);
    assert_slice(decoded.call.queue.name, "");
    decoded_release(&decoded);
    decoded = decode_json("PurgeQueue", "{}");
    assert_slice(decoded.call.queue.name, NULL);
    decoded_release(&decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_what_names_no_queue),
        cmocka_unit_test(test_unreadable_url_is_not_a_missing_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
