/* The rows of protocols.md section 5: what cannot be decoded, and how it is answered. */
#include "support.h"

#include "api/model/shapes.h"

#define NAMESPACE "http://queue.amazonaws.com/doc/2012-11-05/"

/* A reply that begins and ends an error in XML. */
#define XML_ERROR(code, message)                                                                   \
    "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"" NAMESPACE "\"><Error><Type>Sender</Type>"     \
    "<Code>" code "</Code>" message "<Detail/></Error><RequestId>R</RequestId></ErrorResponse>"

static void assert_answer(const struct wire_request *request, int status, const char *type,
                          const char *query_error, const char *body)
{
    struct decoded decoded = decode_request(request);
    struct encoded reply = encode_failure(&decoded);
    assert_int_equal(reply.head.status, status);
    assert_slice(reply.head.content_type, type);
    assert_slice(reply.head.query_error, query_error);
    assert_string_equal(reply.body, body);
    decoded_release(&decoded);
}

static void assert_unknown_operation(struct wire_request request)
{
    assert_answer(&request, 400, "application/x-amz-json-1.0", NULL,
                  "{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
}

static void test_json_without_an_operation(void **state)
{
    (void)state;
    struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = SLICE("{}"),
        .content_type = SLICE("application/x-amz-json-1.0"),
    };
    assert_int_equal(strlen("{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}"),
                     63);
    assert_unknown_operation(request);
    request.target = SLICE("AmazonSQS.Foo");
    assert_unknown_operation(request);
    request.target = SLICE("AmazonSQS.");
    assert_unknown_operation(request);
    request.target = SLICE("SendMessage");
    assert_unknown_operation(request);
    request.target = SLICE("AmazonSQS.sendmessage");
    assert_unknown_operation(request);
    request.target = SLICE_NONE;
    request.body = SLICE("Action=ListQueues");
    assert_unknown_operation(request);
    request.content_type = SLICE("application/x-amz-json-1.1");
    assert_unknown_operation(request);
    request.target = SLICE("AmazonSQS.ListQueues");
    request.method = SLICE("GET");
    assert_unknown_operation(request);
}

static void test_query_with_an_unknown_action(void **state)
{
    (void)state;
    static const char body[] = XML_ERROR(
        "InvalidAction", "<Message>The action FooBar is not valid for this endpoint.</Message>");
    struct wire_request request = {
        .method = SLICE("POST"), .path = SLICE("/"), .body = SLICE("Action=FooBar")};
    assert_answer(&request, 400, "text/xml", NULL, body);
    request = (struct wire_request){
        .method = SLICE("GET"), .path = SLICE("/0/q"), .query = SLICE("Action=FooBar")};
    assert_answer(&request, 400, "text/xml", NULL, body);
}

static void test_account_actions_at_a_queue(void **state)
{
    (void)state;
    struct wire_request request = {.method = SLICE("POST"),
                                   .path = SLICE("/000000000000/q"),
                                   .body = SLICE("Action=CreateQueue&QueueName=x")};
    assert_answer(&request, 400, "text/xml", NULL,
                  XML_ERROR("InvalidAction",
                            "<Message>The action CreateQueue is not valid for this endpoint."
                            "</Message>"));
    request.body = SLICE("Action=GetQueueUrl&QueueName=x");
    struct decoded decoded = decode_request(&request);
    assert_true(decoded.good);
    decoded_release(&decoded);
}

static void test_query_without_an_action(void **state)
{
    (void)state;
    static const char bare[] = "<UnknownOperationException/>";
    struct wire_request request = {.method = SLICE("GET"), .path = SLICE("/000000000000/q")};
    assert_answer(&request, 404, "text/xml", NULL, bare);
    request.accept = SLICE("application/json"); /* recorded: XML all the same */
    assert_answer(&request, 404, "text/xml", NULL, bare);
    request = (struct wire_request){.method = SLICE("POST"), .path = SLICE("/")};
    assert_answer(&request, 404, "text/xml", NULL, bare);
    request.body = SLICE("Action=&QueueName=x");
    assert_answer(&request, 404, "text/xml", NULL, bare);
    request = (struct wire_request){
        .method = SLICE("PUT"), .path = SLICE("/"), .query = SLICE("Action=ListQueues")};
    assert_answer(&request, 404, "text/xml", NULL, bare);
}

static void test_json_that_is_none(void **state)
{
    (void)state;
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = SLICE("{\"QueueName\":"),
        .target = SLICE("AmazonSQS.CreateQueue"),
    };
    assert_answer(&request, 400, "application/x-amz-json-1.0", "MalformedInput;Sender",
                  "{\"__type\":\"com.amazon.coral.service#SerializationException\"}");
}

static void test_json_of_the_wrong_type(void **state)
{
    (void)state;
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = SLICE("{\"MaxResults\":\"1\"}"),
        .target = SLICE("AmazonSQS.ListQueues"),
    };
    assert_answer(&request, 400, "application/x-amz-json-1.0", "MalformedInput;Sender",
                  "{\"__type\":\"com.amazon.coral.service#SerializationException\","
                  "\"message\":\"STRING_VALUE can not be converted to an Integer\"}");
}

static void test_form_that_is_none(void **state)
{
    (void)state;
    struct wire_request request = {
        .method = SLICE("POST"), .path = SLICE("/"), .body = SLICE("Action=ListQueues&x=%zz")};
    static const char body[] = XML_ERROR("MalformedInput", "<Message></Message>");
    assert_answer(&request, 400, "text/xml", NULL, body);
    request.body = SLICE("Action=ListQueues&x=%ff");
    assert_answer(&request, 400, "text/xml", NULL, body);
}

static void test_query_errors_in_json(void **state)
{
    (void)state;
    const struct wire_request request = {.method = SLICE("POST"),
                                         .path = SLICE("/"),
                                         .body = SLICE("Action=FooBar"),
                                         .accept = SLICE("application/json")};
    assert_answer(&request, 400, "application/json", NULL,
                  "{\"Error\":{\"Code\":\"InvalidAction\","
                  "\"Message\":\"The action FooBar is not valid for this endpoint.\","
                  "\"Type\":\"Sender\"},\"RequestId\":\"R\"}");
}

/* A target decides, even with a form's content type. */
static void test_target_wins_over_content_type(void **state)
{
    (void)state;
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = SLICE("{}"),
        .content_type = SLICE("application/x-www-form-urlencoded"),
        .target = SLICE("AmazonSQS.ListQueues"),
    };
    struct decoded decoded = decode_request(&request);
    assert_true(decoded.good);
    assert_int_equal(decoded.call.protocol, WIRE_JSON);
    decoded_release(&decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_without_an_operation),
        cmocka_unit_test(test_query_with_an_unknown_action),
        cmocka_unit_test(test_account_actions_at_a_queue),
        cmocka_unit_test(test_query_without_an_action),
        cmocka_unit_test(test_json_that_is_none),
        cmocka_unit_test(test_json_of_the_wrong_type),
        cmocka_unit_test(test_form_that_is_none),
        cmocka_unit_test(test_query_errors_in_json),
        cmocka_unit_test(test_target_wins_over_content_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
