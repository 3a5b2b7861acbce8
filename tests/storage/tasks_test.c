/* Move tasks. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store_task make_task(uint8_t mark, const char *source)
{
    struct store_task task = {
        .account = SLICE(ACCOUNT),
        .source_arn = slice_of(source),
        .status = TASK_RUNNING,
        .rate = 10,
        .to_move = 100,
        .started_ms = START_MS + mark,
    };
    memset(task.id.bytes, mark, sizeof task.id.bytes);
    return task;
}

static void put(struct fixture *f, const struct store_task *task)
{
    assert_ok(f->ops->task_put(f->store, task));
}

static void assert_same_task(struct fixture *f, const struct store_task *a,
                             const struct store_task *b)
{
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_slice(a->account, slice_text(f, b->account));
    assert_slice(a->source_arn, slice_text(f, b->source_arn));
    assert_slice(a->destination_arn, slice_text(f, b->destination_arn));
    assert_slice(a->failure_reason, slice_text(f, b->failure_reason));
    assert_int_equal(a->rate, b->rate);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->moved, b->moved);
    assert_int_equal(a->to_move, b->to_move);
    assert_int_equal(a->started_ms, b->started_ms);
}

/* Marks of the tasks listed, separated by blanks. */
static const char *marks(struct fixture *f, const struct store_task *tasks, size_t count)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%d", SLICE_ARG(text), i > 0 ? " " : "",
                            tasks[i].id.bytes[0]);
    return text.at;
}

static const char *list(struct fixture *f, const char *source, size_t limit)
{
    struct store_task *tasks;
    size_t count;
    assert_ok(f->ops->task_list(f->store, slice_of(source), limit, &f->arena, &tasks, &count));
    return marks(f, tasks, count);
}

static size_t active(struct fixture *f)
{
    struct store_task *tasks;
    size_t count;
    assert_ok(f->ops->task_active(f->store, &f->arena, &tasks, &count));
    for (size_t i = 0; i < count; i++)
        assert_true(tasks[i].status == TASK_RUNNING || tasks[i].status == TASK_CANCELLING);
    return count;
}

static void a_task_comes_back_whole(void **state)
{
    struct fixture *f = *state;
    struct store_task task = make_task(1, "source"), *tasks;
    size_t count;
    task.moved = 7;
    put(f, &task);
    reopen(f);
    assert_ok(f->ops->task_list(f->store, SLICE("source"), 10, &f->arena, &tasks, &count));
    assert_int_equal(count, 1);
    assert_same_task(f, &tasks[0], &task);
    task.destination_arn = SLICE("destination");
    task.failure_reason = SLICE("reason");
    task.status = TASK_FAILED;
    task.moved = 8;
    put(f, &task);
    reopen(f);
    assert_ok(f->ops->task_list(f->store, SLICE("source"), 10, &f->arena, &tasks, &count));
    assert_int_equal(count, 1);
    assert_same_task(f, &tasks[0], &task);
}

static void the_newest_comes_first(void **state)
{
    struct fixture *f = *state;
    const uint8_t order[] = {1, 2, 3, 4, 5};
    for (size_t i = 0; i < sizeof order; i++) {
        struct store_task task = make_task(order[i], "source");
        put(f, &task);
    }
    struct store_task other = make_task(9, "other");
    put(f, &other);
    assert_string_equal(list(f, "source", 10), "5 4 3 2 1");
    assert_string_equal(list(f, "source", 2), "5 4");
    assert_string_equal(list(f, "other", 10), "9");
    assert_string_equal(list(f, "none", 10), "");
    struct store_task again = make_task(2, "source");
    again.status = TASK_COMPLETED;
    put(f, &again); /* replaced where it stands */
    assert_string_equal(list(f, "source", 10), "5 4 3 2 1");
}

static void at_least_ten_are_kept(void **state)
{
    struct fixture *f = *state;
    for (uint8_t mark = 1; mark <= 40; mark++) {
        struct store_task task = make_task(mark, "source");
        task.status = TASK_COMPLETED;
        put(f, &task);
    }
    reopen(f);
    assert_string_equal(list(f, "source", 10), "40 39 38 37 36 35 34 33 32 31");
}

static void active_tasks_are_never_forgotten(void **state)
{
    struct fixture *f = *state;
    struct store_task old = make_task(1, "source");
    put(f, &old);
    for (uint8_t mark = 2; mark <= 30; mark++) {
        struct store_task task = make_task(mark, "source");
        task.status = mark % 2 ? TASK_CANCELLED : TASK_FAILED;
        put(f, &task);
    }
    struct store_task cancelling = make_task(50, "other");
    cancelling.status = TASK_CANCELLING;
    put(f, &cancelling);
    reopen(f);
    assert_int_equal(active(f), 2);
    old.status = TASK_CANCELLED;
    put(f, &old);
    assert_int_equal(active(f), 1);
    cancelling.status = TASK_CANCELLED;
    put(f, &cancelling);
    assert_int_equal(active(f), 0);
}

int test_tasks(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_task_comes_back_whole),
        TEST(the_newest_comes_first),
        TEST(at_least_ten_are_kept),
        TEST(active_tasks_are_never_forgotten),
    };
    return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
