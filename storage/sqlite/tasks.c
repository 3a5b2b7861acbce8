/* Message move tasks. */
#include "storage/sqlite/inside.h"

/* Finished tasks of a source that are remembered (store.h). */
#define TASKS_REMEMBERED 10

static bool forget_old(struct sqlite_store *store, struct slice source_arn)
{
    struct query query =
        query_open(&store->database, SQL_TASK_FORGET, INTS(TASK_RUNNING, TASK_CANCELLING));
    query_text(&query, source_arn);
    query_int(&query, TASKS_REMEMBERED);
    return query_run(&query);
}

enum store_status sqlite_task_put(struct store *base, const struct store_task *task)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query =
        query_open(&store->database, SQL_TASK_PUT,
                   INTS(task->rate, task->status, task->moved, task->to_move, task->started_ms));
    query_blob(&query, task->id.bytes, sizeof(task->id.bytes));
    query_text(&query, task->account);
    query_text(&query, task->source_arn);
    query_text(&query, task->destination_arn);
    query_text(&query, task->failure_reason);
    if (query_run(&query))
        forget_old(store, task->source_arn);
    return store_answer(store);
}

static void read_task(struct query *query, struct arena *arena, struct store_task *ret)
{
    ret->rate = (int32_t)row_int(query);
    ret->status = (enum store_task_status)row_int(query);
    ret->moved = row_int(query);
    ret->to_move = row_int(query);
    ret->started_ms = row_int(query);
    row_bytes(query, ret->id.bytes, sizeof(ret->id.bytes));
    ret->account = row_copy(query, arena);
    ret->source_arn = row_copy(query, arena);
    ret->destination_arn = row_copy(query, arena);
    ret->failure_reason = row_copy(query, arena);
}

static enum store_status read_tasks(struct sqlite_store *store, struct query *query, size_t limit,
                                    struct arena *arena, struct store_task **ret, size_t *ret_count)
{
    *ret = NULL;
    *ret_count = 0;
    while (*ret_count < limit && query_next(query)) {
        *ret = rows_room(arena, *ret, *ret_count, sizeof(**ret));
        read_task(query, arena, &(*ret)[(*ret_count)++]);
    }
    query_close(query);
    return store_answer(store);
}

enum store_status sqlite_task_list(struct store *base, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_TASK_LIST, NULL, 0);
    query_text(&query, source_arn);
    return read_tasks(store, &query, limit, arena, ret, ret_count);
}

enum store_status sqlite_task_active(struct store *base, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query =
        query_open(&store->database, SQL_TASK_ACTIVE, INTS(TASK_RUNNING, TASK_CANCELLING));
    return read_tasks(store, &query, SIZE_MAX, arena, ret, ret_count);
}
