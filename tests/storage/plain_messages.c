/* The plain store's messages: each rule of store.h as it is written there. */
#include "tests/storage/plain_state.h"

#define NOISY_MESSAGES 30

struct store_message plain_copy(struct arena *arena, const struct store_message *message)
{
    struct store_message copy = *message;
    copy.group = arena_copy(arena, message->group);
    copy.deduplication_id = arena_copy(arena, message->deduplication_id);
    copy.sender_id = arena_copy(arena, message->sender_id);
    copy.trace_header = arena_copy(arena, message->trace_header);
    copy.source_arn = arena_copy(arena, message->source_arn);
    copy.attributes = arena_copy(arena, message->attributes);
    copy.body = arena_copy(arena, message->body);
    return copy;
}

static bool lives(const struct plain_message *message, struct store_time time)
{
    return !message->deleted && message->message.retained_ms > time.oldest_ms;
}

static bool same_group(struct slice a, struct slice b)
{
    return slice_present(a) == slice_present(b) && slice_equal(a, b);
}

/* `fifo`: as first messages of their groups. */
static bool before(const struct plain_message *a, const struct plain_message *b, bool fifo)
{
    if (a->message.visible_ms != b->message.visible_ms)
        return a->message.visible_ms < b->message.visible_ms;
    return fifo && a->rank != b->rank ? a->rank < b->rank : a->message.id < b->message.id;
}

static struct plain_message *find(struct store *store, int64_t queue_id, int64_t id)
{
    struct plain_queue *queue = plain_queue(store, queue_id);
    for (size_t i = 0; queue && i < queue->count; i++)
        if (queue->messages[i].message.id == id && !queue->messages[i].deleted)
            return &queue->messages[i];
    return NULL;
}

static enum store_status message_put(struct store *store, int64_t id, struct store_message *message)
{
    struct plain_store *plain = plain_of(store);
    struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    message->id = ++plain->next_message;
    message->sequence = queue->row.fifo ? ++queue->sequence : 0;
    queue->messages = plain_grow(queue->messages, &queue->count, sizeof *queue->messages);
    queue->messages[queue->count - 1].message = plain_copy(&plain->arena, message);
    queue->messages[queue->count - 1].rank = ++plain->rank;
    return STORE_OK;
}

/* ---- order ---- */

static bool noisy(const struct plain_queue *queue, struct store_time time, struct slice group)
{
    size_t total = 0, own = 0;
    for (size_t i = 0; i < queue->count; i++) {
        total += lives(&queue->messages[i], time);
        own +=
            lives(&queue->messages[i], time) && same_group(queue->messages[i].message.group, group);
    }
    return slice_present(group) && own >= NOISY_MESSAGES && own * 2 > total;
}

/* Chosen messages are marked, so that each is chosen once. */
struct choice {
    const struct plain_queue *queue;
    struct store_time time;
    bool *chosen;
    bool *noisy; /* standard: of a noisy group */
    bool *head;  /* FIFO: the first of its group */
    struct arena *arena;
    struct store_message *ret;
    size_t count;
};

static void choose(struct choice *choice, size_t i)
{
    choice->chosen[i] = true;
    choice->ret[choice->count++] = plain_copy(choice->arena, &choice->queue->messages[i].message);
}

static bool candidate(const struct choice *choice, size_t i)
{
    const struct plain_message *message = &choice->queue->messages[i];
    return lives(message, choice->time) && !choice->chosen[i] &&
           message->message.visible_ms <= choice->time.now_ms;
}

static bool choose_standard(struct choice *choice)
{
    const struct plain_message *all = choice->queue->messages;
    ptrdiff_t best = -1;
    for (size_t i = 0; i < choice->queue->count; i++) {
        if (!candidate(choice, i))
            continue;
        bool first = best < 0;
        if (first || (choice->noisy[best] && !choice->noisy[i]) ||
            (choice->noisy[best] == choice->noisy[i] && before(&all[i], &all[best], false)))
            best = (ptrdiff_t)i;
    }
    if (best >= 0)
        choose(choice, (size_t)best);
    return best >= 0;
}

/* The first living message of message i's group. */
static size_t head_of(const struct choice *choice, size_t i)
{
    const struct plain_message *all = choice->queue->messages;
    for (size_t k = 0; k < i; k++)
        if (lives(&all[k], choice->time) && same_group(all[k].message.group, all[i].message.group))
            return k;
    return i;
}

/* From one group, all up to the first that is not visible. */
static void choose_group(struct choice *choice, size_t head, size_t limit)
{
    const struct plain_message *all = choice->queue->messages;
    for (size_t i = head; i < choice->queue->count && choice->count < limit; i++) {
        if (!lives(&all[i], choice->time) ||
            !same_group(all[i].message.group, all[head].message.group))
            continue;
        if (!candidate(choice, i))
            return;
        choose(choice, i);
    }
}

static bool choose_fifo(struct choice *choice, size_t limit)
{
    const struct plain_message *all = choice->queue->messages;
    ptrdiff_t best = -1;
    for (size_t i = 0; i < choice->queue->count; i++)
        if (candidate(choice, i) && choice->head[i] &&
            (best < 0 || before(&all[i], &all[best], true)))
            best = (ptrdiff_t)i;
    if (best >= 0)
        choose_group(choice, (size_t)best, limit);
    return best >= 0;
}

static enum store_status ready(struct store *store, int64_t id, struct store_time time,
                               size_t limit, struct arena *arena, struct store_message **ret,
                               size_t *ret_count)
{
    const struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    struct choice choice = {.queue = queue, .time = time, .arena = arena};
    choice.chosen = arena_array(arena, queue->count + 1, sizeof(bool));
    choice.noisy = arena_array(arena, queue->count + 1, sizeof(bool));
    choice.head = arena_array(arena, queue->count + 1, sizeof(bool));
    choice.ret = arena_array(arena, queue->count + 1, sizeof(struct store_message));
    for (size_t i = 0; i < queue->count; i++) {
        if (!candidate(&choice, i))
            continue;
        choice.noisy[i] = !queue->row.fifo && noisy(queue, time, queue->messages[i].message.group);
        choice.head[i] = queue->row.fifo && head_of(&choice, i) == i;
    }
    while (choice.count < limit &&
           (queue->row.fifo ? choose_fifo(&choice, limit) : choose_standard(&choice)))
        continue;
    *ret = choice.ret;
    *ret_count = choice.count;
    return STORE_OK;
}

static enum store_status next_visible(struct store *store, int64_t id, struct store_time time,
                                      int64_t *ret_ms)
{
    const struct plain_queue *queue = plain_queue(store, id);
    int64_t best = INT64_MAX;
    if (!queue)
        return STORE_NOT_FOUND;
    const struct choice choice = {.queue = queue, .time = time};
    for (size_t i = 0; i < queue->count; i++) {
        const struct store_message *message = &queue->messages[i].message;
        if (lives(&queue->messages[i], time) && message->visible_ms > time.now_ms &&
            message->visible_ms < best && (!queue->row.fifo || head_of(&choice, i) == i))
            best = message->visible_ms;
    }
    if (best == INT64_MAX)
        return STORE_NOT_FOUND;
    *ret_ms = best;
    return STORE_OK;
}

static enum store_status queue_counts(struct store *store, int64_t id, struct store_time time,
                                      struct store_counts *ret)
{
    const struct plain_queue *queue = plain_queue(store, id);
    *ret = (struct store_counts){0};
    if (!queue)
        return STORE_NOT_FOUND;
    for (size_t i = 0; i < queue->count; i++) {
        const struct store_message *message = &queue->messages[i].message;
        if (!lives(&queue->messages[i], time))
            continue;
        if (message->visible_ms <= time.now_ms)
            ret->visible++;
        else if (message->received_ms != 0)
            ret->not_visible++;
        else
            ret->delayed++;
    }
    return STORE_OK;
}

/* ---- changes ---- */

static enum store_status take(struct store *store, int64_t id, struct store_message *messages,
                              size_t count, int64_t now_ms, int64_t visible_ms)
{
    int64_t rank = ++plain_of(store)->rank;
    for (size_t i = 0; i < count; i++) {
        struct plain_message *taken = find(store, id, messages[i].id);
        if (!taken)
            return STORE_NOT_FOUND;
        struct store_message *message = &taken->message;
        taken->rank = rank;
        messages[i].receive_count = ++message->receive_count;
        messages[i].received_ms = message->received_ms = now_ms;
        if (message->first_received_ms == 0)
            message->first_received_ms = now_ms;
        messages[i].first_received_ms = message->first_received_ms;
        messages[i].visible_ms = message->visible_ms = visible_ms;
    }
    return STORE_OK;
}

static enum store_status message_find(struct store *store, int64_t queue, int64_t id,
                                      int64_t hint_ms, struct store_message *ret)
{
    const struct plain_message *found = find(store, queue, id);
    (void)hint_ms;
    if (!found)
        return STORE_NOT_FOUND;
    *ret = found->message;
    ret->group = ret->deduplication_id = ret->sender_id = ret->trace_header = SLICE_NONE;
    ret->source_arn = ret->attributes = ret->body = SLICE_NONE;
    return STORE_OK;
}

static enum store_status message_load(struct store *store, int64_t queue, int64_t id,
                                      struct arena *arena, struct store_message *ret)
{
    const struct plain_message *found = find(store, queue, id);
    if (!found)
        return STORE_NOT_FOUND;
    *ret = plain_copy(arena, &found->message);
    return STORE_OK;
}

static enum store_status message_recent(struct store *store, int64_t id, int64_t since_ms,
                                        struct arena *arena, int64_t **ret, size_t *ret_count)
{
    const struct plain_queue *queue = plain_queue(store, id);
    if (!queue)
        return STORE_NOT_FOUND;
    *ret = arena_array(arena, queue->count, sizeof **ret);
    *ret_count = 0;
    for (size_t i = queue->count; i-- > 0;)
        if (!queue->messages[i].deleted && queue->messages[i].message.retained_ms > since_ms)
            (*ret)[(*ret_count)++] = queue->messages[i].message.id;
    return STORE_OK;
}

static enum store_status message_set_visible(struct store *store, int64_t queue,
                                             struct store_message *message, int64_t visible_ms)
{
    struct plain_message *found = find(store, queue, message->id);
    if (!found)
        return STORE_NOT_FOUND;
    found->message.visible_ms = message->visible_ms = visible_ms;
    found->rank = ++plain_of(store)->rank;
    return STORE_OK;
}

static enum store_status message_delete(struct store *store, int64_t queue_id,
                                        const struct store_message *message)
{
    struct plain_queue *queue = plain_queue(store, queue_id);
    for (size_t i = 0; queue && i < queue->count; i++) {
        if (queue->messages[i].message.id != message->id || queue->messages[i].deleted)
            continue;
        queue->messages[i].deleted = true;
        return STORE_OK;
    }
    return STORE_NOT_FOUND;
}

static enum store_status message_move(struct store *store, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed)
{
    const struct plain_message *present = find(store, from, message->id);
    if (!present || !plain_queue(store, to))
        return STORE_NOT_FOUND;
    const struct store_message *found = &present->message;
    struct store_message moved = *changed;
    moved.body = found->body;
    moved.attributes = found->attributes;
    memcpy(moved.body_md5, found->body_md5, sizeof moved.body_md5);
    message_delete(store, from, message);
    message_put(store, to, &moved);
    changed->id = moved.id;
    changed->sequence = moved.sequence;
    return STORE_OK;
}

static void earlier_end(const struct plain_entries *entries, int64_t now_ms, int64_t *ret)
{
    for (size_t i = 0; i < entries->count; i++)
        if (entries->items[i].expires_ms > now_ms && entries->items[i].expires_ms < *ret)
            *ret = entries->items[i].expires_ms;
}

static enum store_status deadlines(struct store *store, int64_t id, struct store_time time,
                                   struct store_deadlines *ret)
{
    const struct plain_queue *queue = plain_queue(store, id);
    *ret = (struct store_deadlines){INT64_MAX, INT64_MAX, INT64_MAX};
    if (!queue)
        return STORE_NOT_FOUND;
    for (size_t i = 0; i < queue->count; i++) {
        const struct store_message *message = &queue->messages[i].message;
        if (!lives(&queue->messages[i], time))
            continue;
        if (message->visible_ms > time.now_ms && message->visible_ms < ret->visible_ms)
            ret->visible_ms = message->visible_ms;
        if (message->retained_ms < ret->retained_ms)
            ret->retained_ms = message->retained_ms;
    }
    if (!queue->row.fifo)
        return STORE_OK;
    earlier_end(&queue->deduplication, time.now_ms, &ret->window_ms);
    earlier_end(&queue->attempts, time.now_ms, &ret->window_ms);
    return STORE_OK;
}

static enum store_status message_scan(struct store *store, int64_t id, struct store_time time,
                                      int64_t after, size_t limit, struct arena *arena,
                                      struct store_message **ret, size_t *ret_count)
{
    const struct plain_queue *queue = plain_queue(store, id);
    *ret_count = 0;
    if (!queue)
        return STORE_NOT_FOUND;
    *ret = arena_array(arena, queue->count, sizeof **ret);
    for (size_t i = 0; i < queue->count && *ret_count < limit; i++)
        if (lives(&queue->messages[i], time) && queue->messages[i].message.id > after)
            (*ret)[(*ret_count)++] = plain_copy(arena, &queue->messages[i].message);
    return STORE_OK;
}

static enum store_status expire(struct store *store, int64_t id, struct store_time time,
                                size_t limit, bool *ret_more)
{
    (void)time;
    (void)limit;
    *ret_more = false;
    return plain_queue(store, id) ? STORE_OK : STORE_NOT_FOUND;
}

const struct store_ops plain_message_ops = {
    .queue_counts = queue_counts,
    .message_put = message_put,
    .ready = ready,
    .take = take,
    .message_find = message_find,
    .message_load = message_load,
    .message_recent = message_recent,
    .message_set_visible = message_set_visible,
    .message_delete = message_delete,
    .message_move = message_move,
    .next_visible = next_visible,
    .deadlines = deadlines,
    .message_scan = message_scan,
    .expire = expire,
};
