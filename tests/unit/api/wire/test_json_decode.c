/* AWS JSON requests: what is taken, what is refused and in which words (protocols.md 2.1). */
#include "support.h"

#include <stdio.h>

#include "api/model/shapes.h"

static void assert_refused(const char *action, const char *body, const char *text)
{
    struct decoded decoded = decode_json(action, body);
    if (decoded.good)
        fail_msg("%s is taken", body);
    assert_string_equal(error_text(&decoded), text);
    assert_string_equal(api_error_row(&decoded.error)->json_type,
                        "com.amazon.coral.service#SerializationException");
    assert_string_equal(api_error_row(&decoded.error)->query_code, "MalformedInput");
    decoded_release(&decoded);
}

static void assert_taken(const char *action, const char *body)
{
    struct decoded decoded = decode_json(action, body);
    if (!decoded.good)
        fail_msg("%s: %s", body, error_text(&decoded));
    decoded_release(&decoded);
}

static void test_wrong_scalars(void **state)
{
    (void)state;
    static const char integer[] = "can not be converted to an Integer";
    static const char text[] = "can not be converted to a String";
    const struct {
        const char *member, *token, *words;
    } rows[] = {
        {"{\"DelaySeconds\":\"5\"}", "STRING_VALUE ", integer},
        {"{\"DelaySeconds\":true}", "TRUE_VALUE ", integer},
        {"{\"DelaySeconds\":false}", "FALSE_VALUE ", integer},
        {"{\"DelaySeconds\":1.5}", "NUMBER_VALUE ", integer},
        {"{\"DelaySeconds\":99999999999999999999}", "NUMBER_VALUE ", integer},
        {"{\"MessageBody\":5}", "NUMBER_VALUE ", text},
        {"{\"MessageBody\":true}", "TRUE_VALUE ", text},
        {"{\"MessageBody\":[]}", "", "Start of list found where not expected"},
        {"{\"DelaySeconds\":[]}", "", "Start of list found where not expected"},
        {"{\"MessageBody\":{}}", "", "Start of structure or map found where not expected."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char words[128];
        snprintf(words, sizeof words, "%s%s", rows[i].token, rows[i].words);
        assert_refused("SendMessage", rows[i].member, words);
    }
}

static void test_wrong_collections(void **state)
{
    (void)state;
    static const char list[] = "Start of list found where not expected";
    static const char structure[] = "Start of structure or map found where not expected.";
    static const char text[] = "Unrecognized collection type class java.lang.String";
    assert_refused("UntagQueue", "{\"TagKeys\":{}}", structure);
    assert_refused("UntagQueue", "{\"TagKeys\":\"k\"}", text);
    assert_refused("UntagQueue", "{\"TagKeys\":[1]}",
                   "NUMBER_VALUE can not be converted to a String");
    assert_refused("TagQueue", "{\"Tags\":[]}", list);
    assert_refused("TagQueue", "{\"Tags\":\"k\"}", text);
    assert_refused("TagQueue", "{\"Tags\":{\"k\":[]}}", list);
    assert_refused("SendMessageBatch", "{\"Entries\":{}}", structure);
    assert_refused("SendMessageBatch", "{\"Entries\":[[]]}", list);
    assert_refused("SendMessageBatch", "{\"Entries\":[1]}", "Unexpected field type");
    assert_refused("SendMessage", "{\"MessageAttributes\":[]}", list);
    assert_refused("SendMessage", "{\"MessageAttributes\":{\"a\":\"b\"}}", "Unexpected field type");
}

static void test_what_is_no_object(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{",
        "nonsense",
        "{}x",
        "{\"QueueName\":}",
        "{'QueueName':'q'}",
        "{\"QueueName\":\"\\ud800\"}",
        " ",
        "{\"QueueName\":\"\xff\"}",
        "{\"QueueName\":\"q\",}",
        "NaN",
        "\xef\xbb\xbf{}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_refused("CreateQueue", bodies[i], "");
    assert_refused("CreateQueue", "[]", "Start of list found where not expected");
    assert_refused("CreateQueue", "\"q\"", "Unexpected field type");
}

static void test_bytes_are_base64(void **state)
{
    (void)state;
    struct decoded decoded = decode_json(
        "SendMessage", "{\"MessageAttributes\":{\"b\":{\"DataType\":\"Binary\","
                       "\"BinaryValue\":\"AAEC/w==\",\"BinaryListValues\":[\"AA==\"]}}}");
    const struct send_message_request *request = REQUEST_OF(&decoded, send_message_request);
    assert_int_equal(request->message_attributes.count, 1);
    struct message_attribute attribute =
        ITEM(request->message_attributes, struct message_attribute, 0);
    assert_slice(attribute.name, "b");
    assert_int_equal(attribute.binary_value.len, 4);
    assert_memory_equal(attribute.binary_value.at, "\x00\x01\x02\xff", 4);
    assert_int_equal(attribute.binary_list_values.count, 1);
    decoded_release(&decoded);
    assert_refused("SendMessage", "{\"MessageAttributes\":{\"b\":{\"BinaryValue\":\"A\"}}}", "");
    assert_refused("SendMessage", "{\"MessageAttributes\":{\"b\":{\"BinaryValue\":\"?!==\"}}}", "");
}

static void test_unknown_members_and_null(void **state)
{
    (void)state;
    struct decoded decoded =
        decode_json("SendMessage", "{\"QueueUrl\":\"q\",\"MessageBody\":null,\"DelaySeconds\":null,"
                                   "\"messagebody\":\"no\",\"Unknown\":{\"deep\":[1,{}]},"
                                   "\"MessageAttributes\":{\"a\":null}}");
    const struct send_message_request *request = REQUEST_OF(&decoded, send_message_request);
    assert_slice(request->message_body, NULL);
    assert_false(request->delay_seconds.present);
    assert_true(request->message_attributes.present);
    assert_int_equal(request->message_attributes.count, 0);
    decoded_release(&decoded);
    assert_taken("ListQueues", "");
    assert_taken("ListQueues", "{}");
    assert_taken("ListQueues", " \r\n\t{ } ");
}

static void test_empty_and_absent_differ(void **state)
{
    (void)state;
    struct decoded decoded = decode_json("SendMessageBatch", "{\"QueueUrl\":\"\",\"Entries\":[]}");
    const struct send_message_batch_request *request =
        REQUEST_OF(&decoded, send_message_batch_request);
    assert_slice(request->queue_url, "");
    assert_true(request->entries.present);
    decoded_release(&decoded);
    decoded = decode_json("SendMessageBatch", "{}");
    request = REQUEST_OF(&decoded, send_message_batch_request);
    assert_slice(request->queue_url, NULL);
    assert_false(request->entries.present);
    decoded_release(&decoded);
}

static void test_attribute_values_may_be_numbers(void **state)
{
    (void)state;
    struct decoded decoded = decode_json(
        "CreateQueue", "{\"QueueName\":\"q\",\"Attributes\":{\"DelaySeconds\":5,\"a\":1.50,"
                       "\"FifoQueue\":true,\"b\":false,\"c\":\"text\"}}");
    const struct create_queue_request *request = REQUEST_OF(&decoded, create_queue_request);
    static const char *const values[] = {"5", "1.50", "true", "false", "text"};
    assert_int_equal(request->attributes.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_slice(ITEM(request->attributes, struct pair, i).value, values[i]);
    decoded_release(&decoded);
}

static void test_tags_of_either_case(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"tags\":{\"k\":\"v\"}}", "{\"Tags\":{\"k\":\"v\"}}"};
    for (size_t i = 0; i < 2; i++) {
        struct decoded decoded = decode_json("CreateQueue", bodies[i]);
        const struct create_queue_request *request = REQUEST_OF(&decoded, create_queue_request);
        assert_int_equal(request->tags.count, 1);
        assert_slice(ITEM(request->tags, struct pair, 0).name, "k");
        assert_slice(ITEM(request->tags, struct pair, 0).value, "v");
        decoded_release(&decoded);
    }
}

static void test_of_repeated_members_the_last_counts(void **state)
{
    (void)state;
    struct decoded decoded =
        decode_json("TagQueue", "{\"QueueUrl\":\"a\",\"QueueUrl\":\"b\","
                                "\"Tags\":{\"x\":\"1\",\"y\":\"2\",\"x\":\"3\",\"z\":\"4\"}}");
    const struct tag_queue_request *request = REQUEST_OF(&decoded, tag_queue_request);
    static const char *const expected[][2] = {{"x", "3"}, {"y", "2"}, {"z", "4"}};
    assert_slice(request->queue_url, "b");
    assert_int_equal(request->tags.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_slice(ITEM(request->tags, struct pair, i).name, expected[i][0]);
        assert_slice(ITEM(request->tags, struct pair, i).value, expected[i][1]);
    }
    decoded_release(&decoded);
}

/* Items cost more memory than their text: their number is bounded, and so is the factor. */
static void test_lists_are_bounded(void **state)
{
    (void)state;
    struct buf body;
    buf_init(&body, (size_t)1 << 20);
    BUF_LITERAL(&body, "{\"Entries\":[{}");
    for (int i = 1; i < 10000; i++)
        BUF_LITERAL(&body, ",{}");
    size_t bounded = body.len;
    BUF_LITERAL(&body, "]}\0");
    struct decoded decoded = decode_json("SendMessageBatch", body.at);
    assert_int_equal(REQUEST_OF(&decoded, send_message_batch_request)->entries.count, 10000);
    assert_in_range(arena_used(&decoded.arena), 0, 200 * body.len);
    decoded_release(&decoded);
    body.len = bounded;
    BUF_LITERAL(&body, ",{}]}\0");
    assert_refused("SendMessageBatch", body.at, "");
    buf_release(&body);
}

static void test_json_at_any_path(void **state)
{
    (void)state;
    struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/111122223333/other"),
        .body = SLICE("{\"QueueName\":\"q\"}"),
        .target = SLICE("AmazonSQS.CreateQueue"), /* no content type at all */
    };
    struct decoded decoded = decode_request(&request);
    assert_true(decoded.good);
    assert_int_equal(decoded.call.protocol, WIRE_JSON);
    decoded_release(&decoded);
    request.target = SLICE("AmazonSQS.PurgeQueue");
    request.body = SLICE("{}");
    decoded = decode_request(&request);
    assert_slice(decoded.call.queue.name, "other");
    assert_slice(decoded.call.queue.account, "111122223333");
    decoded_release(&decoded);
    request.body = SLICE("{\"QueueUrl\":\"http://h/444455556666/mine\"}");
    decoded = decode_request(&request);
    assert_slice(decoded.call.queue.name, "mine");
    assert_slice(decoded.call.queue.account, "444455556666");
    decoded_release(&decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_scalars),
        cmocka_unit_test(test_wrong_collections),
        cmocka_unit_test(test_what_is_no_object),
        cmocka_unit_test(test_bytes_are_base64),
        cmocka_unit_test(test_unknown_members_and_null),
        cmocka_unit_test(test_empty_and_absent_differ),
        cmocka_unit_test(test_attribute_values_may_be_numbers),
        cmocka_unit_test(test_tags_of_either_case),
        cmocka_unit_test(test_of_repeated_members_the_last_counts),
        cmocka_unit_test(test_lists_are_bounded),
        cmocka_unit_test(test_json_at_any_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
