/* Move tasks in memory. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

#define KEPT_PER_SOURCE 10

#define TASK_OF(node) LIST_OF(node, struct held_task, link)

static struct store_task copy_task(struct arena *arena, const struct store_task *task)
{
    struct store_task copy = *task;
    copy.account = arena_copy(arena, task->account);
    copy.source_arn = arena_copy(arena, task->source_arn);
    copy.destination_arn = arena_copy(arena, task->destination_arn);
    copy.failure_reason = arena_copy(arena, task->failure_reason);
    return copy;
}

static bool is_active(const struct store_task *task)
{
    return task->status == TASK_RUNNING || task->status == TASK_CANCELLING;
}

static void task_free(struct held_task *task)
{
    list_remove(&task->link);
    arena_release(&task->arena);
    free(task);
}

static struct held_task *find(struct memory_store *memory, const struct uuid *id)
{
    for (struct list_node *node = memory->tasks.next; node != &memory->tasks; node = node->next)
        if (memcmp(&TASK_OF(node)->row.id, id, sizeof *id) == 0)
            return TASK_OF(node);
    return NULL;
}

/* Forgets the oldest tasks of a source. */
static void trim(struct memory_store *memory, struct slice source_arn)
{
    size_t count = 0;
    struct list_node *node = memory->tasks.next;
    while (node != &memory->tasks) {
        struct held_task *task = TASK_OF(node);
        node = node->next;
        if (slice_equal(task->row.source_arn, source_arn) && ++count > KEPT_PER_SOURCE &&
            !is_active(&task->row))
            task_free(task);
    }
}

enum store_status memory_task_put(struct store *store, const struct store_task *row)
{
    struct memory_store *memory = memory_of(store);
    struct held_task *task = find(memory, &row->id);
    struct arena arena = {0};
    struct store_task copy = copy_task(&arena, row);
    if (!task) {
        task = memory_zalloc(sizeof *task);
        list_append(memory->tasks.next, &task->link); /* before the first: newest first */
    }
    arena_release(&task->arena);
    task->arena = arena;
    task->row = copy;
    trim(memory, task->row.source_arn);
    return STORE_OK;
}

static enum store_status list(struct memory_store *memory, const struct slice *source_arn,
                              size_t limit, struct arena *arena, struct store_task **ret,
                              size_t *ret_count)
{
    size_t count = 0;
    for (struct list_node *node = memory->tasks.next; node != &memory->tasks; node = node->next)
        count++;
    *ret = arena_array(arena, count, sizeof **ret);
    *ret_count = 0;
    for (struct list_node *node = memory->tasks.next; node != &memory->tasks && *ret_count < limit;
         node = node->next) {
        const struct store_task *task = &TASK_OF(node)->row;
        if (source_arn ? slice_equal(task->source_arn, *source_arn) : is_active(task))
            (*ret)[(*ret_count)++] = copy_task(arena, task);
    }
    return STORE_OK;
}

enum store_status memory_task_list(struct store *store, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count)
{
    return list(memory_of(store), &source_arn, limit, arena, ret, ret_count);
}

enum store_status memory_task_active(struct store *store, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count)
{
    return list(memory_of(store), NULL, SIZE_MAX, arena, ret, ret_count);
}

void memory_tasks_free(struct memory_store *memory)
{
    while (!list_empty(&memory->tasks))
        task_free(TASK_OF(memory->tasks.next));
}
