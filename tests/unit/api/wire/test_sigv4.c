/* Signatures: vectors of AWS's own signer, and every way to get one wrong (auth.md sections 2, 3).
 */
#include "api/wire/sigv4.h"

#include "src/base/clock.h"
#include "src/base/digest.h"
#include "tests/unit/unit.h"

#define KEY            "AKIDEXAMPLE"
#define SECRET         SLICE("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
#define SCOPE          "/20260102/us-east-1/sqs/aws4_request"
#define JSON_SIGNATURE "e9cfa084956afc0aeb393f23b79a37acc2ac99a6c240cd9c4787425bc17c4950"
#define SIGNED_HEADERS "content-type;host;x-amz-date;x-amz-target"

#define QUERY_REST                                                                                 \
    "Action=SendMessage&MessageBody=a%20b%2Bc&Version=2012-11-05&X-Amz-Algorithm=AWS4-HMAC-SHA256" \
    "&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fsqs%2Faws4_request"                    \
    "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
#define QUERY_SIGNATURE "829dc27da6beaf2d6666a4a8238a4c2484fea8d822ac5a402000fa7f11bd78e4"

#define HEADER(name, value)                                                                        \
    {                                                                                              \
        SLICE_INIT(name), SLICE_INIT(value)                                                        \
    }
#define AUTHORIZATION(credential, headers, signature)                                              \
    SLICE("AWS4-HMAC-SHA256 Credential=" credential ", SignedHeaders=" headers                     \
          ", Signature=" signature)

static const char *const services[] = {"sqs"};

static const struct wire_header json_headers[] = {
    HEADER("content-length", "77"),
    HEADER("content-type", "application/x-amz-json-1.0"),
    HEADER("host", "127.0.0.1:9324"),
    HEADER("x-amz-date", "20260102T030405Z"),
    HEADER("x-amz-target", "AmazonSQS.SendMessage"),
};

/* The first vector of auth.md; tests change parts of it. */
static struct wire_request json_request(void)
{
    return (struct wire_request){
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = SLICE("{\"QueueUrl\": \"http://127.0.0.1:9324/000000000000/q1\", "
                      "\"MessageBody\": \"hello\"}"),
        .target = SLICE("AmazonSQS.SendMessage"),
        .authorization = AUTHORIZATION(KEY SCOPE, SIGNED_HEADERS, JSON_SIGNATURE),
        .headers = json_headers,
        .header_count = sizeof json_headers / sizeof *json_headers,
    };
}

static const struct wire_header host_header[] = {HEADER("host", "127.0.0.1:9324")};

static struct wire_request presigned_request(const char *query)
{
    return (struct wire_request){.method = SLICE("GET"),
                                 .path = SLICE("/000000000000/q1"),
                                 .query = slice_of(query),
                                 .headers = host_header,
                                 .header_count = 1};
}

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum text_id checked(const struct wire_request *request)
{
    struct sigv4 sig;
    struct api_error error = {0};
    if (!sigv4_read(request, &arena, &sig, &error))
        return error.text;
    assert_int_not_equal(sig.form, SIGV4_NONE);
    bool good = sigv4_check_scope(&sig, services, 1, &error) &&
                sigv4_verify(request, &sig, SECRET, &arena, &error);
    assert_int_equal(good, !api_error_is(&error));
    return error.text;
}

static struct slice sha256_of(struct slice text)
{
    uint8_t digest[SHA256_LEN];
    char hex[SHA256_HEX_LEN];
    digest_sha256(text, digest);
    hex_encode(digest, sizeof digest, hex);
    return arena_copy(&arena, slice_make(hex, sizeof hex));
}

static struct slice canonical_of(const struct wire_request *request)
{
    struct sigv4 sig;
    struct api_error error;
    struct slice canonical;
    assert_true(sigv4_read(request, &arena, &sig, &error));
    assert_true(sigv4_canonical(request, &sig, &arena, &canonical));
    return canonical;
}

static void test_header_vector(void **state)
{
    (void)state;
    struct wire_request request = json_request();
    assert_slice(sha256_of(canonical_of(&request)),
                 "ccd723a552b31797964e657db47feab42a1fb42244d666704eecd44ec377000f");
    assert_int_equal(checked(&request), TEXT_NONE);
}

static void test_presigned_vector(void **state)
{
    (void)state;
    struct wire_request request = presigned_request(QUERY_REST "&X-Amz-Signature=" QUERY_SIGNATURE);
    assert_slice(sha256_of(canonical_of(&request)),
                 "a36c95e7812920ed5715eee3314844945562e88b2fb3314d20228b9adb0a71e1");
    assert_int_equal(checked(&request), TEXT_NONE);
}

static void test_any_change_is_noticed(void **state)
{
    (void)state;
    struct wire_request request = json_request();
    struct wire_header headers[5];
    request.body = slice_head(request.body, request.body.len - 1);
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    request = json_request();
    request.path = SLICE("/x");
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    request = json_request();
    request.method = SLICE("PUT");
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    request = json_request();
    request.query = SLICE("a=b");
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    request = json_request();
    request.headers = headers;
    for (size_t i = 1; i < 5; i++) {
        memcpy(headers, json_headers, sizeof headers);
        headers[i].value = i == 3 ? SLICE("20260102T030406Z") : SLICE("other");
        assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    }
    memcpy(headers, json_headers, sizeof headers);
    headers[0].value = SLICE("other"); /* not signed */
    assert_int_equal(checked(&request), TEXT_NONE);
    request = presigned_request(QUERY_REST "&X-Amz-Signature=" QUERY_SIGNATURE "&more=1");
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
}

static void test_wrong_signatures(void **state)
{
    (void)state;
    struct wire_request request = json_request();
    static const char short_one[] = "e9cfa0";
    struct slice good = request.authorization;
    for (size_t i = 0; i < SIGV4_HEX_LEN; i++) {
        char changed[512];
        memcpy(changed, good.at, good.len);
        changed[good.len - 1 - i] ^= 1;
        request.authorization = slice_make(changed, good.len);
        assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
    }
    request.authorization = slice_head(good, good.len - SIGV4_HEX_LEN + strlen(short_one));
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN);
}

/* Bytes that cannot be shown in an error are not. */
static void test_unshowable(void **state)
{
    (void)state;
    struct wire_request request = json_request();
    struct wire_header headers[5];
    memcpy(headers, json_headers, sizeof headers);
    headers[1].value = SLICE("\xff");
    request.headers = headers;
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE);
}

static void test_canonical_forms(void **state)
{
    (void)state;
    static const struct wire_header headers[] = {HEADER("host", "h"), HEADER("x-a", "  1   2 "),
                                                 HEADER("X-A", "3"), HEADER("x-b", "")};
    struct wire_request request = {
        .method = SLICE("GET"),
        .path = SLICE("/a//./b/../c%20d/"),
        .query = SLICE("b=2&a=%2f&b=1&a-=+&A"),
        .authorization = SLICE("AWS4-HMAC-SHA256 Signature=x,Credential=" KEY SCOPE
                               ",SignedHeaders=host;x-a;x-b;x-c"),
        .headers = headers,
        .header_count = 4,
    };
    const struct wire_header dated[] = {headers[0],
                                        headers[1],
                                        headers[2],
                                        headers[3],
                                        HEADER("x-amz-date", "20260102T030405Z"),
                                        HEADER("x-amz-content-sha256", "UNSIGNED-PAYLOAD")};
    request.headers = dated;
    request.header_count = 6;
    assert_slice(canonical_of(&request), "GET\n"
                                         "/a/c%2520d/\n"
                                         "A=&a=%2F&a-=%20&b=1&b=2\n"
                                         "host:h\nx-a:1 2,3\nx-b:\nx-c:\n\n"
                                         "host;x-a;x-b;x-c\n"
                                         "UNSIGNED-PAYLOAD");
}

static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *authorization;
        enum text_id text;
    } rows[] = {
        {"", TEXT_ALGORITHM},
        {"Basic YTpi", TEXT_ALGORITHM},
        {"AWS AKID:signature", TEXT_ALGORITHM},
        {"AWS4-HMAC-SHA256", TEXT_AUTHORIZATION_PAIR},
        {"AWS4-HMAC-SHA256 Credential", TEXT_AUTHORIZATION_PAIR},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE, TEXT_AUTHORIZATION_MISSES},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE ", SignedHeaders=host, Signature=",
         TEXT_AUTHORIZATION_MISSES},
        {"AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=x",
         TEXT_CREDENTIAL_FORM},
        {"AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=x",
         TEXT_CREDENTIAL_FORM},
        {"AWS4-HMAC-SHA256 Credential=/b/c/d/e, SignedHeaders=host, Signature=x",
         TEXT_CREDENTIAL_FORM},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE ", SignedHeaders=host;host, Signature=x",
         TEXT_BAD_SIGNATURE},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE ", SignedHeaders=x-a;host, Signature=x",
         TEXT_BAD_SIGNATURE},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE ", SignedHeaders=x-amz-date, Signature=x",
         TEXT_NOT_SIGNED},
        {"AWS4-HMAC-SHA256 Credential=" KEY SCOPE ", SignedHeaders=host;x-amz-date, Signature=x",
         TEXT_NOT_SIGNED},
        {"AWS4-HMAC-SHA256 Credential=" KEY "/20260103/us-east-1/sqs/aws4_request, "
         "SignedHeaders=host, Signature=x",
         TEXT_SCOPE_DATE},
        {"AWS4-HMAC-SHA256 Credential=" KEY "/20260102//sqs/aws4_request, "
         "SignedHeaders=host, Signature=x",
         TEXT_SCOPE_REGION},
        {"AWS4-HMAC-SHA256 Credential=" KEY "/20260102/us-east-1/s3/aws4_request, "
         "SignedHeaders=host, Signature=x",
         TEXT_SCOPE_SERVICE},
        {"AWS4-HMAC-SHA256 Credential=" KEY "/20260102/us-east-1/sqs/aws5_request, "
         "SignedHeaders=host, Signature=x",
         TEXT_SCOPE_TERMINATOR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_request request = json_request();
        request.authorization = slice_of(rows[i].authorization);
        enum text_id got = checked(&request);
        if (got != rows[i].text)
            fail_msg("row %zu: text %d, expected %d", i, got, rows[i].text);
    }
}

static void test_timestamps(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "20260102",
                                      "2026-01-02T03:04:05Z",
                                      "20261302T030405Z",
                                      "20260230T030405Z",
                                      "20260102T030405z",
                                      "Fri, 02 Jan 2026 03:04:05 GMT"};
    struct wire_header headers[5];
    struct wire_request request = json_request();
    request.headers = headers;
    memcpy(headers, json_headers, sizeof headers);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        headers[3].value = slice_of(bad[i]);
        assert_int_equal(checked(&request), TEXT_TIMESTAMP_FORM);
    }
    headers[3].name = SLICE("x-other");
    assert_int_equal(checked(&request), TEXT_NO_TIMESTAMP);
    headers[3] = (struct wire_header)HEADER("date", "20260102T030405Z");
    assert_int_equal(checked(&request), TEXT_BAD_SIGNATURE_SHOWN); /* x-amz-date is signed */
}

static void test_malformed_presigned(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        enum text_id text;
    } rows[] = {
        {QUERY_REST, TEXT_QUERY_MISSES},
        {"X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256", TEXT_ALGORITHM},
        {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=1"
         "&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
         TEXT_CREDENTIAL_FORM},
        {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/b/c/d/e&X-Amz-Date=20260102T030405Z"
         "&X-Amz-Expires=0&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
         TEXT_EXPIRES},
        {"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/b/c/d/e&X-Amz-Date=20260102T030405Z"
         "&X-Amz-Expires=604801&X-Amz-SignedHeaders=host&X-Amz-Signature=x",
         TEXT_EXPIRES},
        {"X-Amz-Algorithm=%zz", TEXT_MALFORMED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_request request = presigned_request(rows[i].query);
        enum text_id got = checked(&request);
        if (got != rows[i].text)
            fail_msg("row %zu: text %d, expected %d", i, got, rows[i].text);
    }
}

static void test_unsigned(void **state)
{
    (void)state;
    static const char *const queries[] = {NULL, "", "Action=ListQueues",
                                          "AWSAccessKeyId=AKID&Signature=x&SignatureVersion=2"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct wire_request request = presigned_request(queries[i]);
        struct sigv4 sig;
        struct api_error error;
        assert_true(sigv4_read(&request, &arena, &sig, &error));
        assert_int_equal(sig.form, SIGV4_NONE);
    }
}

static void check_time(struct sigv4 sig, int64_t now_ms, enum text_id text)
{
    struct api_error error = {0};
    assert_int_equal(sigv4_check_time(&sig, now_ms, &arena, &error), text == TEXT_NONE);
    assert_int_equal(error.text, text);
}

static void test_clock_skew(void **state)
{
    (void)state;
    struct sigv4 sig = {.form = SIGV4_HEADER, .timestamp = SLICE("20260102T030405Z")};
    const int64_t quarter = 15 * 60 * 1000;
    assert_true(clock_parse_basic(sig.timestamp, &sig.signed_ms));
    check_time(sig, sig.signed_ms, TEXT_NONE);
    check_time(sig, sig.signed_ms + quarter, TEXT_NONE);
    check_time(sig, sig.signed_ms - quarter, TEXT_NONE);
    check_time(sig, sig.signed_ms + quarter + 1000, TEXT_SIGNATURE_EXPIRED);
    check_time(sig, sig.signed_ms - quarter - 1000, TEXT_SIGNATURE_FUTURE);
    sig.form = SIGV4_QUERY;
    sig.expires_ms = 1000;
    check_time(sig, sig.signed_ms + 1000, TEXT_NONE);
    check_time(sig, sig.signed_ms + 2000, TEXT_PRESIGNED_EXPIRED);
    check_time(sig, sig.signed_ms - quarter - 1, TEXT_SIGNATURE_FUTURE);
}

/* The words of the service (auth.md section 3). */
static void test_words_of_expiry(void **state)
{
    (void)state;
    struct sigv4 sig = {.form = SIGV4_HEADER, .timestamp = SLICE("20240220T151817Z")};
    struct api_error error = {0};
    int64_t now;
    assert_true(clock_parse_basic(sig.timestamp, &sig.signed_ms));
    assert_true(clock_parse_basic(SLICE("20240220T153940Z"), &now));
    assert_false(sigv4_check_time(&sig, now, &arena, &error));
    assert_slice(api_error_text(&arena, &error, false),
                 "Signature expired: 20240220T151817Z is now earlier than 20240220T152440Z "
                 "(20240220T153940Z - 15 min.)");
}

TEST_MAIN(cmocka_unit_test_teardown(test_header_vector, release),
          cmocka_unit_test_teardown(test_presigned_vector, release),
          cmocka_unit_test_teardown(test_any_change_is_noticed, release),
          cmocka_unit_test_teardown(test_wrong_signatures, release),
          cmocka_unit_test_teardown(test_unshowable, release),
          cmocka_unit_test_teardown(test_canonical_forms, release),
          cmocka_unit_test_teardown(test_malformed, release),
          cmocka_unit_test_teardown(test_timestamps, release),
          cmocka_unit_test_teardown(test_malformed_presigned, release),
          cmocka_unit_test_teardown(test_unsigned, release),
          cmocka_unit_test_teardown(test_clock_skew, release),
          cmocka_unit_test_teardown(test_words_of_expiry, release))
