/* The story: see scenario.h. Every kind of write that the engine does is in it. */
#include "tests/faults/scenario.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/engine/control.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/faults/fault.h"
#include "tests/faults/verbs.h"

#define START_MS INT64_C(1800000000000)
#define ACCOUNT  "000000000000"
#define REGION   "us-east-1"
#define ARN      "arn:aws:sqs:us-east-1:000000000000:"
#define BIG      6000

static const char *const queues[] = {"standard", "dead", "source", "orders.fifo", "passing"};

/* A call and whether it has been completed. */
struct asked {
    struct call call;
    int done;
};

/* ---- the engine ---- */

static enum sqlite_durability durability = SQLITE_DURABILITY_NORMAL;

void world_durability_full(bool full)
{
    durability = full ? SQLITE_DURABILITY_FULL : SQLITE_DURABILITY_NORMAL;
}

bool world_open(struct world *world, const char *path, char error[static 256])
{
    static const struct engine_options options = {0};
    const struct sqlite_store_options file = {path, durability};
    *world = (struct world){0};
    clock_init_manual(&world->clock, START_MS);
    error[0] = '\0';
    world->store = verbs_wrap(sqlite_store_open(&file, error, 256));
    if (!world->store)
        return false;
    world->engine = engine_create(&options, world->store, &world->clock);
    if (world->engine)
        return true;
    snprintf(error, 256, "the store cannot be read");
    store_close(world->store);
    return false;
}

void world_close(struct world *world)
{
    engine_stop(world->engine);
    engine_destroy(world->engine);
    store_close(world->store);
    arena_release(&world->arena);
}

static void on_done(struct call *call)
{
    ((struct asked *)call->owner)->done++;
}

static struct asked *ask(struct world *world, enum action_id action, const char *queue,
                         const void *request)
{
    struct asked *asked = arena_zalloc(&world->arena, sizeof *asked);
    asked->call = (struct call){
        .action = &actions_all[action],
        .caller = {.account = SLICE(ACCOUNT), .region = SLICE(REGION), .sender_id = SLICE(ACCOUNT)},
        .queue = {SLICE(REGION), SLICE(ACCOUNT), slice_of(queue)},
        .request = request,
        .arena = &world->arena,
        .done = on_done,
        .owner = asked,
    };
    engine_execute(world->engine, &asked->call);
    assert_true(world->asked_count < 16);
    world->asked[world->asked_count++] = asked;
    return asked;
}

/* Ends the turn: all calls have their result, or all the internal failure. */
static bool end(struct world *world)
{
    engine_flush(world->engine);
    size_t failed = 0;
    for (size_t i = 0; i < world->asked_count; i++) {
        const struct asked *asked = world->asked[i];
        assert_int_equal(asked->done, 1);
        if (asked->call.error.text == TEXT_INTERNAL_FAILURE)
            failed++;
        else if (api_error_is(&asked->call.error))
            fail_msg("%s: %s", asked->call.action->name, texts_all[asked->call.error.text].text);
    }
    assert_true(failed == 0 || failed == world->asked_count);
    world->asked_count = 0;
    return failed == 0;
}

/* ---- words ---- */

#define NEW(world, type) arena_zalloc(&(world)->arena, sizeof(struct type))

static struct list pairs(struct world *world, const char *const *texts)
{
    struct list list = {.present = true};
    struct pair *items = arena_array(&world->arena, 8, sizeof *items);
    for (; texts && texts[2 * list.count]; list.count++)
        items[list.count] =
            (struct pair){slice_of(texts[2 * list.count]), slice_of(texts[2 * list.count + 1])};
    list.items = items;
    return list;
}

static void create(struct world *world, const char *name, const char *const *attributes)
{
    struct create_queue_request *request = NEW(world, create_queue_request);
    request->queue_name = slice_of(name);
    request->attributes = pairs(world, attributes);
    ask(world, ACTION_CREATE_QUEUE, NULL, request);
}

static struct asked *send(struct world *world, const char *queue, const char *body,
                          const char *group, const char *deduplication_id)
{
    struct send_message_request *request = NEW(world, send_message_request);
    request->queue_url = slice_of(queue);
    request->message_body = slice_of(body);
    request->message_group_id = slice_of(group);
    request->message_deduplication_id = slice_of(deduplication_id);
    return ask(world, ACTION_SEND_MESSAGE, queue, request);
}

static struct asked *receive(struct world *world, const char *queue, int wait, const char *attempt)
{
    struct receive_message_request *request = NEW(world, receive_message_request);
    request->queue_url = slice_of(queue);
    request->max_number_of_messages = (struct opt_int){true, 2};
    request->visibility_timeout = (struct opt_int){true, 100};
    request->wait_time_seconds = (struct opt_int){true, wait};
    request->receive_request_attempt_id = slice_of(attempt);
    return ask(world, ACTION_RECEIVE_MESSAGE, queue, request);
}

static const struct message *message_of(const struct asked *asked, size_t i)
{
    const struct receive_message_result *result = asked->call.result;
    assert_true(i < result->messages.count);
    return (const struct message *)result->messages.items + i;
}

static void delete_message(struct world *world, const char *queue, struct slice handle)
{
    struct delete_message_request *request = NEW(world, delete_message_request);
    request->queue_url = slice_of(queue);
    request->receipt_handle = handle;
    ask(world, ACTION_DELETE_MESSAGE, queue, request);
}

static void queue_action(struct world *world, enum action_id action, const char *queue)
{
    struct queue_request *request = NEW(world, queue_request);
    request->queue_url = slice_of(queue);
    ask(world, action, queue, request);
}

/* ---- the steps ---- */

static bool step_create(struct world *world)
{
    static const char *const fifo[] = {"FifoQueue", "true", NULL};
    static const char *const source[] = {
        "RedrivePolicy", "{\"deadLetterTargetArn\":\"" ARN "dead\",\"maxReceiveCount\":3}", NULL};
    create(world, "standard", NULL);
    create(world, "dead", NULL);
    create(world, "source", source);
    create(world, "orders.fifo", fifo);
    create(world, "passing", NULL);
    return end(world);
}

static bool step_send(struct world *world)
{
    send(world, "standard", "one", NULL, NULL);
    send(world, "standard", "two", "loud", NULL);
    send(world, "standard", "three", NULL, NULL);
    const struct asked *first = send(world, "orders.fifo", "a1", "a", "d1");
    send(world, "orders.fifo", "a2", "a", "d2");
    send(world, "orders.fifo", "b1", "b", "d3");
    send(world, "dead", "x", NULL, NULL);
    send(world, "dead", "y", NULL, NULL);
    send(world, "passing", "z", NULL, NULL);
    if (!end(world))
        return false;
    world->first_id = ((const struct send_message_result *)first->call.result)->message_id;
    return true;
}

static bool step_receive(struct world *world)
{
    const struct asked *standard = receive(world, "standard", 0, NULL);
    const struct asked *fifo = receive(world, "orders.fifo", 0, "attempt");
    if (!end(world))
        return false;
    for (size_t i = 0; i < 2; i++) {
        world->handles[i] = message_of(standard, i)->receipt_handle;
        world->handles[2 + i] = message_of(fifo, i)->receipt_handle;
    }
    return true;
}

static bool step_repeat_attempt(struct world *world)
{
    const struct asked *fifo = receive(world, "orders.fifo", 0, "attempt");
    if (!end(world))
        return false;
    assert_true(slice_is(message_of(fifo, 0)->body, "a1"));
    for (size_t i = 0; i < 2; i++)
        world->handles[2 + i] = message_of(fifo, i)->receipt_handle;
    return true;
}

static bool step_delete_and_change(struct world *world)
{
    struct change_message_visibility_request *change =
        NEW(world, change_message_visibility_request);
    delete_message(world, "standard", world->handles[0]);
    change->queue_url = SLICE("standard");
    change->receipt_handle = world->handles[1];
    change->visibility_timeout = (struct opt_int){true, 0};
    ask(world, ACTION_CHANGE_MESSAGE_VISIBILITY, "standard", change);
    delete_message(world, "orders.fifo", world->handles[2]);
    return end(world);
}

static bool step_duplicate(struct world *world)
{
    const struct asked *again = send(world, "orders.fifo", "a1", "a", "d1");
    if (!end(world))
        return false;
    assert_true(slice_equal(((const struct send_message_result *)again->call.result)->message_id,
                            world->first_id));
    return true;
}

static bool step_attributes(struct world *world)
{
    static const char *const texts[] = {"VisibilityTimeout", "77", NULL};
    struct set_queue_attributes_request *set = NEW(world, set_queue_attributes_request);
    struct tag_queue_request *tag = NEW(world, tag_queue_request);
    set->queue_url = SLICE("standard");
    set->attributes = pairs(world, texts);
    ask(world, ACTION_SET_QUEUE_ATTRIBUTES, "standard", set);
    tag->queue_url = SLICE("standard");
    tag->tags = pairs(world, texts);
    ask(world, ACTION_TAG_QUEUE, "standard", tag);
    return end(world);
}

static bool step_batch(struct world *world)
{
    struct send_message_batch_request *request = NEW(world, send_message_batch_request);
    struct send_message_batch_entry *entries = arena_array(&world->arena, 10, sizeof *entries);
    char *body = arena_alloc(&world->arena, BIG);
    memset(body, 'b', BIG);
    memset(entries, 0, 10 * sizeof *entries);
    for (int i = 0; i < 10; i++) {
        entries[i].id = arena_printf(&world->arena, "%d", i);
        entries[i].message_body = slice_make(body, BIG);
    }
    request->queue_url = SLICE("standard");
    request->entries = (struct list){.present = true, .items = entries, .count = 10};
    const struct asked *asked = ask(world, ACTION_SEND_MESSAGE_BATCH, "standard", request);
    if (!end(world))
        return false;
    const struct send_message_batch_result *result = asked->call.result;
    assert_int_equal(result->successful.count, 10);
    return true;
}

static bool step_clock(struct world *world)
{
    return engine_clock_advance(world->engine, SLICE_NONE, 1000) == CLOCK_MOVED;
}

static bool step_start_move(struct world *world)
{
    struct start_message_move_task_request *request = NEW(world, start_message_move_task_request);
    request->source_arn = SLICE(ARN "dead");
    request->destination_arn = SLICE(ARN "standard");
    ask(world, ACTION_START_MESSAGE_MOVE_TASK, NULL, request);
    return end(world);
}

/* Work without a client: nobody learns whether it failed, so it is asked for. */
static bool step_move(struct world *world)
{
    struct list_message_move_tasks_request *request = NEW(world, list_message_move_tasks_request);
    engine_tick(world->engine);
    request->source_arn = SLICE(ARN "dead");
    const struct asked *asked = ask(world, ACTION_LIST_MESSAGE_MOVE_TASKS, NULL, request);
    if (!end(world))
        return false;
    const struct list_message_move_tasks_result *result = asked->call.result;
    const struct list_message_move_tasks_result_entry *task = result->results.items;
    assert_int_equal(result->results.count, 1);
    return slice_is(task->status, "COMPLETED");
}

static bool step_purge_and_delete(struct world *world)
{
    queue_action(world, ACTION_PURGE_QUEUE, "passing");
    queue_action(world, ACTION_DELETE_QUEUE, "source");
    return end(world);
}

/* A receive that waits is woken by a send; while the turn fails it goes on waiting. */
static bool step_wake(struct world *world)
{
    if (!world->poll) {
        struct asked *poll = receive(world, "passing", 20, NULL);
        world->asked_count = 0;
        engine_flush(world->engine);
        if (poll->done)
            return false;
        world->poll = poll;
    }
    send(world, "passing", "wake", NULL, NULL);
    if (!end(world)) {
        assert_int_equal(world->poll->done, 0);
        return false;
    }
    assert_int_equal(world->poll->done, 1);
    assert_true(slice_is(message_of(world->poll, 0)->body, "wake"));
    return true;
}

/* Retention and garbage. */
static bool step_idle(struct world *world)
{
    world->clock.manual_ms = START_MS + 20000;
    for (int i = 0; i < 20; i++) {
        engine_tick(world->engine);
        world->clock.manual_ms++;
    }
    world->clock.manual_ms = START_MS + 21000;
    return true;
}

bool scenario_step(struct world *world, int step)
{
    static bool (*const steps[STEPS])(struct world *) = {step_create,
                                                         step_send,
                                                         step_receive,
                                                         step_repeat_attempt,
                                                         step_delete_and_change,
                                                         step_duplicate,
                                                         step_batch,
                                                         step_clock,
                                                         step_attributes,
                                                         step_start_move,
                                                         step_move,
                                                         step_purge_and_delete,
                                                         step_wake,
                                                         step_idle};
    return steps[step](world);
}

/* ---- what there is ---- */

static struct slice add_message(struct arena *arena, struct slice text,
                                const struct store_message *message)
{
    return arena_printf(
        arena, "%.*s  %.*s %zu group %.*s visible %" PRId64 " receives %d sequence %" PRId64 "\n",
        SLICE_ARG(text), (int)(message->body.len < 9 ? message->body.len : 9), message->body.at,
        message->body.len, SLICE_ARG(message->group), message->visible_ms - START_MS,
        message->receive_count, message->sequence);
}

static struct slice add_queue(struct store *store, struct arena *arena, struct slice text,
                              const char *name)
{
    struct store_queue row;
    struct store_message *messages;
    struct store_counts now;
    size_t count;
    enum store_status found =
        store->ops->queue_find(store, SLICE(ACCOUNT), SLICE(REGION), slice_of(name), arena, &row);
    if (found == STORE_NOT_FOUND)
        return arena_printf(arena, "%.*s%s: none\n", SLICE_ARG(text), name);
    assert_int_equal(found, STORE_OK);
    assert_int_equal(
        store->ops->queue_counts(store, row.id, (struct store_time){START_MS + 21000, 0}, &now),
        STORE_OK);
    text = arena_printf(arena,
                        "%.*s%s: %zu attributes, %zu tags, %" PRId64 "/%" PRId64 "/%" PRId64 "\n",
                        SLICE_ARG(text), name, row.attributes.count, row.tags.count, now.visible,
                        now.not_visible, now.delayed);
    assert_int_equal(store->ops->ready(store, row.id, (struct store_time){START_MS * 2, 0}, 100,
                                       arena, &messages, &count),
                     STORE_OK);
    for (size_t i = 0; i < count; i++)
        text = add_message(arena, text, &messages[i]);
    return text;
}

const char *scenario_content(struct world *world, struct arena *arena)
{
    struct store *store = verbs_inner(world->store);
    struct slice text = SLICE(""), offset = SLICE_NONE;
    struct store_task *tasks;
    size_t count;
    fault_pause(true);
    assert_int_equal(store->ops->turn_begin(store), STORE_OK);
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++)
        text = add_queue(store, arena, text, queues[i]);
    assert_int_equal(store->ops->task_list(store, SLICE(ARN "dead"), 10, arena, &tasks, &count),
                     STORE_OK);
    for (size_t i = 0; i < count; i++)
        text = arena_printf(arena, "%.*stask: status %d, moved %" PRId64 " of %" PRId64 "\n",
                            SLICE_ARG(text), tasks[i].status, tasks[i].moved, tasks[i].to_move);
    store->ops->setting_get(store, SLICE("clock-offset/*"), arena, &offset);
    text = arena_printf(arena, "%.*sclock %.*s\n", SLICE_ARG(text), SLICE_ARG(offset));
    store->ops->turn_abandon(store);
    fault_pause(false);
    return text.at;
}

void scenario_still_works(struct world *world)
{
    create(world, "after", NULL);
    assert_true(end(world));
    send(world, "after", "all is well", NULL, NULL);
    assert_true(end(world));
    const struct asked *asked = receive(world, "after", 0, NULL);
    assert_true(end(world));
    assert_true(slice_is(message_of(asked, 0)->body, "all is well"));
    delete_message(world, "after", message_of(asked, 0)->receipt_handle);
    assert_true(end(world));
}

/* ---- whatever there is ---- */

/* Ends the turn and asks for nothing but an answer. */
static void end_somehow(struct world *world)
{
    engine_flush(world->engine);
    for (size_t i = 0; i < world->asked_count; i++)
        assert_int_equal(world->asked[i]->done, 1);
    world->asked_count = 0;
}

static void prod_messages(struct world *world, const char *queue)
{
    bool fifo = strstr(queue, ".fifo") != NULL;
    send(world, queue, "new", fifo ? "a" : NULL, fifo ? "d9" : NULL);
    const struct asked *received = receive(world, queue, 0, NULL);
    end_somehow(world);
    if (api_error_is(&received->call.error))
        return;
    const struct receive_message_result *result = received->call.result;
    for (size_t i = 0; i < result->messages.count; i++)
        delete_message(world, queue, message_of(received, i)->receipt_handle);
    end_somehow(world);
}

static void prod_queue(struct world *world, const char *queue)
{
    struct get_queue_attributes_request *get = NEW(world, get_queue_attributes_request);
    struct slice *all = NEW(world, slice);
    *all = SLICE("All");
    get->queue_url = slice_of(queue);
    get->attribute_names = (struct list){.present = true, .count = 1, .items = all};
    ask(world, ACTION_GET_QUEUE_ATTRIBUTES, queue, get);
    queue_action(world, ACTION_LIST_QUEUE_TAGS, queue);
    end_somehow(world);
    for (int i = 0; i < 8; i++)
        prod_messages(world, queue);
    queue_action(world, ACTION_PURGE_QUEUE, queue);
    end_somehow(world);
    queue_action(world, ACTION_DELETE_QUEUE, queue);
    end_somehow(world);
}

void scenario_prod(struct world *world)
{
    struct list_message_move_tasks_request *tasks = NEW(world, list_message_move_tasks_request);
    world->clock.manual_ms = START_MS + 300000;
    ask(world, ACTION_LIST_QUEUES, NULL, NEW(world, list_queues_request));
    tasks->source_arn = SLICE(ARN "dead");
    ask(world, ACTION_LIST_MESSAGE_MOVE_TASKS, NULL, tasks);
    end_somehow(world);
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++)
        prod_queue(world, queues[i]);
    for (int i = 0; i < 20; i++) {
        world->clock.manual_ms += 5000;
        engine_tick(world->engine);
    }
}
