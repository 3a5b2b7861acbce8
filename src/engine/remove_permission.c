/* RemovePermission: actions.md section 19. */
#include "api/model/check.h"
#include "src/engine/permissions.h"
#include "src/engine/queues.h"

void remove_permission(struct engine *engine, struct call *call)
{
    const struct remove_permission_request *request = call->request;
    struct queue *queue = queue_of_call(engine, call);
    if (!queue || !shape_check(call->action->request, request, call->arena, &call->error))
        return;
    struct json *policy = policy_read(call->arena, queue);
    struct json *statements = policy_statements(call->arena, policy, 0);
    ptrdiff_t found = policy_find(statements, request->label);
    if (found < 0) {
        call_fail(call, TEXT_LABEL_UNKNOWN, request->label);
        return;
    }
    size_t after = statements->count - (size_t)found - 1;
    memmove(&statements->items[found], &statements->items[found + 1],
            after * sizeof *statements->items);
    statements->count--;
    policy_write(engine, call, queue, policy, statements);
}
