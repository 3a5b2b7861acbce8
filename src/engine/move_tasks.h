/* Message move tasks, running (standard.md section 8). Active tasks are kept here and in the store;
 * each moves messages in slices, at the rate asked for, in the emulated time of its account. */
#ifndef ROPELINE_ENGINE_MOVE_TASKS_H
#define ROPELINE_ENGINE_MOVE_TASKS_H

#include "src/engine/state.h"

bool move_tasks_load(struct engine *engine);
void move_tasks_release(struct engine *engine);

/* Moves what is due, a slice per task. */
void move_tasks_step(struct engine *engine);

/* Clock time of the next step; INT64_MAX: no task is active. */
int64_t move_tasks_next_ms(const struct engine *engine);

/* Adds a task to the store and to those that run. */
bool move_task_start(struct engine *engine, const struct store_task *row);

/* The active task of a source, or NULL; NULL too when the turn is lost. */
struct move_task *move_task_active(struct engine *engine, struct slice source_arn);

/* Number of active tasks of an account. */
size_t move_tasks_active(const struct engine *engine, struct slice account);

/* RUNNING becomes CANCELLING; the next step ends it. */
bool move_task_cancel(struct engine *engine, struct move_task *task);

/* The handle of a task: base64 of {"taskId":...,"sourceArn":...}, and back (texts in the arena). */
struct slice move_task_handle(struct arena *arena, const struct uuid *id, struct slice source_arn);
bool move_task_parse_handle(struct arena *arena, struct slice handle, struct uuid *ret_id,
                            struct slice *ret_source_arn);

/* The queue of an ARN, or NULL. */
struct queue *queue_of_arn(struct engine *engine, struct slice arn);

#endif
