/* Who signed, and for which region (auth.md section 1): read, never verified, never refused. */
#include "support.h"

#include <stdio.h>

static void assert_signer(const char *authorization, const char *query, const char *key,
                          const char *account, const char *region)
{
    const struct wire_request request = {
        .method = SLICE("GET"),
        .path = SLICE("/"),
        .query = slice_of(query),
        .authorization = slice_of(authorization),
    };
    struct decoded decoded = decode_request(&request);
    assert_true(decoded.good);
    assert_slice(decoded.call.access_key, key);
    assert_slice(decoded.call.account, account);
    assert_slice(decoded.call.region, region);
    decoded_release(&decoded);
}

#define LIST "Action=ListQueues"

static void test_authorization_header(void **state)
{
    (void)state;
    static const char rest[] = ", SignedHeaders=host;x-amz-date, Signature=abc";
    char header[256];
    snprintf(header, sizeof header,
             "AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-west-1/sqs/aws4_request%s", rest);
    assert_signer(header, LIST, "AKID", ACCOUNT, "eu-west-1");
    snprintf(header, sizeof header,
             "AWS4-HMAC-SHA256 Credential=111122223333/20260102/us-west-2/sqs/aws4_request%s",
             rest);
    assert_signer(header, LIST, "111122223333", "111122223333", "us-west-2");
    snprintf(
        header, sizeof header,
        "AWS4-HMAC-SHA256 SignedHeaders=host,Credential=AKID/20260102/eu-west-1/sqs/aws4_request");
    assert_signer(header, LIST, "AKID", ACCOUNT, "eu-west-1");
}

static void test_presigned(void **state)
{
    (void)state;
    assert_signer(NULL,
                  LIST "&X-Amz-Credential=AKID%2F20260102%2Feu-west-1%2Fsqs%2Faws4_request"
                       "&X-Amz-Signature=abc",
                  "AKID", ACCOUNT, "eu-west-1");
    assert_signer(NULL, LIST "&AWSAccessKeyId=AKID&SignatureVersion=2&Signature=x", "AKID", ACCOUNT,
                  REGION);
    assert_signer(NULL, LIST "&AWSAccessKeyId=111122223333", "111122223333", "111122223333",
                  REGION);
}

static void test_unsigned_and_garbage(void **state)
{
    (void)state;
    assert_signer(NULL, LIST, NULL, ACCOUNT, REGION);
    assert_signer("", LIST, NULL, ACCOUNT, REGION);
    assert_signer("Bearer abc", LIST, NULL, ACCOUNT, REGION);
    assert_signer("Credential=", LIST, NULL, ACCOUNT, REGION);
    assert_signer("Credential=/", LIST, NULL, ACCOUNT, REGION);
    assert_signer("Credential=////", LIST, NULL, ACCOUNT, REGION);
    assert_signer("Credential=AKID", LIST, "AKID", ACCOUNT, REGION);
    assert_signer("Credential=AKID/20260102", LIST, "AKID", ACCOUNT, REGION);
    assert_signer("Credential=AKID/20260102/", LIST, "AKID", ACCOUNT, REGION);
    assert_signer("Credential=AKID,/20260102/x", LIST, "AKID", ACCOUNT, REGION);
    assert_signer("Credential=11112222333x/d/r", LIST, "11112222333x", ACCOUNT, "r");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_authorization_header),
        cmocka_unit_test(test_presigned),
        cmocka_unit_test(test_unsigned_and_garbage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
