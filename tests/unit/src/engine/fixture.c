/* An engine for tests: see fixture.h. */
#include "tests/unit/src/engine/fixture.h"

#include <stdlib.h>

#include "storage/memory/memory_store.h"

int fixture_setup(void **state)
{
    static const struct engine_options options = {0};
    struct fixture *f = calloc(1, sizeof *f);
    clock_init_manual(&f->clock, START_MS);
    f->store = memory_store_open(0);
    f->engine = engine_create(&options, f->store, &f->clock);
    *state = f;
    return f->engine ? 0 : -1;
}

int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    engine_stop(f->engine);
    engine_destroy(f->engine);
    store_close(f->store);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static void on_done(struct call *call)
{
    ((struct asked *)call->owner)->done++;
}

struct asked *ask(struct fixture *f, enum action_id action, const char *queue, const void *request)
{
    struct asked *asked = arena_zalloc(&f->arena, sizeof *asked);
    asked->call = (struct call){
        .action = &actions_all[action],
        .caller = {.account = SLICE("000000000000"),
                   .region = SLICE("us-east-1"),
                   .sender_id = SLICE("000000000000")},
        .queue = {SLICE("us-east-1"), SLICE("000000000000"), slice_of(queue)},
        .request = request,
        .arena = &f->arena,
        .done = on_done,
        .owner = asked,
    };
    engine_execute(f->engine, &asked->call);
    assert_int_equal(asked->done, 0); /* never from inside engine_execute */
    return asked;
}

struct asked *run(struct fixture *f, enum action_id action, const char *queue, const void *request)
{
    struct asked *asked = ask(f, action, queue, request);
    engine_flush(f->engine);
    return asked;
}

void pass(struct fixture *f, int64_t ms)
{
    f->clock.manual_ms += ms;
    for (int i = 0; i < 1000 && engine_tick(f->engine) == 0; i++)
        ;
}

void assert_fails(const struct asked *asked, enum text_id text)
{
    assert_int_equal(asked->done, 1);
    assert_int_equal(asked->call.error.text, text);
}

void assert_succeeds(const struct asked *asked)
{
    assert_fails(asked, TEXT_NONE);
}

void create(struct fixture *f, const char *name, const char *const *pairs)
{
    struct create_queue_request request = {.queue_name = slice_of(name)};
    struct pair *items = arena_array(&f->arena, 16, sizeof *items);
    for (size_t i = 0; pairs && pairs[2 * i]; i++)
        items[request.attributes.count++] =
            (struct pair){slice_of(pairs[2 * i]), slice_of(pairs[2 * i + 1])};
    request.attributes.items = items;
    assert_succeeds(run(f, ACTION_CREATE_QUEUE, NULL, &request));
}

void send(struct fixture *f, const char *queue, const char *body, const char *group,
          const char *deduplication_id)
{
    struct send_message_request request = {.queue_url = slice_of(queue),
                                           .message_body = slice_of(body),
                                           .message_group_id = slice_of(group),
                                           .message_deduplication_id = slice_of(deduplication_id)};
    assert_succeeds(run(f, ACTION_SEND_MESSAGE, queue, &request));
}

struct asked *receive(struct fixture *f, const char *queue, int max, int wait_seconds)
{
    struct receive_message_request *request = arena_zalloc(&f->arena, sizeof *request);
    request->queue_url = slice_of(queue);
    request->max_number_of_messages = (struct opt_int){true, max};
    request->wait_time_seconds = (struct opt_int){true, wait_seconds};
    return run(f, ACTION_RECEIVE_MESSAGE, queue, request);
}

size_t received_count(const struct asked *asked)
{
    assert_int_equal(asked->done, 1);
    assert_int_equal(asked->call.error.text, TEXT_NONE);
    return ((const struct receive_message_result *)asked->call.result)->messages.count;
}

const struct message *received(const struct asked *asked, size_t i)
{
    const struct receive_message_result *result = asked->call.result;
    assert_true(i < received_count(asked));
    return (const struct message *)result->messages.items + i;
}
