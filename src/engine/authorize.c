/* Who may do what with which queue: see authorize.h. */
#include "src/engine/authorize.h"

#include "api/model/permissions.h"
#include "src/access/policy.h"
#include "src/base/text.h"
#include "src/engine/arn.h"
#include "src/engine/move_tasks.h"
#include "src/engine/queue_attributes.h"
#include "src/engine/queues.h"

#define FACTS_MAX 12

/* The queue that the call is about; its name is absent when it is about none. */
static struct queue_ref subject_of(const struct call *call)
{
    struct queue_ref none = {call->caller.region, call->caller.account, SLICE_NONE};
    struct queue_ref ref = none;
    struct slice arn = SLICE_NONE;
    struct uuid id;
    switch (call->action->id) {
    case ACTION_CREATE_QUEUE:
        ref.name = ((const struct create_queue_request *)call->request)->queue_name;
        return ref;
    case ACTION_GET_QUEUE_URL: {
        const struct get_queue_url_request *request = call->request;
        ref.name = request->queue_name;
        if (request->queue_owner_aws_account_id.len > 0)
            ref.account = request->queue_owner_aws_account_id;
        return ref;
    }
    case ACTION_START_MESSAGE_MOVE_TASK:
        arn = ((const struct start_message_move_task_request *)call->request)->source_arn;
        break;
    case ACTION_LIST_MESSAGE_MOVE_TASKS:
        arn = ((const struct list_message_move_tasks_request *)call->request)->source_arn;
        break;
    case ACTION_CANCEL_MESSAGE_MOVE_TASK:
        move_task_parse_handle(
            call->arena,
            ((const struct cancel_message_move_task_request *)call->request)->task_handle, &id,
            &arn);
        break;
    default:
        return call->action->scope == SCOPE_QUEUE ? call->queue : none;
    }
    return slice_present(arn) && arn_parse(arn, &ref, NULL) ? ref : none;
}

static void gather_facts(const struct engine *engine, const struct call *call,
                         const struct account *account, struct access_request *request,
                         struct access_fact facts[static FACTS_MAX])
{
    const struct identity *who = &call->caller.identity;
    const struct call_origin *origin = &call->caller.origin;
    int64_t now = account_now(engine, account);
    char time[25];
    clock_format(now, time);
    const char *kind = who->anonymous ? "Anonymous" : slice_present(who->user) ? "User" : "Account";
    const struct access_fact all[] = {
        {"aws:CurrentTime", arena_copy(call->arena, slice_of(time))},
        {"aws:EpochTime", arena_int64(call->arena, now / 1000)},
        {"aws:PrincipalAccount", who->anonymous ? SLICE_NONE : who->account},
        {"aws:PrincipalArn", who->anonymous ? SLICE_NONE : identity_arn(call->arena, who)},
        {"aws:PrincipalType", slice_of(kind)},
        {"aws:Referer", origin->referer},
        {"aws:RequestedRegion", call->caller.region},
        {"aws:ResourceAccount", request->owner},
        {"aws:SecureTransport", origin->secure ? SLICE("true") : SLICE("false")},
        {"aws:SourceIp", origin->address},
        {"aws:UserAgent", origin->user_agent},
        {"aws:username", who->user},
    };
    _Static_assert(sizeof all / sizeof *all == FACTS_MAX, "room for every fact");
    memcpy(facts, all, sizeof all);
    request->facts = facts;
    request->fact_count = FACTS_MAX;
}

static bool deny(struct call *call, enum access_verdict verdict,
                 const struct access_request *request)
{
    static const enum text_id texts[] = {
        [ACCESS_DENIED] = TEXT_DENIED_EXPLICITLY,
        [ACCESS_NO_IDENTITY_POLICY] = TEXT_DENIED_BY_IDENTITY,
        [ACCESS_NO_RESOURCE_POLICY] = TEXT_DENIED_BY_RESOURCE,
        [ACCESS_ANONYMOUS] = TEXT_DENIED_TO_ALL,
    };
    if (verdict == ACCESS_ANONYMOUS)
        return call_fail(call, texts[verdict], request->resource);
    char *name = arena_alloc(call->arena, request->action.len + 1);
    for (size_t i = 0; i < request->action.len; i++)
        name[i] = char_lower(request->action.at[i]);
    struct slice action = arena_printf(call->arena, "sqs:%.*s", (int)request->action.len, name);
    return call_fail(call, texts[verdict], identity_arn(call->arena, request->who), action,
                     request->resource, action);
}

static const struct json *policy_of(struct call *call, const struct queue *queue)
{
    struct slice text = queue ? queue_attribute(queue, QUEUE_ATTRIBUTE_POLICY) : SLICE_NONE;
    return text.len > 0 ? json_parse(call->arena, arena_copy(call->arena, text)) : NULL;
}

/* One permission on one queue, which may not exist (yet). */
static bool permits(struct engine *engine, struct call *call, const struct queue_ref *ref,
                    const struct permission *permission)
{
    const struct identity *who = &call->caller.identity;
    struct access_fact facts[FACTS_MAX];
    struct access_request request = {.who = who,
                                     .action = slice_of(permission->name),
                                     .resource = SLICE("*"),
                                     .owner = ref->account};
    const struct queue *queue = NULL;
    bool own = !who->anonymous && slice_equal(who->account, ref->account);
    if (slice_present(ref->name)) {
        queue = queue_find(engine, ref);
        request.resource = arn_of(call->arena, ref);
    }
    if (!queue && !own && permission->shared)
        return true; /* there is nothing to guard: the action says so */
    gather_facts(engine, call, account_find(engine, call->caller.account), &request, facts);
    enum access_verdict verdict = access_decide(call->arena, policy_of(call, queue), &request,
                                                permission->shared, permission->repair);
    return verdict == ACCESS_GRANTED || deny(call, verdict, &request);
}

/* A destination in another account is as far away as its queue. */
static bool permits_destination(struct engine *engine, struct call *call,
                                const struct permission *permission)
{
    const struct start_message_move_task_request *request = call->request;
    struct queue_ref ref;
    return !slice_present(request->destination_arn) ||
           !arn_parse(request->destination_arn, &ref, NULL) ||
           permits(engine, call, &ref, permission);
}

bool authorize(struct engine *engine, struct call *call)
{
    const struct permission *permission = &permissions_all[call->action->id];
    struct queue_ref ref = subject_of(call);
    if (call->caller.identity.anonymous && !permission->shared)
        return call_fail(call, TEXT_NO_CREDENTIALS);
    if (!permits(engine, call, &ref, permission))
        return false;
    if (call->action->id == ACTION_START_MESSAGE_MOVE_TASK)
        return permits_destination(engine, call, permission);
    if (call->action->id != ACTION_CREATE_QUEUE)
        return true;
    const struct create_queue_request *request = call->request;
    return request->tags.count == 0 ||
           permits(engine, call, &ref, &permissions_all[ACTION_TAG_QUEUE]);
}
