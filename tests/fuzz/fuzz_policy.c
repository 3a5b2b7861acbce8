/* Policies: any JSON has a meaning, and a statement that denies everything wins over the rest. */
#include "src/access/policy.h"
#include "tests/fuzz/fuzz.h"

static const struct access_fact facts[] = {
    {"aws:SourceIp", SLICE_INIT("203.0.113.7")},
    {"aws:CurrentTime", SLICE_INIT("2026-01-02T03:04:05Z")},
    {"aws:EpochTime", SLICE_INIT("1767323045")},
    {"aws:SecureTransport", SLICE_INIT("false")},
};

static enum policy_effect ask(struct arena *arena, const struct json *policy,
                              const struct identity *who)
{
    const struct access_request request = {.who = who,
                                           .action = SLICE("SendMessage"),
                                           .resource = SLICE("arn:aws:sqs:r:111122223333:q"),
                                           .owner = SLICE("111122223333"),
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof *facts};
    enum policy_effect effect = policy_evaluate(arena, policy, &request);
    enum access_verdict verdict = access_decide(arena, policy, &request, true, false);
    FUZZ_REQUIRE((effect == POLICY_DENIES) == (verdict == ACCESS_DENIED));
    FUZZ_REQUIRE(effect != POLICY_ALLOWS || verdict == ACCESS_GRANTED);
    return effect;
}

/* The same policy with one statement more. */
static const struct json *with_deny(struct arena *arena, const struct json *policy)
{
    const struct json *deny =
        json_parse(arena, SLICE("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\","
                                "\"Resource\":\"*\"}"));
    const struct json *old = json_get(policy, "Statement");
    struct json *items = arena_array(arena, 2, sizeof *items);
    struct json *list = arena_zalloc(arena, sizeof *list);
    struct json *made = arena_zalloc(arena, sizeof *made);
    struct json_member *member = arena_zalloc(arena, sizeof *member);
    items[0] = old && old->kind != JSON_ARRAY ? *old : *deny;
    items[1] = *deny;
    *list = (struct json){.kind = JSON_ARRAY, .count = 2, .items = items};
    *member = (struct json_member){SLICE("Statement"), *list};
    *made = (struct json){.kind = JSON_OBJECT, .count = 1, .members = member};
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct identity callers[] = {
        {.account = SLICE_INIT("111122223333")},
        {.account = SLICE_INIT("444455556666"), .user = SLICE_INIT("bob")},
        {.anonymous = true},
    };
    struct arena arena = {0};
    const struct json *policy = json_parse(&arena, slice_make(data, size));
    for (size_t i = 0; policy && i < sizeof callers / sizeof *callers; i++) {
        ask(&arena, policy, &callers[i]);
        FUZZ_REQUIRE(ask(&arena, with_deny(&arena, policy), &callers[i]) == POLICY_DENIES);
    }
    arena_release(&arena);
    return 0;
}
