/* Receiving: see receive.h. Sources: actions.md section 9, standard.md sections 6 and 10, fifo.md
 * sections 3 and 6. */
#include "src/engine/receive.h"

#include "src/engine/attempts.h"
#include "src/engine/dead_letters.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"
#include "src/engine/received_message.h"

static size_t wanted(const struct receive_message_request *request)
{
    struct opt_int max = request->max_number_of_messages;
    return max.present ? (size_t)max.value : LIMIT_MAX_NUMBER_OF_MESSAGES_DEFAULT;
}

/* Is the limit of messages in flight reached? The bound is only made exact when it says so. */
static bool too_many_in_flight(struct engine *engine, struct queue *queue)
{
    struct store_counts counts;
    if (queue->in_flight_bound < LIMIT_IN_FLIGHT)
        return false;
    if (!turn_ok(engine, engine->store->ops->queue_counts(engine->store, queue->row.id,
                                                          queue_time(engine, queue), &counts)))
        return false;
    queue->in_flight_bound = counts.not_visible;
    return counts.not_visible >= LIMIT_IN_FLIGHT;
}

static int64_t visibility_ms(const struct queue *queue,
                             const struct receive_message_request *request)
{
    struct opt_int timeout = request->visibility_timeout;
    return timeout.present ? timeout.value * 1000 : queue->visibility_ms;
}

static void answer(struct call *call, const struct queue *queue,
                   const struct store_message *messages, const struct slice *handles, size_t count)
{
    struct receive_message_result *result = arena_zalloc(call->arena, sizeof *result);
    struct message *items = arena_array(call->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        received_message(call, queue, &messages[i], handles[i], &items[i]);
    result->messages = (struct list){true, count, items};
    call->result = result;
}

/* What to take of that which is ready; false when there is nothing. */
static bool choose(struct engine *engine, struct queue *queue, struct call *call, size_t max,
                   struct store_message **ret, size_t *ret_count)
{
    size_t limit = observed(engine) ? observe_look(engine, queue, max) : max;
    if (queue->redrive.set && !dead_letters_move(engine, queue, limit))
        return false;
    if (!turn_ok(engine,
                 engine->store->ops->ready(engine->store, queue->row.id, queue_time(engine, queue),
                                           limit, call->arena, ret, ret_count)))
        return false;
    if (observed(engine) && *ret_count > 0)
        *ret_count = observe_choice(engine, queue, call, *ret, *ret_count, max);
    return *ret_count > 0;
}

/* Takes what is ready; false when there is nothing. */
static bool take(struct engine *engine, struct queue *queue, struct call *call, size_t max)
{
    const struct receive_message_request *request = call->request;
    const struct store_ops *ops = engine->store->ops;
    struct store_message *messages;
    size_t count;
    if (!choose(engine, queue, call, max, &messages, &count))
        return false;
    int64_t now = queue_now(engine, queue);
    if (!turn_ok(engine, ops->take(engine->store, queue->row.id, messages, count, now,
                                   now + visibility_ms(queue, request))))
        return false;
    if (observed(engine) && !observe_taken(engine, queue, call, messages, count, now))
        return false;
    if (queue->in_flight_bound < LIMIT_IN_FLIGHT)
        queue->in_flight_bound += (int64_t)count;
    queue_touch(engine, queue); /* other waiters' due time may have moved */
    struct slice *handles = received_handles(call->arena, queue, messages, count);
    answer(call, queue, messages, handles, count);
    return attempt_remember(engine, queue, call, messages, handles, count);
}

bool receive_now(struct engine *engine, struct queue *queue, struct call *call)
{
    const struct receive_message_request *request = call->request;
    struct attempt attempt;
    if (attempt_find(engine, queue, call, &attempt)) {
        if (attempt_replay(engine, queue, call, &attempt, visibility_ms(queue, request)))
            answer(call, queue, attempt.messages, attempt.handles, attempt.count);
        return !engine->turn_failed;
    }
    if (engine->turn_failed)
        return false;
    if (too_many_in_flight(engine, queue)) {
        /* FIFO queues and long polls see no error, just nothing. */
        struct opt_int wait = request->wait_time_seconds;
        bool short_poll = wait.present ? wait.value == 0 : queue->wait_ms == 0;
        if (queue->row.fifo || !short_poll)
            return false;
        call_fail(call, TEXT_TOO_MANY_IN_FLIGHT);
        return true;
    }
    return take(engine, queue, call, wanted(request));
}
