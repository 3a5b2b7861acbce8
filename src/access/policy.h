/* Resource policies: parsing is JSON's, this is their meaning (auth.md section 4). Pure.
 *
 * What is not understood never grants: it keeps an Allow from applying and lets a Deny apply. */
#ifndef ROPELINE_ACCESS_POLICY_H
#define ROPELINE_ACCESS_POLICY_H

#include "src/access/identity.h"
#include "src/base/json.h"

/* A condition key and its value, such as aws:SourceIp. */
struct access_fact {
    const char *key;
    struct slice value; /* absent: not known of this request */
};

/* What somebody wants to do. */
struct access_request {
    const struct identity *who;
    struct slice action;   /* "SendMessage" */
    struct slice resource; /* the queue's ARN */
    struct slice owner;    /* the queue's account */
    const struct access_fact *facts;
    size_t fact_count;
};

enum policy_effect { POLICY_SILENT, POLICY_ALLOWS, POLICY_DENIES };

/* What the policy says; NULL is one without statements. */
enum policy_effect policy_evaluate(struct arena *arena, const struct json *policy,
                                   const struct access_request *request);

/* May the user call it by what its own key says ("sqs:Get*,sqs:SendMessage")? */
bool identity_allows(const struct identity *who, struct slice action);

enum access_verdict {
    ACCESS_GRANTED,
    ACCESS_DENIED,             /* by a statement that says so */
    ACCESS_NO_IDENTITY_POLICY, /* nothing of the user's own allows it */
    ACCESS_NO_RESOURCE_POLICY, /* nothing of the queue's allows it */
    ACCESS_ANONYMOUS,          /* nothing of the queue's allows it to everybody */
};

/* Puts both together: in the own account one of them must allow, from another one both must, and a
 * Deny wins. `shared`: the owner may let others do this at all. `repair`: the owner's root may do
 * it in spite of a Deny, so that nobody locks himself out. */
enum access_verdict access_decide(struct arena *arena, const struct json *policy,
                                  const struct access_request *request, bool shared, bool repair);

/* ---- conditions.c ---- */

/* Tri-state: nothing that is not understood may pass for yes or no. */
enum match { MATCH_NO, MATCH_YES, MATCH_UNKNOWN };

/* Do all conditions of a statement hold? `condition` NULL: there are none. */
enum match conditions_match(struct arena *arena, const struct json *condition,
                            const struct access_request *request);

#endif
