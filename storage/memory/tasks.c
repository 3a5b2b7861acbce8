/* Move tasks in memory: a short list for each source. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

/* See task_list in store.h. */
#define KEPT_PER_SOURCE 10

struct task {
    struct list_node link;
    struct arena arena;
    struct store_task row;
};

struct task_source {
    struct list_node tasks; /* struct task, the newest first */
};

#define TASK_OF(node) LIST_OF(node, struct task, link)

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

static void task_free(struct task *task)
{
    list_remove(&task->link);
    arena_release(&task->arena);
    free(task);
}

static struct task_source *source_get(struct memory_store *memory, struct slice source_arn)
{
    struct task_source *source = map_get(&memory->tasks, source_arn);
    if (source)
        return source;
    source = memory_alloc(sizeof *source);
    list_init(&source->tasks);
    map_put(&memory->tasks, source_arn, source);
    return source;
}

static struct task *find(const struct task_source *source, const struct uuid *id)
{
    for (struct list_node *node = source->tasks.next; node != &source->tasks; node = node->next)
        if (memcmp(&TASK_OF(node)->row.id, id, sizeof *id) == 0)
            return TASK_OF(node);
    return NULL;
}

/* Before the first task that is not newer. */
static struct task *add(struct task_source *source, int64_t started_ms)
{
    struct task *task = memory_zalloc(sizeof *task);
    struct list_node *node = source->tasks.next;
    while (node != &source->tasks && TASK_OF(node)->row.started_ms > started_ms)
        node = node->next;
    list_append(node, &task->link);
    return task;
}

static void trim(struct task_source *source)
{
    size_t count = 0;
    for (struct list_node *node = source->tasks.next; node != &source->tasks;) {
        struct task *task = TASK_OF(node);
        node = node->next;
        if (++count > KEPT_PER_SOURCE && !is_active(&task->row))
            task_free(task);
    }
}

enum store_status memory_task_put(struct store *store, const struct store_task *row)
{
    struct task_source *source = source_get(memory_of(store), row->source_arn);
    struct task *task = find(source, &row->id);
    struct arena arena = {0};
    struct store_task copy = copy_task(&arena, row);
    if (!task)
        task = add(source, row->started_ms);
    arena_release(&task->arena);
    task->arena = arena;
    task->row = copy;
    trim(source);
    return STORE_OK;
}

static size_t list_length(const struct list_node *list)
{
    size_t length = 0;
    for (const struct list_node *node = list->next; node != list; node = node->next)
        length++;
    return length;
}

enum store_status memory_task_list(struct store *store, struct slice source_arn, size_t limit,
                                   struct arena *arena, struct store_task **ret, size_t *ret_count)
{
    const struct task_source *source = map_get(&memory_of(store)->tasks, source_arn);
    size_t count = 0;
    *ret = NULL;
    *ret_count = 0;
    if (!source)
        return STORE_OK;
    *ret = arena_array(arena, list_length(&source->tasks), sizeof **ret);
    for (struct list_node *node = source->tasks.next; node != &source->tasks && count < limit;
         node = node->next)
        (*ret)[count++] = copy_task(arena, &TASK_OF(node)->row);
    *ret_count = count;
    return STORE_OK;
}

/* Calls for each active task: counts it, and copies it when there is room. */
static size_t copy_active(const struct memory_store *memory, struct arena *arena,
                          struct store_task *room)
{
    size_t at = 0, count = 0;
    struct slice key;
    void *value;
    while (map_next(&memory->tasks, &at, &key, &value)) {
        struct list_node *list = &((struct task_source *)value)->tasks;
        for (struct list_node *node = list->next; node != list; node = node->next) {
            if (!is_active(&TASK_OF(node)->row))
                continue;
            if (room)
                room[count] = copy_task(arena, &TASK_OF(node)->row);
            count++;
        }
    }
    return count;
}

enum store_status memory_task_active(struct store *store, struct arena *arena,
                                     struct store_task **ret, size_t *ret_count)
{
    const struct memory_store *memory = memory_of(store);
    *ret = arena_array(arena, copy_active(memory, arena, NULL), sizeof **ret);
    *ret_count = copy_active(memory, arena, *ret);
    return STORE_OK;
}

void memory_tasks_copy(const struct memory_store *from, struct memory_store *to)
{
    size_t at = 0;
    struct slice key;
    void *value;
    while (map_next(&from->tasks, &at, &key, &value)) {
        struct list_node *list = &((struct task_source *)value)->tasks;
        for (struct list_node *node = list->prev; node != list; node = node->prev)
            memory_task_put(&to->super, &LIST_OF(node, struct task, link)->row);
    }
}

void memory_tasks_forget(struct memory_store *memory, struct slice account)
{
    size_t at = 0;
    struct slice key;
    void *value;
    while (map_next(&memory->tasks, &at, &key, &value)) {
        struct list_node *list = &((struct task_source *)value)->tasks;
        for (struct list_node *node = list->next; node != list;) {
            struct task *task = TASK_OF(node);
            node = node->next;
            if (!slice_present(account) || slice_equal(task->row.account, account))
                task_free(task);
        }
    }
}

void memory_tasks_free(struct memory_store *memory)
{
    size_t at = 0;
    struct slice key;
    void *value;
    while (map_next(&memory->tasks, &at, &key, &value)) {
        struct task_source *source = value;
        while (!list_empty(&source->tasks))
            task_free(TASK_OF(source->tasks.next));
        free(source);
    }
    map_release(&memory->tasks);
}
