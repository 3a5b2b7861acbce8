/* The verdict over a call: see access_decide. */
#include "src/access/pattern.h"
#include "src/access/policy.h"

bool identity_allows(const struct identity *who, struct slice action)
{
    struct slice rest = who->allow;
    while (slice_present(rest)) {
        struct slice pattern = slice_cut(&rest, ',');
        if (slice_starts_nocase(pattern, SLICE("sqs:")))
            pattern = slice_from(pattern, strlen("sqs:"));
        if (pattern_matches(pattern, action, true))
            return true;
    }
    return !slice_present(who->allow);
}

enum access_verdict access_decide(struct arena *arena, const struct json *policy,
                                  const struct access_request *request, bool shared, bool repair)
{
    const struct identity *who = request->who;
    bool own = !who->anonymous && slice_equal(who->account, request->owner);
    bool root = own && !slice_present(who->user);
    enum policy_effect effect = policy_evaluate(arena, policy, request);
    if (effect == POLICY_DENIES && !(root && repair))
        return ACCESS_DENIED;
    bool granted = effect == POLICY_ALLOWS && (shared || own);
    if (who->anonymous)
        return granted ? ACCESS_GRANTED : ACCESS_ANONYMOUS;
    if (own ? granted || identity_allows(who, request->action)
            : granted && identity_allows(who, request->action))
        return ACCESS_GRANTED;
    return identity_allows(who, request->action) ? ACCESS_NO_RESOURCE_POLICY
                                                 : ACCESS_NO_IDENTITY_POLICY;
}
