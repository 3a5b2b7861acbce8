/* The fixture's words: see fixture.h. */
#include "tests/storage/fixture.h"

#include <inttypes.h>
#include <stdlib.h>

int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->store = suite_store.open();
    assert_non_null(f->store);
    f->ops = f->store->ops;
    f->now = START_MS;
    f->retention_ms = 4 * DAY_MS;
    assert_ok(f->ops->turn_begin(f->store));
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    assert_ok(f->ops->turn_commit(f->store));
    store_close(f->store);
    arena_release(&f->arena);
    free(f);
    if (suite_store.cleanup)
        suite_store.cleanup();
    return 0;
}

void next_turn(struct fixture *f)
{
    assert_ok(f->ops->turn_commit(f->store));
    assert_ok(f->ops->turn_begin(f->store));
}

void pass(struct fixture *f, int64_t ms)
{
    next_turn(f);
    f->now += ms;
}

bool reopen(struct fixture *f)
{
    next_turn(f);
    if (!suite_store.reopen)
        return false;
    assert_ok(f->ops->turn_commit(f->store));
    f->store = suite_store.reopen(f->store);
    assert_non_null(f->store);
    f->ops = f->store->ops;
    assert_ok(f->ops->turn_begin(f->store));
    return true;
}

struct store_time time_of(const struct fixture *f)
{
    return (struct store_time){f->now, f->now - f->retention_ms};
}

/* ---- queues ---- */

struct store_queue queue_row(const char *name)
{
    return (struct store_queue){
        .account = SLICE(ACCOUNT),
        .region = SLICE(REGION),
        .name = slice_of(name),
        .created_ms = START_MS,
        .modified_ms = START_MS,
    };
}

int64_t make_queue(struct fixture *f, const char *name)
{
    struct store_queue row = queue_row(name);
    assert_ok(f->ops->queue_create(f->store, &row));
    return row.id;
}

int64_t make_fifo(struct fixture *f, const char *name)
{
    struct store_queue row = queue_row(name);
    row.fifo = true;
    assert_ok(f->ops->queue_create(f->store, &row));
    return row.id;
}

/* ---- sending ---- */

int64_t send_as(struct fixture *f, int64_t queue, struct sending sending)
{
    struct store_message message = {
        .sent_ms = f->now,
        .retained_ms = sending.retained_ms ? sending.retained_ms : f->now,
        .visible_ms = f->now + sending.delay_ms,
        .group = slice_of(sending.group),
        .sender_id = SLICE("AIDATEST"),
        .body = slice_of(sending.body),
    };
    uuid_random(&message.message_id);
    assert_ok(f->ops->message_put(f->store, queue, &message));
    return message.id;
}

void send_words(struct fixture *f, int64_t queue, const char *words)
{
    while (*words) {
        size_t len = strcspn(words, " ");
        struct slice word = arena_copy(&f->arena, slice_make(words, len));
        struct slice group = arena_copy(&f->arena, slice_head(word, strcspn(word.at, "-")));
        f->now++;
        send(f, queue, .body = word.at, .group = group.at);
        words += len + (words[len] == ' ');
    }
}

struct store_message full_message(struct fixture *f, const char *mark)
{
    struct arena *arena = &f->arena;
    struct store_message message = {
        .sent_ms = f->now,
        .retained_ms = f->now,
        .visible_ms = f->now,
        .group = arena_printf(arena, "group-%s", mark),
        .deduplication_id = arena_printf(arena, "deduplication-%s", mark),
        .sender_id = arena_printf(arena, "sender-%s", mark),
        .trace_header = arena_printf(arena, "trace-%s", mark),
        .source_arn = arena_printf(arena, "source-%s", mark),
        .attributes = arena_printf(arena, "attributes-%s", mark),
        .body = arena_printf(arena, "body-%s", mark),
    };
    uuid_random(&message.message_id);
    random_bytes(message.body_md5, sizeof message.body_md5);
    return message;
}

/* ---- receiving ---- */

static const char *bodies(struct fixture *f, const struct store_message *messages, size_t count)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++)
        text = arena_printf(&f->arena, "%.*s%s%.*s", SLICE_ARG(text), i > 0 ? " " : "",
                            SLICE_ARG(messages[i].body));
    return text.at;
}

const char *peek(struct fixture *f, int64_t queue, size_t limit)
{
    struct store_message *messages;
    size_t count;
    assert_ok(f->ops->ready(f->store, queue, time_of(f), limit, &f->arena, &messages, &count));
    assert_true(count <= limit);
    return bodies(f, messages, count);
}

const char *receive(struct fixture *f, int64_t queue, size_t limit, int64_t visibility_ms)
{
    struct store_message *messages;
    size_t count;
    assert_true(limit <= TAKEN_MAX);
    assert_ok(f->ops->ready(f->store, queue, time_of(f), limit, &f->arena, &messages, &count));
    assert_true(count <= limit);
    assert_ok(f->ops->take(f->store, queue, messages, count, f->now, f->now + visibility_ms));
    f->taken_count = count;
    for (size_t i = 0; i < count; i++)
        f->taken[i] = messages[i];
    return bodies(f, messages, count);
}

struct store_message *taken(struct fixture *f, const char *body)
{
    for (size_t i = 0; i < f->taken_count; i++)
        if (slice_is(f->taken[i].body, body))
            return &f->taken[i];
    fail_msg("%s was not taken", body);
    return NULL;
}

void set_visible(struct fixture *f, int64_t queue, int64_t id, int64_t visible_ms)
{
    struct store_message message;
    assert_ok(f->ops->message_find(f->store, queue, id, 0, &message));
    assert_ok(f->ops->message_set_visible(f->store, queue, &message, visible_ms));
    assert_int_equal(message.visible_ms, visible_ms);
}

void delete_message(struct fixture *f, int64_t queue, int64_t id)
{
    struct store_message message;
    assert_ok(f->ops->message_find(f->store, queue, id, 0, &message));
    assert_ok(f->ops->message_delete(f->store, queue, &message));
}

int64_t move_first(struct fixture *f, int64_t from, int64_t to)
{
    struct store_message *messages;
    size_t count;
    assert_ok(f->ops->ready(f->store, from, time_of(f), 1, &f->arena, &messages, &count));
    assert_int_equal(count, 1);
    struct store_message changed = messages[0];
    changed.visible_ms = f->now;
    assert_ok(f->ops->message_move(f->store, from, &messages[0], to, &changed));
    return changed.id;
}

int64_t next_visible(struct fixture *f, int64_t queue)
{
    int64_t ms = 0;
    enum store_status status = f->ops->next_visible(f->store, queue, time_of(f), &ms);
    if (status == STORE_NOT_FOUND)
        return -1;
    assert_ok(status);
    return ms;
}

size_t collect_all(struct fixture *f, size_t limit)
{
    bool more = true;
    size_t slices = 0;
    while (more) {
        assert_ok(f->ops->collect(f->store, f->now, limit, &more));
        next_turn(f);
        assert_true(++slices < 100000);
    }
    return slices;
}

/* ---- comparing ---- */

const char *counts(struct fixture *f, int64_t queue)
{
    struct store_counts ret;
    assert_ok(f->ops->queue_counts(f->store, queue, time_of(f), &ret));
    return arena_printf(&f->arena, "%" PRId64 "/%" PRId64 "/%" PRId64, ret.visible, ret.not_visible,
                        ret.delayed)
        .at;
}

const char *slice_text(struct fixture *f, struct slice slice)
{
    return slice_present(slice) ? arena_copy(&f->arena, slice).at : "(absent)";
}

void assert_same_state(const struct store_message *a, const struct store_message *b)
{
    assert_int_equal(a->id, b->id);
    assert_memory_equal(&a->message_id, &b->message_id, sizeof a->message_id);
    assert_int_equal(a->sequence, b->sequence);
    assert_int_equal(a->sent_ms, b->sent_ms);
    assert_int_equal(a->retained_ms, b->retained_ms);
    assert_int_equal(a->visible_ms, b->visible_ms);
    assert_int_equal(a->received_ms, b->received_ms);
    assert_int_equal(a->first_received_ms, b->first_received_ms);
    assert_int_equal(a->receive_count, b->receive_count);
}

static void assert_same_slice(struct slice a, struct slice b)
{
    assert_int_equal(slice_present(a), slice_present(b));
    assert_int_equal(a.len, b.len);
    if (a.len > 0)
        assert_memory_equal(a.at, b.at, a.len);
}

void assert_same_message(const struct store_message *a, const struct store_message *b)
{
    assert_same_state(a, b);
    assert_same_slice(a->group, b->group);
    assert_same_slice(a->deduplication_id, b->deduplication_id);
    assert_same_slice(a->sender_id, b->sender_id);
    assert_same_slice(a->trace_header, b->trace_header);
    assert_same_slice(a->source_arn, b->source_arn);
    assert_same_slice(a->attributes, b->attributes);
    assert_same_slice(a->body, b->body);
    assert_memory_equal(a->body_md5, b->body_md5, sizeof a->body_md5);
}
