/* What policies mean: who, what, where, on which condition; and the verdict over a call. */
#include "src/access/policy.h"
#include "tests/unit/unit.h"

#define OWNER "111122223333"
#define OTHER "444455556666"
#define QUEUE "arn:aws:sqs:us-east-1:" OWNER ":q"

static const struct identity owner = {.account = SLICE_INIT(OWNER)};
static const struct identity alice = {.account = SLICE_INIT(OWNER), .user = SLICE_INIT("alice")};
static const struct identity reader = {.account = SLICE_INIT(OWNER),
                                       .user = SLICE_INIT("reader"),
                                       .allow = SLICE_INIT("sqs:Get*,ReceiveMessage")};
static const struct identity other = {.account = SLICE_INIT(OTHER)};
static const struct identity bob = {.account = SLICE_INIT(OTHER), .user = SLICE_INIT("bob")};
static const struct identity nobody = {.anonymous = true};

static const struct access_fact facts[] = {
    {"aws:SourceIp", SLICE_INIT("203.0.113.7")},
    {"aws:SecureTransport", SLICE_INIT("false")},
    {"aws:CurrentTime", SLICE_INIT("2026-01-02T03:04:05Z")},
    {"aws:EpochTime", SLICE_INIT("1767323045")},
    {"aws:PrincipalAccount", SLICE_INIT(OTHER)},
    {"aws:UserAgent", SLICE_INIT("Boto3/1.44.5")},
    {"aws:SourceArn", {NULL, 0}},
};

static struct access_request request_of(const struct identity *who, const char *action)
{
    return (struct access_request){.who = who,
                                   .action = slice_of(action),
                                   .resource = SLICE(QUEUE),
                                   .owner = SLICE(OWNER),
                                   .facts = facts,
                                   .fact_count = sizeof facts / sizeof *facts};
}

static const struct json *parse(struct arena *arena, const char *text)
{
    const struct json *json = json_parse(arena, slice_of(text));
    if (!json)
        fail_msg("no JSON: %s", text);
    return json;
}

/* One statement for a SendMessage of the caller. */
static void check(const struct identity *who, const char *statement, enum policy_effect expected)
{
    struct arena arena = {0};
    struct slice text = arena_printf(&arena, "{\"Statement\":%s}", statement);
    const struct access_request request = request_of(who, "SendMessage");
    enum policy_effect got = policy_evaluate(&arena, parse(&arena, text.at), &request);
    if (got != expected)
        fail_msg("%s: %d, expected %d", statement, got, expected);
    arena_release(&arena);
}

#define STATEMENT(effect, rest) "{\"Effect\":\"" effect "\"," rest "}"
#define TO_ALL                  "\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\""

static void test_principals(void **state)
{
    (void)state;
    static const struct {
        const char *principal;
        const struct identity *who;
        bool matches;
    } rows[] = {
        {"\"*\"", &nobody, true},
        {"{\"AWS\":\"*\"}", &nobody, true},
        {"{\"AWS\":\"" OTHER "\"}", &other, true},
        {"{\"AWS\":\"" OTHER "\"}", &bob, true},
        {"{\"AWS\":\"" OTHER "\"}", &owner, false},
        {"{\"AWS\":\"" OTHER "\"}", &nobody, false},
        {"{\"AWS\":\"arn:aws:iam::" OTHER ":root\"}", &bob, true},
        {"{\"AWS\":\"arn:aws-cn:iam::" OTHER ":root\"}", &bob, true},
        {"{\"AWS\":\"arn:aws:iam::" OTHER ":user/bob\"}", &bob, true},
        {"{\"AWS\":\"arn:aws:iam::" OTHER ":user/bob\"}", &other, false},
        {"{\"AWS\":\"arn:aws:iam::" OTHER ":user/bo\"}", &bob, false},
        {"{\"AWS\":\"arn:aws:iam::" OTHER ":role/bob\"}", &bob, false},
        {"{\"AWS\":\"arn:aws:iam::" OTHER "\"}", &other, false},
        {"{\"AWS\":[\"" OWNER "\",\"" OTHER "\"]}", &other, true},
        {"{\"AWS\":[]}", &other, false},
        {"{\"Service\":\"sns.amazonaws.com\"}", &other, false},
        {"{\"Service\":\"s\",\"AWS\":\"" OTHER "\"}", &other, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct slice text = arena_printf(
            &arena, "{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"*\",\"Resource\":\"*\"}",
            rows[i].principal);
        check(rows[i].who, text.at, rows[i].matches ? POLICY_ALLOWS : POLICY_SILENT);
        text = arena_printf(
            &arena, "{\"Effect\":\"Deny\",\"NotPrincipal\":%s,\"Action\":\"*\",\"Resource\":\"*\"}",
            rows[i].principal);
        check(rows[i].who, text.at, rows[i].matches ? POLICY_SILENT : POLICY_DENIES);
        arena_release(&arena);
    }
}

static void test_actions_and_resources(void **state)
{
    (void)state;
    static const struct {
        const char *action, *resource;
        bool matches;
    } rows[] = {
        {"\"sqs:SendMessage\"", "\"" QUEUE "\"", true},
        {"\"SQS:sendmessage\"", "\"*\"", true},
        {"\"sqs:Send*\"", "\"arn:aws:sqs:*:*:*\"", true},
        {"[\"sqs:ReceiveMessage\",\"sqs:*\"]", "[\"x\",\"" QUEUE "\"]", true},
        {"\"SendMessage\"", "\"*\"", false},
        {"\"sns:*\"", "\"*\"", false},
        {"\"sqs:SendMessageBatch\"", "\"*\"", false},
        {"\"*\"", "\"arn:aws:sqs:us-east-1:" OWNER ":Q\"", false},
        {"\"*\"", "\"arn:aws:sqs:us-east-1:" OWNER ":q2\"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        struct slice text = arena_printf(
            &arena, "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":%s,\"Resource\":%s}",
            rows[i].action, rows[i].resource);
        check(&other, text.at, rows[i].matches ? POLICY_ALLOWS : POLICY_SILENT);
        arena_release(&arena);
    }
    check(&other,
          STATEMENT("Allow", "\"Principal\":\"*\",\"NotAction\":\"sqs:DeleteQueue\","
                             "\"Resource\":\"*\""),
          POLICY_ALLOWS);
    check(&other,
          STATEMENT("Allow", "\"Principal\":\"*\",\"Action\":\"*\",\"NotResource\":\"" QUEUE "\""),
          POLICY_SILENT);
}

static void test_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        enum match match;
    } rows[] = {
        {"{}", MATCH_YES},
        {"{\"Bool\":{\"aws:SecureTransport\":\"false\"}}", MATCH_YES},
        {"{\"Bool\":{\"aws:SecureTransport\":false}}", MATCH_YES},
        {"{\"Bool\":{\"AWS:securetransport\":\"true\"}}", MATCH_NO},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}", MATCH_YES},
        {"{\"IpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"203.0.113.7\"]}}", MATCH_YES},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.8/29\"}}", MATCH_NO},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"::ffff:203.0.113.7\"}}", MATCH_YES},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"2001:db8::/32\"}}", MATCH_NO},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}", MATCH_YES},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/33\"}}", MATCH_UNKNOWN},
        {"{\"IpAddress\":{\"aws:SourceIp\":\"here\"}}", MATCH_UNKNOWN},
        {"{\"NotIpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}", MATCH_NO},
        {"{\"StringEquals\":{\"aws:PrincipalAccount\":[\"x\",\"" OTHER "\"]}}", MATCH_YES},
        {"{\"StringNotEquals\":{\"aws:PrincipalAccount\":[\"x\",\"" OTHER "\"]}}", MATCH_NO},
        {"{\"StringLike\":{\"aws:UserAgent\":\"Boto3/*\"}}", MATCH_YES},
        {"{\"StringNotLike\":{\"aws:UserAgent\":\"Boto3/*\"}}", MATCH_NO},
        {"{\"StringEqualsIgnoreCase\":{\"aws:UserAgent\":\"boto3/1.44.5\"}}", MATCH_YES},
        {"{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2026-01-01\"}}", MATCH_YES},
        {"{\"DateLessThan\":{\"aws:CurrentTime\":\"2026-01-02T03:04:05Z\"}}", MATCH_NO},
        {"{\"DateLessThanEquals\":{\"aws:CurrentTime\":1767323045}}", MATCH_YES},
        {"{\"DateLessThan\":{\"aws:CurrentTime\":\"soon\"}}", MATCH_UNKNOWN},
        {"{\"NumericGreaterThanEquals\":{\"aws:EpochTime\":\"1767323045\"}}", MATCH_YES},
        {"{\"NumericNotEquals\":{\"aws:EpochTime\":1767323045}}", MATCH_NO},
        {"{\"NumericLessThan\":{\"aws:EpochTime\":9223372036854775807}}", MATCH_YES},
        /* keys that the request does not have */
        {"{\"ArnLike\":{\"aws:SourceArn\":\"*\"}}", MATCH_NO},
        {"{\"ArnNotLike\":{\"aws:SourceArn\":\"arn:*\"}}", MATCH_YES},
        {"{\"StringEqualsIfExists\":{\"aws:SourceArn\":\"x\"}}", MATCH_YES},
        {"{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":\"x\"}}", MATCH_YES},
        {"{\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":\"x\"}}", MATCH_NO},
        {"{\"ForAnyValue:StringNotEquals\":{\"aws:TagKeys\":\"x\"}}", MATCH_NO},
        {"{\"Null\":{\"aws:SourceArn\":\"true\"}}", MATCH_YES},
        {"{\"Null\":{\"aws:SourceIp\":\"true\"}}", MATCH_NO},
        {"{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-1\"}}", MATCH_NO},
        /* all must hold */
        {"{\"Bool\":{\"aws:SecureTransport\":\"false\"},"
         "\"StringLike\":{\"aws:UserAgent\":\"Go*\"}}",
         MATCH_NO},
        {"{\"StringLike\":{\"aws:UserAgent\":\"Boto*\",\"aws:SourceIp\":\"1*\"}}", MATCH_NO},
        /* not understood; but what fails for sure fails */
        {"{\"BinaryEquals\":{\"aws:UserAgent\":\"x\"}}", MATCH_UNKNOWN},
        {"{\"StringEquals\":\"x\"}", MATCH_UNKNOWN},
        {"{\"StringEquals\":{\"aws:UserAgent\":{}}}", MATCH_UNKNOWN},
        {"[]", MATCH_UNKNOWN},
        {"{\"Odd\":{\"k\":\"v\"},\"Bool\":{\"aws:SecureTransport\":\"true\"}}", MATCH_NO},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        const struct access_request request = request_of(&other, "SendMessage");
        enum match got = conditions_match(&arena, parse(&arena, rows[i].condition), &request);
        if (got != rows[i].match)
            fail_msg("%s: %d, expected %d", rows[i].condition, got, rows[i].match);
        arena_release(&arena);
    }
}

static void test_deny_over_allow(void **state)
{
    (void)state;
    check(&other, "[" STATEMENT("Allow", TO_ALL) "," STATEMENT("Deny", TO_ALL) "]", POLICY_DENIES);
    check(&other, "[" STATEMENT("Deny", TO_ALL) "," STATEMENT("Allow", TO_ALL) "]", POLICY_DENIES);
    check(&other, "[]", POLICY_SILENT);
    check(&other, "\"x\"", POLICY_SILENT);
}

/* What is not understood never grants. */
static void test_not_understood(void **state)
{
    (void)state;
#define ODD                                                                                        \
    "\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"Odd\":{\"k\":\"v\"}" \
    "}"
    check(&other, STATEMENT("Allow", ODD), POLICY_SILENT);
    check(&other, STATEMENT("Deny", ODD), POLICY_DENIES);
    check(&other, STATEMENT("Allow", "\"Principal\":\"*\",\"Action\":\"*\""), POLICY_SILENT);
    check(&other, STATEMENT("Deny", "\"Principal\":\"*\",\"Action\":\"*\""), POLICY_DENIES);
    check(&other, STATEMENT("Allow", "\"Principal\":1,\"Action\":\"*\",\"Resource\":\"*\""),
          POLICY_SILENT);
    check(&other, STATEMENT("Perhaps", TO_ALL), POLICY_SILENT);
}

#define ALLOW_OTHER                                                                                \
    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" OTHER                         \
    "\"},\"Action\":\"*\",\"Resource\":\"*\"}}"
#define ALLOW_READER                                                                               \
    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::" OWNER            \
    ":user/reader\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}}"
#define ALLOW_ALL "{\"Statement\":" STATEMENT("Allow", TO_ALL) "}"
#define DENY_ALL  "{\"Statement\":" STATEMENT("Deny", TO_ALL) "}"

static void test_verdicts(void **state)
{
    (void)state;
    static const struct identity limited = {.account = SLICE_INIT(OTHER),
                                            .user = SLICE_INIT("limited"),
                                            .allow = SLICE_INIT("sqs:ReceiveMessage")};
    static const struct {
        const struct identity *who;
        const char *policy;
        bool shared, repair;
        enum access_verdict verdict;
    } rows[] = {
        {&owner, NULL, false, false, ACCESS_GRANTED},
        {&alice, NULL, false, false, ACCESS_GRANTED},
        {&reader, NULL, true, false, ACCESS_NO_IDENTITY_POLICY},
        {&reader, ALLOW_READER, true, false, ACCESS_GRANTED},
        {&reader, ALLOW_READER, false, false, ACCESS_GRANTED},
        {&other, NULL, true, false, ACCESS_NO_RESOURCE_POLICY},
        {&other, ALLOW_OTHER, true, false, ACCESS_GRANTED},
        {&bob, ALLOW_OTHER, true, false, ACCESS_GRANTED},
        {&other, ALLOW_OTHER, false, false, ACCESS_NO_RESOURCE_POLICY},
        {&limited, ALLOW_OTHER, true, false, ACCESS_NO_IDENTITY_POLICY},
        {&nobody, NULL, true, false, ACCESS_ANONYMOUS},
        {&nobody, ALLOW_OTHER, true, false, ACCESS_ANONYMOUS},
        {&nobody, ALLOW_ALL, true, false, ACCESS_GRANTED},
        {&nobody, ALLOW_ALL, false, false, ACCESS_ANONYMOUS},
        {&owner, DENY_ALL, true, false, ACCESS_DENIED},
        {&owner, DENY_ALL, false, true, ACCESS_GRANTED},
        {&alice, DENY_ALL, false, true, ACCESS_DENIED},
        {&other, DENY_ALL, true, true, ACCESS_DENIED},
        {&nobody, DENY_ALL, true, true, ACCESS_DENIED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena = {0};
        const struct access_request request = request_of(rows[i].who, "SendMessage");
        const struct json *policy = rows[i].policy ? parse(&arena, rows[i].policy) : NULL;
        enum access_verdict got =
            access_decide(&arena, policy, &request, rows[i].shared, rows[i].repair);
        if (got != rows[i].verdict)
            fail_msg("row %zu: %d, expected %d", i, got, rows[i].verdict);
        arena_release(&arena);
    }
}

static void test_rights_of_a_key(void **state)
{
    (void)state;
    assert_true(identity_allows(&reader, SLICE("GetQueueUrl")));
    assert_true(identity_allows(&reader, SLICE("ReceiveMessage")));
    assert_false(identity_allows(&reader, SLICE("SendMessage")));
    assert_true(identity_allows(&alice, SLICE("SendMessage")));
}

TEST_MAIN(UNIT(test_principals), UNIT(test_actions_and_resources), UNIT(test_conditions),
          UNIT(test_deny_over_allow), UNIT(test_not_understood), UNIT(test_verdicts),
          UNIT(test_rights_of_a_key))
