/* The sample of every kind of row: see sample.h.
 *
 * What sample_fill writes is compared with files of older formats, so it changes only together with
 * all of these; a new kind of row is better added to a function of its own that is skipped for
 * older formats. */
#include "tests/storage/sqlite/sample.h"

#include <stdio.h>

#define NOISY 40 /* messages of one group: enough for a lane of its own */

static struct store_pair attributes[] = {{SLICE("DelaySeconds"), SLICE("7")},
                                         {SLICE("VisibilityTimeout"), SLICE("11")}};
static struct store_pair tags[] = {{SLICE("team"), SLICE("\xc3\xa4rger")}};

static struct store_queue sample_queue(const char *name, const char *dead_letters)
{
    struct store_queue row = queue_row(name);
    row.dead_letter_queue = slice_of(dead_letters);
    row.attributes = (struct store_pairs){attributes, 2};
    row.tags = (struct store_pairs){tags, 1};
    row.fifo = strstr(name, ".fifo") != NULL;
    return row;
}

static void fill_standard(struct fixture *f)
{
    struct store_queue row = sample_queue("standard", "dead");
    struct store_message full = full_message(f, "full");
    assert_ok(f->ops->queue_create(f->store, &row));
    assert_ok(f->ops->message_put(f->store, row.id, &full));
    f->now++;
    send(f, row.id, .body = "back");
    f->now++;
    send(f, row.id, .body = "flying");
    f->now++;
    send(f, row.id, .body = "old", .retained_ms = START_MS - DAY_MS);
    send(f, row.id, .body = "late", .delay_ms = DAY_MS);
    receive(f, row.id, 3, DAY_MS);
    set_visible(f, row.id, taken(f, "body-full")->id, f->now);
    set_visible(f, row.id, taken(f, "back")->id, f->now + 1);
    f->now += 2;
}

static void fill_noisy(struct fixture *f)
{
    struct store_queue row = sample_queue("noisy", NULL);
    assert_ok(f->ops->queue_create(f->store, &row));
    for (int i = 0; i < NOISY; i++)
        send(f, row.id, .body = "loud", .group = "many");
    send(f, row.id, .body = "quiet", .group = "one");
    f->now++;
}

static void fill_fifo(struct fixture *f)
{
    struct store_queue row = sample_queue("orders.fifo", "dead.fifo");
    struct store_deduplication entry = {.sequence = 77};
    memset(&entry.message_id, 0x5a, sizeof entry.message_id);
    assert_ok(f->ops->queue_create(f->store, &row));
    send_words(f, row.id, "a-1 b-1 a-2 c-1 b-2 a-3");
    receive(f, row.id, 1, DAY_MS);
    assert_ok(f->ops->deduplication_put(f->store, row.id, SLICE("key"), f->now + DAY_MS, &entry));
    assert_ok(f->ops->attempt_put(f->store, row.id, SLICE("try"), f->now + DAY_MS, SLICE("done")));
}

static void fill_rest(struct fixture *f)
{
    int64_t purged = make_queue(f, "purged"), deleted = make_queue(f, "deleted");
    struct store_task task = {.account = SLICE(ACCOUNT),
                              .source_arn = SLICE("arn:source"),
                              .destination_arn = SLICE("arn:destination"),
                              .rate = 3,
                              .status = TASK_RUNNING,
                              .moved = 4,
                              .to_move = 5,
                              .started_ms = START_MS};
    send(f, purged, .body = "gone");
    send(f, deleted, .body = "gone");
    next_turn(f);
    assert_ok(f->ops->queue_purge(f->store, purged));
    assert_ok(f->ops->queue_delete(f->store, deleted, START_MS));
    memset(&task.id, 0x33, sizeof task.id);
    assert_ok(f->ops->task_put(f->store, &task));
    assert_ok(f->ops->setting_put(f->store, SLICE("clock/*"), SLICE("9000")));
}

void sample_fill(struct fixture *f)
{
    f->now = START_MS;
    fill_standard(f);
    fill_noisy(f);
    fill_fifo(f);
    fill_rest(f);
    next_turn(f);
}

/* ---- what must be there ---- */

static int64_t find(struct fixture *f, const char *name, const char *dead_letters)
{
    struct store_queue row;
    assert_ok(f->ops->queue_find(f->store, SLICE(ACCOUNT), SLICE(REGION), slice_of(name), &f->arena,
                                 &row));
    assert_int_equal(row.created_ms, START_MS);
    assert_slice(row.dead_letter_queue, dead_letters);
    assert_int_equal(row.attributes.count, 2);
    assert_slice(row.attributes.items[1].name, "VisibilityTimeout");
    assert_slice(row.attributes.items[1].value, "11");
    assert_int_equal(row.tags.count, 1);
    assert_slice(row.tags.items[0].value, "\xc3\xa4rger");
    return row.id;
}

static void delete_taken(struct fixture *f, int64_t queue)
{
    for (size_t i = 0; i < f->taken_count; i++)
        delete_message(f, queue, f->taken[i].id);
}

static void check_standard(struct fixture *f)
{
    int64_t queue = find(f, "standard", "dead");
    assert_counts(f, queue, "3/1/1");
    assert_string_equal(receive(f, queue, 10, DAY_MS), "body-full old back");
    struct store_message message = *taken(f, "body-full");
    assert_int_equal(message.receive_count, 2);
    assert_int_equal(message.sent_ms, START_MS);
    assert_slice(message.group, "group-full");
    assert_slice(message.deduplication_id, "deduplication-full");
    assert_slice(message.sender_id, "sender-full");
    assert_slice(message.trace_header, "trace-full");
    assert_slice(message.source_arn, "source-full");
    assert_slice(message.attributes, "attributes-full");
    delete_taken(f, queue);
    pass(f, DAY_MS);
    assert_counts(f, queue, "2/0/0");
    assert_string_equal(receive(f, queue, 10, DAY_MS), "flying late");
    delete_taken(f, queue);
    assert_counts(f, queue, "0/0/0");
    f->now -= DAY_MS;
}

static void check_noisy(struct fixture *f)
{
    int64_t queue = find(f, "noisy", "(absent)");
    assert_counts(f, queue, "41/0/0");
    assert_string_equal(receive(f, queue, 3, DAY_MS), "quiet loud loud");
    delete_taken(f, queue);
    assert_counts(f, queue, "38/0/0");
    receive(f, queue, NOISY, DAY_MS);
    delete_taken(f, queue);
    assert_counts(f, queue, "0/0/0");
}

static void check_fifo(struct fixture *f)
{
    int64_t queue = find(f, "orders.fifo", "dead.fifo");
    struct store_deduplication entry;
    struct slice record;
    assert_counts(f, queue, "5/1/0");
    assert_string_equal(receive(f, queue, 10, 1), "b-1 b-2 c-1");
    delete_taken(f, queue);
    assert_ok(f->ops->deduplication_find(f->store, queue, SLICE("key"), f->now, &entry));
    assert_int_equal(entry.sequence, 77);
    assert_int_equal(((const uint8_t *)&entry.message_id)[5], 0x5a);
    assert_ok(f->ops->attempt_find(f->store, queue, SLICE("try"), f->now, &f->arena, &record));
    assert_slice(record, "done");
    f->now += DAY_MS;
    assert_string_equal(receive(f, queue, 10, 1), "a-1 a-2 a-3");
    assert_int_equal(f->taken[0].receive_count, 2);
    assert_int_equal(f->taken[2].sequence > f->taken[1].sequence, true);
    delete_taken(f, queue);
    assert_counts(f, queue, "0/0/0");
    f->now -= DAY_MS;
}

static void check_rest(struct fixture *f)
{
    int64_t deleted_ms;
    struct store_queue row;
    struct store_task *tasks;
    struct slice value;
    size_t count;
    assert_ok(f->ops->queue_find(f->store, SLICE(ACCOUNT), SLICE(REGION), SLICE("purged"),
                                 &f->arena, &row));
    assert_counts(f, row.id, "0/0/0");
    assert_ok(f->ops->queue_deleted_ms(f->store, SLICE(ACCOUNT), SLICE(REGION), SLICE("deleted"),
                                       &deleted_ms));
    assert_int_equal(deleted_ms, START_MS);
    assert_ok(f->ops->task_active(f->store, &f->arena, &tasks, &count));
    assert_int_equal(count, 1);
    assert_slice(tasks[0].destination_arn, "arn:destination");
    assert_int_equal(tasks[0].rate * 100 + tasks[0].moved * 10 + tasks[0].to_move, 345);
    assert_ok(f->ops->setting_get(f->store, SLICE("clock/*"), &f->arena, &value));
    assert_slice(value, "9000");
    collect_all(f, 10);
}

void sample_check(struct fixture *f)
{
    f->now = START_MS + 1000;
    check_standard(f);
    check_noisy(f);
    check_fifo(f);
    check_rest(f);
}
