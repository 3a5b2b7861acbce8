/* Query requests: lists, maps, old and mixed spellings (protocols.md section 3.1). */
#include "support.h"

#include <stdio.h>

#include "api/model/shapes.h"

static struct slice pair_name(const struct list *list, size_t i)
{
    return ITEM(*list, struct pair, i).name;
}

static struct slice pair_value(const struct list *list, size_t i)
{
    return ITEM(*list, struct pair, i).value;
}

static void test_order_by_number_with_gaps(void **state)
{
    (void)state;
    struct decoded decoded = decode_form("Action=UntagQueue&QueueUrl=q&TagKey.10=c&TagKey.2=b&"
                                         "TagKey.1=a&TagKey.x=no&TagKey.=no&TagKey.3.y=no");
    const struct untag_queue_request *request = REQUEST_OF(&decoded, untag_queue_request);
    assert_int_equal(request->tag_keys.count, 3);
    assert_slice(ITEM(request->tag_keys, struct slice, 0), "a");
    assert_slice(ITEM(request->tag_keys, struct slice, 1), "b");
    assert_slice(ITEM(request->tag_keys, struct slice, 2), "c");
    decoded_release(&decoded);
}

static void test_attributes(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "Action=SetQueueAttributes&QueueUrl=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5",
        "Action=SetQueueAttributes&QueueUrl=q&Attributes.1.Name=DelaySeconds&Attributes.1.Value=5",
        "Action=SetQueueAttributes&QueueUrl=q&Attribute.Name=DelaySeconds&Attribute.Value=5",
        "Attribute.7.Value=5&Attribute.7.Name=DelaySeconds&Action=SetQueueAttributes",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct decoded decoded = decode_form(forms[i]);
        const struct list *list = &REQUEST_OF(&decoded, set_queue_attributes_request)->attributes;
        assert_true(list->present);
        assert_int_equal(list->count, 1);
        assert_slice(pair_name(list, 0), "DelaySeconds");
        assert_slice(pair_value(list, 0), "5");
        decoded_release(&decoded);
    }
}

static void test_names_or_values_alone(void **state)
{
    (void)state;
    struct decoded decoded =
        decode_form("Action=SetQueueAttributes&Attribute.1.Name=Policy&Attribute.2.Value=x");
    const struct list *list = &REQUEST_OF(&decoded, set_queue_attributes_request)->attributes;
    assert_int_equal(list->count, 2);
    assert_slice(pair_value(list, 0), NULL);
    assert_slice(pair_name(list, 1), NULL);
    decoded_release(&decoded);
}

static void test_tags(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "Action=TagQueue&Tag.1.Key=k&Tag.1.Value=v",
        "Action=TagQueue&Tags.1.Key=k&Tags.1.Value=v",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct decoded decoded = decode_form(forms[i]);
        const struct list *list = &REQUEST_OF(&decoded, tag_queue_request)->tags;
        assert_int_equal(list->count, 1);
        assert_slice(pair_name(list, 0), "k");
        assert_slice(pair_value(list, 0), "v");
        decoded_release(&decoded);
    }
}

static void test_attribute_names(void **state)
{
    (void)state;
    struct decoded decoded =
        decode_form("Action=ReceiveMessage&AttributeName=All&MessageSystemAttributeName.1=SenderId&"
                    "MessageAttributeNames.1=a.*&MessageAttributeNames.2=b");
    const struct receive_message_request *request = REQUEST_OF(&decoded, receive_message_request);
    assert_int_equal(request->attribute_names.count, 1);
    assert_slice(ITEM(request->attribute_names, struct slice, 0), "All");
    assert_int_equal(request->message_system_attribute_names.count, 1);
    assert_int_equal(request->message_attribute_names.count, 2);
    assert_slice(ITEM(request->message_attribute_names, struct slice, 1), "b");
    decoded_release(&decoded);
}

static void test_message_attributes(void **state)
{
    (void)state;
    struct decoded decoded = decode_form(
        "Action=SendMessage&MessageBody=x&MessageAttribute.2.Name=b&"
        "MessageAttribute.2.Value.DataType=Binary&MessageAttribute.2.Value.BinaryValue=AAE%3D&"
        "MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&"
        "MessageAttribute.1.Value.StringListValue.1=p&MessageAttribute.1.Value.StringListValue.2=q&"
        "MessageAttribute.3.Value.DataType=String");
    const struct list *list = &REQUEST_OF(&decoded, send_message_request)->message_attributes;
    assert_int_equal(list->count, 3);
    const struct message_attribute *items = list->items;
    assert_slice(items[0].name, "a");
    assert_slice(items[0].data_type, "String");
    assert_int_equal(items[0].string_list_values.count, 2);
    assert_slice(items[1].name, "b");
    assert_int_equal(items[1].binary_value.len, 2);
    assert_slice(items[1].string_value, NULL);
    assert_slice(items[2].name, NULL);
    decoded_release(&decoded);
}

static void test_batches(void **state)
{
    (void)state;
    static const char *const names[] = {"SendMessageBatchRequestEntry", "Entry"};
    for (size_t i = 0; i < 2; i++) {
        struct buf form;
        buf_init(&form, 4096);
        BUF_LITERAL(&form, "Action=SendMessageBatch&QueueUrl=q");
        for (int n = 12; n > 0; n--)
            buf_printf(&form, "&%s.%d.MessageBody=m%d&%s.%d.Id=i%d&%s.%d.DelaySeconds=%d", names[i],
                       n, n, names[i], n, n, names[i], n, n);
        buf_byte(&form, '\0');
        struct decoded decoded = decode_form(form.at);
        const struct list *list = &REQUEST_OF(&decoded, send_message_batch_request)->entries;
        assert_int_equal(list->count, 12);
        const struct send_message_batch_entry *entries = list->items;
        assert_slice(entries[1].id, "i2");
        assert_slice(entries[11].id, "i12");
        assert_slice(entries[11].message_body, "m12");
        assert_int_equal(entries[11].delay_seconds.value, 12);
        decoded_release(&decoded);
        buf_release(&form);
    }
}

/* A form has no other way to send an empty batch than to leave it out. */
static void test_no_entries_are_an_empty_batch(void **state)
{
    (void)state;
    struct decoded decoded = decode_form("Action=DeleteMessageBatch&QueueUrl=q");
    const struct list *list = &REQUEST_OF(&decoded, delete_message_batch_request)->entries;
    assert_true(list->present);
    assert_int_equal(list->count, 0);
    decoded_release(&decoded);
    decoded = decode_form("Action=UntagQueue&QueueUrl=q");
    assert_false(REQUEST_OF(&decoded, untag_queue_request)->tag_keys.present);
    decoded_release(&decoded);
}

static void test_integers(void **state)
{
    (void)state;
    static const char *const wrong[] = {"abc", "1.5", "1e3", "%201", "99999999999999999999",
                                        "0x10"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char form[64];
        snprintf(form, sizeof form, "Action=ReceiveMessage&WaitTimeSeconds=%s", wrong[i]);
        struct decoded decoded = decode_form(form);
        assert_false(decoded.good);
        assert_string_equal(api_error_row(&decoded.error)->query_code, "InvalidParameterValue");
        decoded_release(&decoded);
    }
    struct decoded decoded =
        decode_form("Action=ReceiveMessage&WaitTimeSeconds=&VisibilityTimeout=-7");
    const struct receive_message_request *request = REQUEST_OF(&decoded, receive_message_request);
    assert_false(request->wait_time_seconds.present);
    assert_int_equal(request->visibility_timeout.value, -7);
    decoded_release(&decoded);
}

static void test_wrong_base64(void **state)
{
    (void)state;
    struct decoded decoded = decode_form("Action=SendMessage&MessageAttribute.1.Name=a&"
                                         "MessageAttribute.1.Value.BinaryValue=%3F");
    assert_false(decoded.good);
    assert_string_equal(api_error_row(&decoded.error)->query_code, "MalformedInput");
    decoded_release(&decoded);
}

/* As many parameters as a form may have, in the worst of places: the answer must come soon (the
 * test's time limit is the judge) and take memory in proportion. */
static void test_many_parameters(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "&Entry.%d=",
        "&Entry.%d.MessageAttribute.1.Name=",
        "&Entry.1.MessageAttribute.%d.Name=",
        "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringListValue.%d=",
        "&x%d=",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf form;
        buf_init(&form, (size_t)4 << 20);
        BUF_LITERAL(&form, "Action=SendMessageBatch");
        for (int n = 0; n < 19000; n++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            buf_printf(&form, patterns[i], n);
#pragma GCC diagnostic pop
        }
        buf_byte(&form, '\0');
        struct decoded decoded = decode_form(form.at);
        assert_true(decoded.good);
        assert_in_range(arena_used(&decoded.arena), 0, 64 * form.len);
        decoded_release(&decoded);
        buf_release(&form);
    }
}

static void test_parameters_of_a_get(void **state)
{
    (void)state;
    const struct wire_request request = {
        .method = SLICE("GET"),
        .path = SLICE("/000000000000/q%2D1"),
        .query = SLICE("Action=SendMessage&MessageBody=a+b"),
    };
    struct decoded decoded = decode_request(&request);
    assert_slice(REQUEST_OF(&decoded, send_message_request)->message_body, "a b");
    assert_slice(decoded.call.queue.name, "q-1");
    assert_slice(decoded.call.queue.account, ACCOUNT);
    decoded_release(&decoded);
}

static void test_explicit_queue_url_wins(void **state)
{
    (void)state;
    struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/000000000000/path"),
        .body = SLICE("Action=PurgeQueue&QueueUrl=http%3A%2F%2Fh%2F111122223333%2Fexplicit"),
    };
    struct decoded decoded = decode_request(&request);
    assert_slice(decoded.call.queue.name, "explicit");
    assert_slice(decoded.call.queue.account, "111122223333");
    decoded_release(&decoded);
    request.body = SLICE("Action=PurgeQueue&QueueUrl=");
    decoded = decode_request(&request);
    assert_slice(decoded.call.queue.name, "path");
    decoded_release(&decoded);
    request.path = SLICE("/");
    decoded = decode_request(&request);
    assert_true(decoded.good);
    assert_slice(decoded.call.queue.name, NULL);
    decoded_release(&decoded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_by_number_with_gaps),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_names_or_values_alone),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_attribute_names),
        cmocka_unit_test(test_message_attributes),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_no_entries_are_an_empty_batch),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_wrong_base64),
        cmocka_unit_test(test_many_parameters),
        cmocka_unit_test(test_parameters_of_a_get),
        cmocka_unit_test(test_explicit_queue_url_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
