/* Errors of SQLite: the turn is lost, whole, and the next one finds everything as it was. */
#include "tests/storage/sqlite/file.h"

#include "storage/sqlite/inside.h"

static sqlite3 *handle_of(struct fixture *f)
{
    return sqlite_store_of(f->store)->database.handle;
}

static enum store_status work_on_standard(struct fixture *f, int64_t queue)
{
    const struct store_ops *ops = f->ops;
    struct store_message message = full_message(f, "new"), *found;
    struct store_counts counted;
    size_t count;
    enum store_status status = ops->message_put(f->store, queue, &message);
    if (status == STORE_OK)
        status = ops->ready(f->store, queue, time_of(f), 2, &f->arena, &found, &count);
    if (status == STORE_OK)
        status = ops->take(f->store, queue, found, count, f->now, f->now + 1000);
    if (status == STORE_OK)
        status = ops->message_delete(f->store, queue, &found[0]);
    if (status == STORE_OK)
        status = ops->message_set_visible(f->store, queue, &found[1], f->now);
    if (status == STORE_OK)
        status = ops->queue_counts(f->store, queue, time_of(f), &counted);
    return status;
}

static enum store_status work_on_fifo(struct fixture *f, int64_t fifo)
{
    const struct store_ops *ops = f->ops;
    struct store_message message = full_message(f, "new"), *found;
    struct store_deduplication entry = {.sequence = 1};
    size_t count;
    bool more;
    message.visible_ms += 10;
    enum store_status status = ops->message_put(f->store, fifo, &message);
    if (status == STORE_OK)
        status = ops->deduplication_put(f->store, fifo, SLICE("key"), f->now + 1, &entry);
    if (status == STORE_OK)
        status = ops->ready(f->store, fifo, time_of(f), 1, &f->arena, &found, &count);
    if (status == STORE_OK)
        status = ops->message_move(f->store, fifo, &found[0], fifo, &message);
    if (status == STORE_OK)
        status = ops->queue_purge(f->store, fifo);
    if (status == STORE_OK)
        status = ops->collect(f->store, f->now, 100, &more);
    return status;
}

/* A bit of everything. STORE_OK, or the first other answer. */
static enum store_status work(struct fixture *f, int64_t queue, int64_t fifo)
{
    enum store_status status = work_on_standard(f, queue);
    return status == STORE_OK ? work_on_fifo(f, fifo) : status;
}

struct interruption {
    sqlite3 *handle;
    int after; /* calls of the progress handler */
};

static int interrupt(void *argument)
{
    struct interruption *interruption = argument;
    /* Called once more as COMMIT returns, when it has happened. */
    return interruption->after-- == 0 && !sqlite3_get_autocommit(interruption->handle);
}

/* Fails the n-th step of SQLite's machine for each n, until all goes through. */
static void every_step_may_fail(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q"), fifo = make_fifo(f, "f");
    send(f, queue, .body = "a");
    send(f, queue, .body = "b", .group = "g");
    send(f, queue, .body = "c", .delay_ms = 5000);
    send_words(f, fifo, "g1-m1 g1-m2 g2-m1");
    next_turn(f);
    int failures = 0;
    for (int n = 0;; n += 3) {
        struct interruption interruption = {handle_of(f), n};
        sqlite3_progress_handler(handle_of(f), 1, interrupt, &interruption);
        enum store_status status = work(f, queue, fifo);
        if (status == STORE_OK) {
            status = f->ops->turn_commit(f->store);
        } else {
            assert_int_equal(status, STORE_ERROR);
            assert_int_equal(f->ops->queue_purge(f->store, queue), STORE_ERROR);
            assert_non_null(strstr(f->ops->error(f->store), "interrupted"));
            f->ops->turn_abandon(f->store);
        }
        sqlite3_progress_handler(handle_of(f), 0, NULL, NULL);
        assert_ok(f->ops->turn_begin(f->store));
        if (status == STORE_OK)
            break;
        failures++;
        assert_counts(f, queue, "2/0/1");
        assert_counts(f, fifo, "3/0/0");
        assert_string_equal(peek(f, fifo, 10), "g1-m1 g1-m2 g2-m1");
        struct store_deduplication entry;
        assert_missing(f->ops->deduplication_find(f->store, fifo, SLICE("key"), f->now, &entry));
        arena_reset(&f->arena);
    }
    assert_true(failures > 100);
    assert_counts(f, queue, "2/0/1");
    assert_counts(f, fifo, "0/0/0");
}

static void no_space_is_left(void **state)
{
    struct fixture *f = *state;
    int64_t queue = make_queue(f, "q");
    send(f, queue, .body = "kept");
    next_turn(f);
    sqlite3_exec(handle_of(f), "PRAGMA max_page_count = 60", NULL, NULL, NULL);
    struct store_message message = full_message(f, "lost");
    enum store_status status = STORE_OK;
    for (int i = 0; status == STORE_OK && i < 1000; i++)
        status = f->ops->message_put(f->store, queue, &message);
    assert_int_equal(status, STORE_ERROR);
    assert_non_null(strstr(f->ops->error(f->store), "full"));
    assert_int_equal(f->ops->turn_commit(f->store), STORE_ERROR);
    assert_ok(f->ops->turn_begin(f->store));
    assert_counts(f, queue, "1/0/0");
    sqlite3_exec(handle_of(f), "PRAGMA max_page_count = 1000000", NULL, NULL, NULL);
    assert_ok(f->ops->message_put(f->store, queue, &message));
    assert_true(reopen(f));
    assert_counts(f, queue, "2/0/0");
    assert_string_equal(peek(f, queue, 10), "kept body-lost");
}

int test_failure(void)
{
    const struct CMUnitTest tests[] = {TEST(every_step_may_fail), TEST(no_space_is_left)};
    return cmocka_run_group_tests_name("failure", tests, NULL, NULL);
}
