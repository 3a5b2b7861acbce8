/* Moves to the dead-letter queue: see dead_letters.h. */
#include "src/engine/dead_letters.h"

#include "src/engine/arn.h"
#include "src/engine/observe.h"
#include "src/engine/queues.h"

/* What the message looks like in the dead-letter queue. Standard queues keep everything; on FIFO
 * queues retention starts anew and the message id replaces the deduplication id, so that the target
 * does not take it for a duplicate. */
static struct store_message dead_letter(struct engine *engine, const struct queue *queue,
                                        const struct queue *target, struct arena *arena,
                                        const struct store_message *message)
{
    struct queue_ref source = queue_reference(queue);
    struct store_message changed = *message;
    changed.visible_ms = queue_now(engine, target);
    changed.source_arn = arn_of(arena, &source);
    if (!queue->row.fifo)
        return changed;
    char *id = arena_alloc(arena, UUID_TEXT_LEN);
    uuid_format(&message->message_id, id);
    changed.deduplication_id = slice_make(id, UUID_TEXT_LEN);
    changed.retained_ms = queue_now(engine, target);
    return changed;
}

/* Moves those of one look at the queue; `ret_moved` says how many. */
static bool move_once(struct engine *engine, struct queue *queue, struct queue *target, size_t max,
                      struct arena *arena, size_t *ret_moved)
{
    const struct store_ops *ops = engine->store->ops;
    struct store_message *messages;
    size_t count;
    if (!turn_ok(engine, ops->ready(engine->store, queue->row.id, queue_time(engine, queue), max,
                                    arena, &messages, &count)))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (messages[i].receive_count < queue->redrive.max_receive_count)
            continue;
        struct store_message changed = dead_letter(engine, queue, target, arena, &messages[i]);
        if (!turn_ok(engine, ops->message_move(engine->store, queue->row.id, &messages[i],
                                               target->row.id, &changed)))
            return false;
        tell_moved(engine, ENGINE_EVENT_MOVED, queue, target, &messages[i], &changed);
        ++*ret_moved;
    }
    return true;
}

bool dead_letters_move(struct engine *engine, struct queue *queue, size_t max)
{
    struct queue *target = queue_beside(engine, queue, queue->redrive.target);
    struct arena arena = {0};
    size_t moved = 0;
    bool ok = !engine->turn_failed;
    if (!target || target == queue || target->row.fifo != queue->row.fifo)
        return ok;
    do {
        moved = 0;
        ok = move_once(engine, queue, target, max, &arena, &moved);
        arena_reset(&arena);
        if (moved > 0) {
            queue_touch(engine, target);
            queue_touch(engine, queue);
        }
    } while (ok && moved > 0);
    arena_release(&arena);
    return ok;
}
