/* Message move tasks, running: see move_tasks.h. */
#include "src/engine/move_tasks.h"

#include "src/base/base64.h"
#include "src/base/json.h"
#include "src/base/memory.h"
#include "src/engine/arn.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

/* Messages that one step moves at most, so that a big task does not hold up the loop. */
#define STEP_MESSAGES 50

#define TASK_OF(node) LIST_OF(node, struct move_task, link)

struct queue *queue_of_arn(struct engine *engine, struct slice arn)
{
    struct queue_ref ref;
    return arn_parse(arn, &ref, NULL) ? queue_find(engine, &ref) : NULL;
}

static struct move_task *task_add(struct engine *engine, const struct store_task *row)
{
    struct move_task *task = memory_zalloc(sizeof *task);
    task->row = *row;
    task->row.account = arena_copy(&task->arena, row->account);
    task->row.source_arn = arena_copy(&task->arena, row->source_arn);
    task->row.destination_arn = arena_copy(&task->arena, row->destination_arn);
    task->row.failure_reason = SLICE_NONE;
    list_append(&engine->tasks, &task->link);
    return task;
}

static void task_free(struct move_task *task)
{
    list_remove(&task->link);
    arena_release(&task->arena);
    free(task);
}

bool move_tasks_load(struct engine *engine)
{
    struct arena arena = {0};
    struct store_task *rows;
    size_t count = 0;
    if (turn_ensure(engine) &&
        turn_ok(engine, engine->store->ops->task_active(engine->store, &arena, &rows, &count)))
        for (size_t i = 0; i < count; i++)
            task_add(engine, &rows[i]);
    arena_release(&arena);
    return !engine->turn_failed;
}

void move_tasks_release(struct engine *engine)
{
    while (!list_empty(&engine->tasks))
        task_free(TASK_OF(engine->tasks.next));
}

/* False: the turn is lost. */
static bool tasks_ready(struct engine *engine)
{
    if (!engine->tasks_stale)
        return true;
    move_tasks_release(engine);
    engine->tasks_stale = !move_tasks_load(engine);
    return !engine->tasks_stale;
}

struct move_task *move_task_active(struct engine *engine, struct slice source_arn)
{
    if (!tasks_ready(engine))
        return NULL;
    for (struct list_node *node = engine->tasks.next; node != &engine->tasks; node = node->next)
        if (slice_equal(TASK_OF(node)->row.source_arn, source_arn))
            return TASK_OF(node);
    return NULL;
}

size_t move_tasks_active(const struct engine *engine, struct slice account)
{
    size_t count = 0;
    for (struct list_node *node = engine->tasks.next; node != &engine->tasks; node = node->next)
        count += slice_equal(TASK_OF(node)->row.account, account);
    return count;
}

static bool task_save(struct engine *engine, const struct store_task *row)
{
    return turn_ensure(engine) && turn_ok(engine, engine->store->ops->task_put(engine->store, row));
}

bool move_task_start(struct engine *engine, const struct store_task *row)
{
    if (!task_save(engine, row))
        return false;
    task_add(engine, row)->next_ms = row->started_ms;
    return true;
}

bool move_task_cancel(struct engine *engine, struct move_task *task)
{
    task->row.status = TASK_CANCELLING;
    task->next_ms = 0;
    return task_save(engine, &task->row);
}

static int64_t task_now(struct engine *engine, const struct move_task *task)
{
    return account_now(engine, account_find(engine, task->row.account));
}

/* How many messages the task may have moved by `now`: the first at once. */
static int64_t allowed(const struct store_task *row, int64_t now)
{
    if (row->rate == 0)
        return INT64_MAX;
    return 1 + (now - row->started_ms) * row->rate / 1000;
}

/* A moved message counts as newly sent (standard.md section 8). */
static struct store_message as_new(struct engine *engine, const struct queue *target,
                                   const struct store_message *message)
{
    int64_t now = queue_now(engine, target);
    struct store_message changed = *message;
    uuid_random(&changed.message_id);
    changed.sent_ms = now;
    changed.retained_ms = now;
    changed.visible_ms = now + target->delay_ms;
    changed.receive_count = 0;
    changed.first_received_ms = 0;
    changed.received_ms = 0;
    changed.source_arn = SLICE_NONE;
    return changed;
}

static void task_fail(struct move_task *task, const char *reason)
{
    task->row.status = TASK_FAILED;
    task->row.failure_reason = slice_of(reason);
}

/* Where a message goes; NULL fails the task. */
static struct queue *destination(struct engine *engine, struct move_task *task,
                                 const struct store_message *message)
{
    bool to_source = !slice_present(task->row.destination_arn);
    struct slice arn = to_source ? message->source_arn : task->row.destination_arn;
    if (to_source && !slice_present(arn)) {
        task_fail(task, "CouldNotDetermineMessageSource");
        return NULL;
    }
    struct queue *queue = queue_of_arn(engine, arn);
    if (!queue && !engine->turn_failed)
        task_fail(task, "AWS.SimpleQueueService.NonExistentQueue");
    return queue;
}

static bool move_one(struct engine *engine, struct move_task *task, struct queue *source,
                     const struct store_message *message)
{
    struct queue *target = destination(engine, task, message);
    if (!target)
        return false;
    struct store_message changed = as_new(engine, target, message);
    if (!turn_ok(engine, engine->store->ops->message_move(engine->store, source->row.id, message,
                                                          target->row.id, &changed)))
        return false;
    tell_moved(engine, ENGINE_EVENT_REDRIVEN, source, target, message, &changed);
    queue_touch(engine, target);
    queue_touch(engine, source);
    task->row.moved++;
    return true;
}

/* Moves up to `limit` messages; false when there are none left to move, or the task failed. */
static bool move_slice(struct engine *engine, struct move_task *task, struct queue *source,
                       size_t limit)
{
    struct arena arena = {0};
    struct store_message *messages;
    size_t count = 0;
    bool more = turn_ok(engine, engine->store->ops->ready(engine->store, source->row.id,
                                                          queue_time(engine, source), limit, &arena,
                                                          &messages, &count)) &&
                count > 0;
    for (size_t i = 0; more && i < count; i++)
        more = move_one(engine, task, source, &messages[i]);
    arena_release(&arena);
    return more;
}

/* One step of a running task. It ends when it has moved as many messages as there were when it
 * started, so that messages which come back do not keep it going for ever. */
static void task_run(struct engine *engine, struct move_task *task, int64_t now)
{
    struct store_task *row = &task->row;
    struct queue *source = queue_of_arn(engine, row->source_arn);
    if (!source) {
        task_fail(task, "AWS.SimpleQueueService.NonExistentQueue");
        return;
    }
    int64_t room = allowed(row, now) - row->moved;
    int64_t left = row->to_move - row->moved;
    int64_t limit = room < left ? room : left;
    limit = limit < STEP_MESSAGES ? limit : STEP_MESSAGES;
    bool more = left > 0 && (limit <= 0 || move_slice(engine, task, source, (size_t)limit));
    if (row->status == TASK_RUNNING && (!more || row->moved >= row->to_move))
        row->status = TASK_COMPLETED;
    task->next_ms = row->rate > 0 ? row->started_ms + row->moved * 1000 / row->rate : now;
}

/* Has its longest time passed? Not before it caught up with that time, which the clock may have
 * passed over at once. */
static bool task_late(const struct store_task *row, int64_t now)
{
    int64_t end_ms = row->started_ms + LIMIT_MOVE_TASK_HOURS * INT64_C(3600000);
    return now > end_ms && row->rate > 0 && row->moved >= allowed(row, end_ms);
}

static void task_step(struct engine *engine, struct move_task *task)
{
    int64_t now = task_now(engine, task);
    if (now < task->next_ms || !turn_ensure(engine))
        return;
    if (task->row.status == TASK_CANCELLING)
        task->row.status = TASK_CANCELLED;
    else if (task_late(&task->row, now))
        task_fail(task, "Timeout");
    else
        task_run(engine, task, now);
    if (!engine->turn_failed && task_save(engine, &task->row) && task->row.status != TASK_RUNNING)
        task_free(task);
}

void move_tasks_step(struct engine *engine)
{
    if (!tasks_ready(engine))
        return;
    struct list_node *node = engine->tasks.next;
    while (node != &engine->tasks && !engine->turn_failed) {
        struct list_node *next = node->next;
        task_step(engine, TASK_OF(node));
        node = next;
    }
}

int64_t move_tasks_next_ms(const struct engine *engine)
{
    int64_t next = engine->tasks_stale ? 0 : INT64_MAX;
    for (struct list_node *node = engine->tasks.next; node != &engine->tasks; node = node->next) {
        struct move_task *task = TASK_OF(node);
        const struct account *account = map_get(&engine->accounts, task->row.account);
        int64_t at = account_clock_ms(engine, account, task->next_ms);
        next = at < next ? at : next;
    }
    return next;
}

struct slice move_task_handle(struct arena *arena, const struct uuid *id, struct slice source_arn)
{
    char text[UUID_TEXT_LEN];
    uuid_format(id, text);
    return base64_encode_arena(arena,
                               arena_printf(arena, "{\"taskId\":\"%.*s\",\"sourceArn\":\"%.*s\"}",
                                            UUID_TEXT_LEN, text, SLICE_ARG(source_arn)));
}

bool move_task_parse_handle(struct arena *arena, struct slice handle, struct uuid *ret_id,
                            struct slice *ret_source_arn)
{
    struct slice text;
    if (!base64_decode(arena, handle, &text))
        return false;
    const struct json *json = json_parse(arena, text);
    struct slice id = json ? json_get_text(json, "taskId") : SLICE_NONE;
    *ret_source_arn = json ? json_get_text(json, "sourceArn") : SLICE_NONE;
    if (!slice_present(id) || !slice_present(*ret_source_arn))
        return false;
    if (!uuid_parse(id, ret_id))
        memset(ret_id, 0, sizeof *ret_id); /* well-formed, but no task of ours */
    return true;
}
