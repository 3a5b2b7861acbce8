/* The policy statements that AddPermission and RemovePermission write (actions.md sections 18, 19).
 */
#ifndef ROPELINE_ENGINE_PERMISSIONS_H
#define ROPELINE_ENGINE_PERMISSIONS_H

#include "src/base/json.h"
#include "src/engine/state.h"

/* The queue's policy; a new one without statements when it has none. Lives in the arena. */
struct json *policy_read(struct arena *arena, const struct queue *queue);

/* The statements as an array that has room for `extra` more. A single statement object becomes an
 * array of one. */
struct json *policy_statements(struct arena *arena, struct json *policy, size_t extra);

/* Index of the statement with this Sid, or -1. */
ptrdiff_t policy_find(const struct json *statements, struct slice sid);

/* Writes the policy to the queue; without statements the attribute is removed. */
void policy_write(struct engine *engine, struct call *call, struct queue *queue,
                  const struct json *policy, const struct json *statements);

/* Helpers to build JSON in an arena. */
struct json json_text(struct slice text);
struct json json_object(struct arena *arena, size_t members);
void json_add(struct json *object, const char *name, struct json value);

#endif
