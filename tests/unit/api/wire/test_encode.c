/* Replies: exact bytes where they matter (protocols.md 2.2 to 3.4, wire-recorded.md). */
#include "compare.h"

#include "api/model/shapes.h"

#include <libxml/parser.h>

#define NAMESPACE "http://queue.amazonaws.com/doc/2012-11-05/"
#define METADATA  "<ResponseMetadata><RequestId>R</RequestId></ResponseMetadata>"

/* One message with this body. */
static struct receive_message_result *one_message(struct arena *arena, struct slice body)
{
    struct receive_message_result *result = arena_zalloc(arena, sizeof *result);
    struct message *message = arena_zalloc(arena, sizeof *message);
    message->message_id = SLICE("m");
    message->body = body;
    result->messages = (struct list){true, 1, message};
    return result;
}

static void test_keys_stand_in_alphabetical_order(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct send_message_result result = {
        .message_id = SLICE("m"),
        .md5_of_message_body = SLICE("b"),
        .md5_of_message_attributes = SLICE("a"),
        .sequence_number = SLICE("1"),
    };
    assert_string_equal(encode_result(&arena, WIRE_JSON, ACTION_SEND_MESSAGE, &result).body,
                        "{\"MD5OfMessageAttributes\":\"a\",\"MD5OfMessageBody\":\"b\","
                        "\"MessageId\":\"m\",\"SequenceNumber\":\"1\"}");
    arena_release(&arena);
}

static void test_absent_and_empty_are_not_written(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct send_message_batch_result result = {.successful = {.present = true}};
    assert_string_equal(encode_result(&arena, WIRE_JSON, ACTION_SEND_MESSAGE_BATCH, &result).body,
                        "{}");
    assert_string_equal(encode_result(&arena, WIRE_QUERY, ACTION_SEND_MESSAGE_BATCH, &result).body,
                        "<?xml version=\"1.0\"?><SendMessageBatchResponse xmlns=\"" NAMESPACE "\">"
                        "<SendMessageBatchResult/>" METADATA "</SendMessageBatchResponse>");
    arena_release(&arena);
}

static void test_required_list_is_written_when_empty(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct list_dead_letter_source_queues_result result = {0};
    assert_string_equal(
        encode_result(&arena, WIRE_JSON, ACTION_LIST_DEAD_LETTER_SOURCE_QUEUES, &result).body,
        "{\"queueUrls\":[]}");
    arena_release(&arena);
}

static void test_actions_without_a_result(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct encoded reply = encode_result(&arena, WIRE_JSON, ACTION_DELETE_QUEUE, NULL);
    assert_string_equal(reply.body, "");
    assert_slice(reply.head.content_type, "application/x-amz-json-1.0");
    assert_string_equal(encode_result(&arena, WIRE_QUERY, ACTION_DELETE_QUEUE, NULL).body,
                        "<?xml version=\"1.0\"?><DeleteQueueResponse xmlns=\"" NAMESPACE
                        "\">" METADATA "</DeleteQueueResponse>");
    assert_string_equal(encode_result(&arena, WIRE_QUERY_JSON, ACTION_DELETE_QUEUE, NULL).body,
                        "{\"DeleteQueueResponse\":{\"ResponseMetadata\":{\"RequestId\":\"R\"}}}");
    arena_release(&arena);
}

static void test_xml_escapes(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct receive_message_result *result =
        one_message(&arena, SLICE("<a href=\"x\">'&'</a>\r\n\t\xc3\xa9\xef\xbb\xbf"));
    const char *body = encode_result(&arena, WIRE_QUERY, ACTION_RECEIVE_MESSAGE, result).body;
    assert_non_null(strstr(body,
                           "<Body>&lt;a href=&quot;x&quot;&gt;'&amp;'&lt;/a&gt;&#xD;\n\t\xc3\xa9"
                           "\xef\xbb\xbf</Body>"));
    arena_release(&arena);
}

static void test_json_escapes(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct receive_message_result *result =
        one_message(&arena, SLICE("\"\\/\r\n\t\x01\xc3\xa9"));
    const char *body = encode_result(&arena, WIRE_JSON, ACTION_RECEIVE_MESSAGE, result).body;
    assert_non_null(strstr(body, "\"Body\":\"\\\"\\\\/\\r\\n\\t\\u0001\xc3\xa9\""));
    arena_release(&arena);
}

/* What a parser reads is what was written, for every character that a message may hold. */
static void test_xml_round_trip(void **state)
{
    (void)state;
    struct arena arena = {0};
    static const char text[] = "\t\n\r \"&<>' ]]> \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbd "
                               "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf \x7f \xc2\x85";
    const struct receive_message_result *result = one_message(&arena, SLICE(text));
    const char *body = encode_result(&arena, WIRE_QUERY, ACTION_RECEIVE_MESSAGE, result).body;
    xmlDocPtr document = xmlReadMemory(body, (int)strlen(body), NULL, NULL, XML_PARSE_NONET);
    assert_non_null(document);
    xmlNodePtr message = xmlDocGetRootElement(document)->children->children;
    xmlChar *read = xmlNodeGetContent(message->last);
    assert_string_equal((const char *)read, text);
    xmlFree(read);
    xmlFreeDoc(document);
    arena_release(&arena);
}

/* Errors may quote characters that XML cannot hold. */
static void test_xml_replaces_what_it_cannot_hold(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct api_error error = {TEXT_UNKNOWN_ATTRIBUTE,
                                    {slice_make("\0a\x01\x1f\xef\xbf\xbe\xef\xbf\xbf\xef", 11)}};
    const char *body = encode_error(&arena, WIRE_QUERY, &error).body;
    assert_non_null(strstr(body, "Attribute \xef\xbf\xbd"
                                 "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef."));
    arena_release(&arena);
}

static void test_errors(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct api_error error = {.text = TEXT_NO_SUCH_QUEUE};
    struct encoded reply = encode_error(&arena, WIRE_JSON, &error);
    assert_int_equal(reply.head.status, 400);
    assert_slice(reply.head.query_error, "AWS.SimpleQueueService.NonExistentQueue;Sender");
    assert_string_equal(reply.body, "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\","
                                    "\"message\":\"The specified queue does not exist.\"}");
    reply = encode_error(&arena, WIRE_QUERY, &error);
    assert_int_equal(reply.head.status, 400);
    assert_slice(reply.head.query_error, NULL);
    assert_string_equal(reply.body,
                        "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"" NAMESPACE "\"><Error>"
                        "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                        "<Message>The specified queue does not exist for this wsdl version."
                        "</Message><Detail/></Error><RequestId>R</RequestId></ErrorResponse>");
    arena_release(&arena);
}

static void test_receiver_faults(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct api_error error = {.text = TEXT_INTERNAL_FAILURE};
    struct encoded reply = encode_error(&arena, WIRE_JSON, &error);
    assert_int_equal(reply.head.status, 500);
    assert_slice(reply.head.query_error, "InternalError;Receiver");
    assert_non_null(strstr(encode_error(&arena, WIRE_QUERY, &error).body, "<Type>Receiver</Type>"));
    arena_release(&arena);
}

/* The form that API Gateway's users see. */
static void test_query_in_json(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct send_message_result sent = {.message_id = SLICE("m"),
                                             .md5_of_message_body = SLICE("b")};
    struct encoded reply = encode_result(&arena, WIRE_QUERY_JSON, ACTION_SEND_MESSAGE, &sent);
    assert_slice(reply.head.content_type, "application/json");
    assert_string_equal(reply.body,
                        "{\"SendMessageResponse\":{\"SendMessageResult\":{"
                        "\"MD5OfMessageAttributes\":null,\"MD5OfMessageBody\":\"b\","
                        "\"MD5OfMessageSystemAttributes\":null,\"MessageId\":\"m\","
                        "\"SequenceNumber\":null},\"ResponseMetadata\":{\"RequestId\":\"R\"}}}");
    const struct list_queues_result none = {0};
    assert_string_equal(encode_result(&arena, WIRE_QUERY_JSON, ACTION_LIST_QUEUES, &none).body,
                        "{\"ListQueuesResponse\":{\"ListQueuesResult\":{\"NextToken\":null,"
                        "\"queueUrls\":null},\"ResponseMetadata\":{\"RequestId\":\"R\"}}}");
    const struct receive_message_result empty = {0};
    assert_string_equal(encode_result(&arena, WIRE_QUERY_JSON, ACTION_RECEIVE_MESSAGE, &empty).body,
                        "{\"ReceiveMessageResponse\":{\"ReceiveMessageResult\":{\"messages\":null},"
                        "\"ResponseMetadata\":{\"RequestId\":\"R\"}}}");
    arena_release(&arena);
}

static void test_query_in_json_message(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct receive_message_result *result = one_message(&arena, SLICE("hello"));
    struct message *message = result->messages.items;
    struct pair pair = {SLICE("SenderId"), SLICE("me")};
    struct message_attribute attribute = {
        .name = SLICE("b"), .binary_value = SLICE("\x01"), .data_type = SLICE("Binary")};
    message->attributes = (struct list){true, 1, &pair};
    message->message_attributes = (struct list){true, 1, &attribute};
    assert_string_equal(
        encode_result(&arena, WIRE_QUERY_JSON, ACTION_RECEIVE_MESSAGE, result).body,
        "{\"ReceiveMessageResponse\":{\"ReceiveMessageResult\":{\"messages\":[{"
        "\"Attributes\":[{\"Name\":\"SenderId\",\"Value\":\"me\"}],\"Body\":\"hello\","
        "\"MD5OfBody\":null,\"MD5OfMessageAttributes\":null,\"MessageAttributes\":[{\"Name\":\"b\","
        "\"Value\":{\"BinaryListValues\":null,\"BinaryValue\":\"AQ==\",\"DataType\":\"Binary\","
        "\"StringListValues\":null,\"StringValue\":null}}],\"MessageId\":\"m\","
        "\"ReceiptHandle\":null}]},\"ResponseMetadata\":{\"RequestId\":\"R\"}}}");
    arena_release(&arena);
}

static void test_url_styles(void **state)
{
    (void)state;
    static const struct {
        enum wire_url_style style;
        const char *host, *region, *url;
    } rows[] = {
        {WIRE_URL_ACCOUNT, NULL, "eu-west-1", "\"https://called:1/1/q\""},
        {WIRE_URL_ACCOUNT, "pinned:2", "eu-west-1", "\"https://pinned:2/1/q\""},
        {WIRE_URL_PATH, NULL, "eu-west-1", "\"https://called:1/queue/eu-west-1/1/q\""},
        {WIRE_URL_PATH, "pinned:2", "us-east-1", "\"https://pinned:2/queue/us-east-1/1/q\""},
        {WIRE_URL_STANDARD, "pinned:2", "us-east-1", "\"https://sqs.us-east-1.pinned:2/1/q\""},
        {WIRE_URL_DOMAIN, "pinned:2", "eu-west-1", "\"https://eu-west-1.queue.pinned:2/1/q\""},
        {WIRE_URL_DOMAIN, "pinned:2", "us-east-1", "\"https://queue.pinned:2/1/q\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        const struct queue_ref queue = {slice_of(rows[i].region), SLICE("1"), SLICE("q")};
        const struct queue_url_result result = {.queue = queue};
        const struct wire_reply reply = {
            .protocol = WIRE_JSON,
            .action = &actions_all[ACTION_GET_QUEUE_URL],
            .result = &result,
            .request_id = SLICE("R"),
            .base_url = SLICE("https://called:1"),
            .url_host = slice_of(rows[i].host),
            .url_style = rows[i].style,
        };
        struct buf body;
        struct wire_head head;
        buf_init(&body, 1024);
        wire_encode(&reply, &arena, &body, &head);
        buf_byte(&body, '\0');
        assert_non_null(strstr(body.at, rows[i].url));
        buf_release(&body);
        arena_release(&arena);
    }
}

/* A body that is too small for the reply says so; nothing is written past its end. */
static void test_overflow_is_told(void **state)
{
    (void)state;
    static const enum wire_protocol protocols[] = {WIRE_JSON, WIRE_QUERY, WIRE_QUERY_JSON};
    for (size_t i = 0; i < 3; i++) {
        struct arena arena = {0};
        struct buf body;
        struct wire_head head;
        const struct wire_reply reply = {
            .protocol = protocols[i],
            .action = &actions_all[ACTION_RECEIVE_MESSAGE],
            .result = one_message(&arena, SLICE("a text that is longer than the room for it")),
            .request_id = SLICE("R"),
        };
        buf_init(&body, 32);
        wire_encode(&reply, &arena, &body, &head);
        assert_true(body.overflow);
        assert_in_range(body.len, 0, 32);
        buf_release(&body);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_stand_in_alphabetical_order),
        cmocka_unit_test(test_absent_and_empty_are_not_written),
        cmocka_unit_test(test_required_list_is_written_when_empty),
        cmocka_unit_test(test_actions_without_a_result),
        cmocka_unit_test(test_xml_escapes),
        cmocka_unit_test(test_json_escapes),
        cmocka_unit_test(test_xml_round_trip),
        cmocka_unit_test(test_xml_replaces_what_it_cannot_hold),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_receiver_faults),
        cmocka_unit_test(test_query_in_json),
        cmocka_unit_test(test_query_in_json_message),
        cmocka_unit_test(test_url_styles),
        cmocka_unit_test(test_overflow_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
