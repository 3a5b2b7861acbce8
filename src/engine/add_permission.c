/* AddPermission: actions.md section 18. */
#include "api/model/check.h"
#include "api/model/partitions.h"
#include "api/model/permissions.h"
#include "src/base/text.h"
#include "src/engine/arn.h"
#include "src/engine/permissions.h"
#include "src/engine/queues.h"

static bool check_action(struct call *call, struct slice name)
{
    return permission_is_shared(name) ||
           call_fail(call, action_find(name) ? TEXT_OWNER_ONLY_ACTION : TEXT_UNKNOWN_PERMISSION,
                     name);
}

static bool check_actions(struct call *call, const struct list *actions)
{
    const struct slice *items = actions->items;
    if (actions->count == 0)
        return call_fail(call, TEXT_MISSING_PARAMETER, SLICE("Actions"));
    if (actions->count > LIMIT_PERMISSION_ACTIONS)
        return call_fail(call, TEXT_TOO_MANY_ACTIONS,
                         arena_int64(call->arena, (int64_t)actions->count),
                         arena_int64(call->arena, LIMIT_PERMISSION_ACTIONS));
    for (size_t i = 0; i < actions->count; i++)
        if (!check_action(call, items[i]))
            return false;
    return true;
}

static struct slice accounts_text(struct call *call, const struct list *accounts)
{
    const struct slice *items = accounts->items;
    struct slice text = SLICE("");
    for (size_t i = 0; i < accounts->count; i++)
        text = arena_printf(call->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? ", " : "",
                            SLICE_ARG(items[i]));
    return arena_printf(call->arena, "[%.*s]", SLICE_ARG(text));
}

static bool check_accounts(struct call *call, const struct list *accounts)
{
    const struct slice *items = accounts->items;
    bool good = accounts->count > 0 && accounts->count <= LIMIT_PERMISSION_ACCOUNTS;
    for (size_t i = 0; good && i < accounts->count; i++)
        good = text_is_digits(items[i], 12);
    if (good)
        return true;
    struct list shown = *accounts;
    shown.count =
        accounts->count < LIMIT_PERMISSION_ACCOUNTS ? accounts->count : LIMIT_PERMISSION_ACCOUNTS;
    return call_fail(call, TEXT_PRINCIPAL, accounts_text(call, &shown));
}

/* One text, or an array when there are more: as AWS writes it. */
static struct json one_or_many(struct arena *arena, const struct list *list, struct slice format)
{
    const struct slice *items = list->items;
    struct json *values = arena_array(arena, list->count, sizeof *values);
    for (size_t i = 0; i < list->count; i++) {
        ptrdiff_t hole = slice_find(format, '?');
        values[i] =
            json_text(arena_printf(arena, "%.*s%.*s%.*s", (int)hole, format.at, SLICE_ARG(items[i]),
                                   SLICE_ARG(slice_from(format, (size_t)hole + 1))));
    }
    if (list->count == 1)
        return values[0];
    return (struct json){.kind = JSON_ARRAY, .count = list->count, .items = values};
}

static struct json statement(struct call *call, const struct queue *queue,
                             const struct add_permission_request *request)
{
    struct queue_ref ref = queue_reference(queue);
    struct json principal = json_object(call->arena, 1);
    struct json made = json_object(call->arena, 5);
    struct slice root = arena_printf(call->arena, "arn:%.*s:iam::?:root",
                                     SLICE_ARG(partition_of_region(ref.region)));
    json_add(&principal, "AWS", one_or_many(call->arena, &request->aws_account_ids, root));
    json_add(&made, "Sid", json_text(request->label));
    json_add(&made, "Effect", json_text(SLICE("Allow")));
    json_add(&made, "Principal", principal);
    json_add(&made, "Action", one_or_many(call->arena, &request->actions, SLICE("SQS:?")));
    json_add(&made, "Resource", json_text(arn_of(call->arena, &ref)));
    return made;
}

void add_permission(struct engine *engine, struct call *call)
{
    const struct add_permission_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error) ||
        !check_actions(call, &request->actions) || !check_accounts(call, &request->aws_account_ids))
        return;
    struct json *policy = policy_read(call->arena, queue);
    struct json *statements = policy_statements(call->arena, policy, 1);
    if (policy_find(statements, request->label) >= 0) {
        call_fail(call, TEXT_LABEL_EXISTS, request->label);
        return;
    }
    if (statements->count >= LIMIT_POLICY_STATEMENTS) {
        call_fail(call, TEXT_TOO_MANY_STATEMENTS,
                  arena_int64(call->arena, (int64_t)statements->count + 1),
                  arena_int64(call->arena, LIMIT_POLICY_STATEMENTS));
        return;
    }
    statements->items[statements->count++] = statement(call, queue, request);
    policy_write(engine, call, queue, policy, statements);
}
