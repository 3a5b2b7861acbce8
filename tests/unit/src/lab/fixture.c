/* A laboratory for tests: see fixture.h. */
#include "tests/unit/src/lab/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "storage/memory/memory_store.h"

void bench_bound(struct bench *b, size_t events, size_t bytes)
{
    const struct lab_options options = {events, bytes};
    lab_destroy(b->lab);
    b->lab = lab_create(&options, b->f.engine, &b->f.clock);
}

int bench_setup(void **state)
{
    static const struct engine_options options = {0};
    struct bench *b = calloc(1, sizeof *b);
    clock_init_manual(&b->f.clock, START_MS);
    b->f.store = memory_store_open(0);
    b->f.engine = engine_create(&options, b->f.store, &b->f.clock);
    buf_init(&b->reply, (size_t)16 << 20);
    bench_bound(b, EVENTS_KEPT, (size_t)64 << 20);
    *state = b;
    return b->f.engine ? 0 : -1;
}

int bench_teardown(void **state)
{
    struct bench *b = *state;
    engine_stop(b->f.engine);
    engine_destroy(b->f.engine);
    lab_destroy(b->lab);
    store_close(b->f.store);
    arena_release(&b->f.arena);
    buf_release(&b->reply);
    free(b);
    return 0;
}

static const struct store_ops *real;

static enum store_status no_commit(struct store *store)
{
    real->turn_abandon(store);
    return STORE_ERROR;
}

void lose_turn(struct bench *b)
{
    struct store_ops failing = *b->f.store->ops;
    real = b->f.store->ops;
    failing.turn_commit = no_commit;
    b->f.store->ops = &failing;
    engine_flush(b->f.engine);
    b->f.store->ops = real;
}

void elapse(struct bench *b, int64_t ms)
{
    pass(&b->f, ms);
    while (lab_turn(b->lab) == 0)
        ;
}

const char *everything(struct bench *b, const char *queue)
{
    const struct lab_filter filter = {.queue = slice_of(queue)};
    bool more;
    buf_clear(&b->reply);
    lab_history_write(b->lab, &filter, SIZE_MAX, true, &b->reply, &more);
    buf_byte(&b->reply, '\0');
    assert_false(b->reply.overflow);
    return b->reply.at;
}

const char *happened(struct bench *b, const char *queue)
{
    static const char mark[] = "\"event\":\"";
    static char names[4096];
    size_t len = 0;
    for (const char *at = everything(b, queue); (at = strstr(at, mark)); at++) {
        const char *name = at + strlen(mark);
        size_t size = strcspn(name, "\"");
        assert_true(len + size + 2 < sizeof names);
        if (len > 0)
            names[len++] = ' ';
        memcpy(names + len, name, size);
        len += size;
    }
    names[len] = '\0';
    return names;
}

int64_t last_number(struct bench *b, const char *name)
{
    char mark[64];
    int64_t value = -1;
    snprintf(mark, sizeof mark, "\"%s\":", name);
    for (const char *at = b->reply.at; (at = strstr(at, mark)); at++)
        value = strtoll(at + strlen(mark), NULL, 10);
    return value;
}

void strike(struct bench *b, const struct lab_fault_spec *spec)
{
    const char *problem = lab_fault_add(b->lab, spec, &b->reply);
    if (problem)
        fail_msg("%s", problem);
}

void delete_received(struct bench *b, const char *queue, const struct asked *asked, size_t i)
{
    struct delete_message_request request = {.queue_url = slice_of(queue),
                                             .receipt_handle = received(asked, i)->receipt_handle};
    assert_succeeds(run(&b->f, ACTION_DELETE_MESSAGE, queue, &request));
}
