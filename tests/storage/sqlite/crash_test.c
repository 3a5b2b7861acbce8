/* A process that dies without a word: what was committed is there, what was not is not. */
#include "tests/storage/sqlite/file.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMITTED 300

/* Sends, receives one of three and deletes one of those each, turn by turn, then dies in a turn. */
static void work_and_die(void)
{
    struct fixture f = {.store = file_open("store"), .now = START_MS, .retention_ms = DAY_MS};
    f.ops = f.store->ops;
    assert_ok(f.ops->turn_begin(f.store));
    int64_t queue = make_queue(&f, "q"), fifo = make_fifo(&f, "f");
    for (int i = 0; i < COMMITTED; i++) {
        send(&f, queue, .body = "a");
        send(&f, fifo, .body = i % 2 ? "a" : "b", .group = i % 2 ? "g" : "h");
        if (i % 3 == 0)
            receive(&f, queue, 1, 1000);
        if (i % 6 == 0)
            delete_message(&f, queue, f.taken[0].id);
        if (i % 3 == 0)
            receive(&f, fifo, 1, 60000);
        next_turn(&f);
    }
    send(&f, queue, .body = "lost");
    receive(&f, queue, 10, 1000);
    kill(getpid(), SIGKILL);
}

static void what_was_committed_survives(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        work_and_die();
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    struct fixture f = {.store = file_open("store"), .now = START_MS, .retention_ms = DAY_MS};
    assert_non_null(f.store);
    f.ops = f.store->ops;
    assert_ok(f.ops->turn_begin(f.store));
    struct store_queue queue, fifo;
    assert_ok(
        f.ops->queue_find(f.store, SLICE(ACCOUNT), SLICE(REGION), SLICE("q"), &f.arena, &queue));
    assert_ok(
        f.ops->queue_find(f.store, SLICE(ACCOUNT), SLICE(REGION), SLICE("f"), &f.arena, &fifo));
    assert_counts(&f, queue.id, "200/50/0");
    assert_counts(&f, fifo.id, "298/2/0");
    assert_string_equal(peek(&f, fifo.id, 10), "");
    pass(&f, 1000);
    assert_counts(&f, queue.id, "250/0/0");
    assert_true(send(&f, queue.id, .body = "new") > 0);
    assert_counts(&f, queue.id, "251/0/0");
    assert_ok(f.ops->turn_commit(f.store));
    store_close(f.store);
    arena_release(&f.arena);
}

/* Purges what was saved, and dies when most of it has been brought back: more than the cache holds,
 * so that pages are in the log already. */
static void restore_and_die(void)
{
    struct fixture f = {.store = file_open("store"), .now = START_MS, .retention_ms = DAY_MS};
    struct store_snapshot *snapshot = NULL;
    static char body[20000];
    bool more = true;
    f.ops = f.store->ops;
    memset(body, 'x', sizeof body - 1);
    assert_ok(f.ops->turn_begin(f.store));
    int64_t queue = make_queue(&f, "q");
    for (int i = 0; i < COMMITTED; i++)
        send(&f, queue, .body = body);
    assert_ok(f.ops->turn_commit(f.store));
    while (more)
        assert_ok(f.ops->snapshot_take(f.store, 1000, SIZE_MAX, &snapshot, &more));
    assert_ok(f.ops->turn_begin(f.store));
    assert_ok(f.ops->queue_purge(f.store, queue));
    send(&f, queue, .body = "after");
    assert_ok(f.ops->turn_commit(f.store));
    assert_ok(f.ops->snapshot_restore(f.store, 1200, snapshot, &more));
    if (more)
        kill(getpid(), SIGKILL);
}

static void half_a_restoration_never_happened(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        restore_and_die();
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    struct fixture f = {.store = file_open("store"), .now = START_MS, .retention_ms = DAY_MS};
    struct store_queue queue;
    assert_non_null(f.store);
    f.ops = f.store->ops;
    assert_ok(f.ops->turn_begin(f.store));
    assert_ok(
        f.ops->queue_find(f.store, SLICE(ACCOUNT), SLICE(REGION), SLICE("q"), &f.arena, &queue));
    assert_string_equal(peek(&f, queue.id, 10), "after");
    assert_counts(&f, queue.id, "1/0/0");
    assert_ok(f.ops->turn_commit(f.store));
    store_close(f.store);
    arena_release(&f.arena);
}

int test_crash(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_committed_survives, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(half_a_restoration_never_happened, folder_make,
                                        folder_remove)};
    return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
