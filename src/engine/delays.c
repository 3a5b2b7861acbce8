/* A changed delay of a FIFO queue: see delays.h. */
#include "src/engine/delays.h"

#include "src/engine/queues.h"

static bool follow(struct engine *engine, struct queue *queue, int64_t id)
{
    const struct store_ops *ops = engine->store->ops;
    struct store_message message;
    enum store_status status = ops->message_find(engine->store, queue->row.id, id, 0, &message);
    if (status == STORE_NOT_FOUND)
        return true;
    if (!turn_ok(engine, status))
        return false;
    int64_t visible_ms = message.sent_ms + queue->delay_ms;
    if (message.receive_count > 0 || message.visible_ms == visible_ms)
        return true;
    return turn_ok(engine,
                   ops->message_set_visible(engine->store, queue->row.id, &message, visible_ms));
}

bool delays_follow(struct engine *engine, struct queue *queue, int64_t former_ms)
{
    if (!queue->row.fifo || queue->delay_ms == former_ms)
        return true;
    /* Older messages are available by either delay. */
    int64_t longest_ms = queue->delay_ms > former_ms ? queue->delay_ms : former_ms;
    struct arena arena = {0};
    int64_t *ids;
    size_t count = 0;
    bool good = turn_ok(engine, engine->store->ops->message_recent(
                                    engine->store, queue->row.id,
                                    queue_now(engine, queue) - longest_ms, &arena, &ids, &count));
    for (size_t i = 0; good && i < count; i++)
        good = follow(engine, queue, ids[i]);
    arena_release(&arena);
    queue_touch(engine, queue);
    return good;
}
