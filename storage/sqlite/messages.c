/* Messages: the immutable row of each, and what happens to one from arrival to removal. Its place
 * in the order belongs to standard.c and fifo.c. */
#include "storage/sqlite/inside.h"

static struct place_slot *place_slot(struct sqlite_store *store, int64_t id)
{
    return &store->places[(uint64_t)id % PLACE_SLOTS];
}

static void place_remember(struct sqlite_store *store, int64_t id, struct place place)
{
    *place_slot(store, id) = (struct place_slot){.id = id, .place = place};
}

struct place message_place(struct sqlite_store *store, const struct bucket *bucket, int64_t id)
{
    const struct place_slot *slot = place_slot(store, id);
    struct place place = {.lane = bucket_base(bucket)};
    if (!bucket->fifo && bucket->groups == 0)
        return place;
    if (slot->id == id)
        return slot->place;
    struct query query = query_open(&store->database, SQL_MESSAGE_PLACE, INTS(id));
    if (query_next(&query)) {
        place.lane = row_int(&query);
        place.group = row_int(&query);
        place_remember(store, id, place);
    }
    query_close(&query);
    return place;
}

static void read_texts(struct query *query, struct arena *arena, struct store_message *ret)
{
    ret->group = row_copy(query, arena);
    ret->deduplication_id = row_copy(query, arena);
    ret->sender_id = row_copy(query, arena);
    ret->trace_header = row_copy(query, arena);
    ret->source_arn = row_copy(query, arena);
    ret->attributes = row_copy(query, arena);
    ret->body = row_copy(query, arena);
}

void message_decode(struct sqlite_store *store, struct query *query, bool fifo, struct arena *arena,
                    struct store_message *ret)
{
    *ret = (struct store_message){.visible_ms = row_int(query)};
    ret->receive_count = (int32_t)row_int(query);
    ret->first_received_ms = row_int(query);
    ret->received_ms = row_int(query);
    ret->id = row_int(query);
    ret->sequence = fifo ? ret->id : 0;
    ret->sent_ms = row_int(query);
    ret->retained_ms = row_int(query);
    struct place place = {.lane = row_int(query)};
    place.group = row_int(query);
    place_remember(store, ret->id, place);
    row_bytes(query, ret->message_id.bytes, sizeof(ret->message_id.bytes));
    row_bytes(query, ret->body_md5, sizeof(ret->body_md5));
    if (arena)
        read_texts(query, arena, ret);
}

bool message_read(struct sqlite_store *store, struct bucket *bucket, int64_t id,
                  struct arena *arena, struct store_message *ret)
{
    enum statement which = bucket->fifo ? (arena ? SQL_FIFO_WHOLE : SQL_FIFO_HEAD)
                                        : (arena ? SQL_STANDARD_WHOLE : SQL_STANDARD_HEAD);
    if (!bucket_owns(bucket, id))
        return false;
    struct query query = query_open(&store->database, which, INTS(id));
    if (!query_next(&query))
        return false;
    message_decode(store, &query, bucket->fifo, arena, ret);
    query_close(&query);
    return !store->database.failed;
}

/* Writes the immutable row. `original`: id of the message that lends attributes and body, or 0. */
static bool write_row(struct sqlite_store *store, const struct store_message *message,
                      struct place place, int64_t original)
{
    struct query query =
        query_open(&store->database, original ? SQL_MESSAGE_COPY : SQL_MESSAGE_INSERT,
                   INTS(message->id, message->sent_ms, message->retained_ms, message->visible_ms,
                        place.lane, place.group));
    query_blob(&query, message->message_id.bytes, sizeof(message->message_id.bytes));
    query_text(&query, message->group);
    query_text(&query, message->deduplication_id);
    query_text(&query, message->sender_id);
    query_text(&query, message->trace_header);
    query_text(&query, message->source_arn);
    if (original) {
        query_int(&query, original);
    } else {
        query_blob(&query, message->body_md5, sizeof(message->body_md5));
        query_blob(&query, message->attributes.at, message->attributes.len);
        query_blob(&query, message->body.at, message->body.len);
    }
    return query_run(&query);
}

/* Adds a message at the end of the bucket. */
static bool message_add(struct sqlite_store *store, struct bucket *bucket,
                        struct store_message *message, int64_t original)
{
    message->id = bucket_base(bucket) + ++bucket->arrived;
    message->sequence = bucket->fifo ? message->id : 0;
    bucket->rank++;
    if (message->visible_ms < message->retained_ms)
        bucket->early = true;
    /* So that a message which is visible as it arrives never counts as hidden. */
    if (!count_advance(store, bucket, message->sent_ms))
        return false;
    struct place place =
        bucket->fifo ? fifo_place(store, bucket, message) : standard_place(store, bucket, message);
    place_remember(store, message->id, place);
    if (!write_row(store, message, place, original))
        return false;
    if (!(bucket->fifo ? fifo_insert : standard_insert)(store, bucket, place, message))
        return false;
    count_add(store, bucket, message);
    return retention_add(store, bucket, message);
}

enum store_status sqlite_message_put(struct store *base, int64_t queue,
                                     struct store_message *message)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    if (bucket->arrived == ARRIVAL_MAX)
        return STORE_FULL;
    message_add(store, bucket, message, 0);
    return store_answer(store);
}

bool message_remove(struct sqlite_store *store, struct bucket *bucket,
                    const struct store_message *message, bool *ret_found)
{
    struct place place = message_place(store, bucket, message->id);
    if (!(bucket->fifo ? fifo_remove : standard_remove)(store, bucket, place, message, ret_found))
        return false;
    if (!*ret_found)
        return true;
    count_remove(store, bucket, message);
    return retention_remove(store, bucket, message) &&
           database_run(&store->database, SQL_MESSAGE_REMOVE, INTS(message->id));
}

enum store_status sqlite_message_delete(struct store *base, int64_t queue,
                                        const struct store_message *message)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    struct store_message present;
    bool found;
    if (!bucket)
        return store_missing(store);
    if (!bucket_owns(bucket, message->id))
        return STORE_NOT_FOUND;
    if (!message_remove(store, bucket, message, &found))
        return STORE_ERROR;
    if (found)
        return STORE_OK;
    /* The caller's copy is older than another change of this turn. */
    if (!message_read(store, bucket, message->id, NULL, &present))
        return store_missing(store);
    return message_remove(store, bucket, &present, &found) && found ? STORE_OK : STORE_ERROR;
}

enum store_status sqlite_message_find(struct store *base, int64_t queue, int64_t id,
                                      int64_t hint_ms, struct store_message *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    (void)hint_ms; /* every message is found by its id */
    if (!bucket || !message_read(store, bucket, id, NULL, ret))
        return store_missing(store);
    return store_answer(store);
}

enum store_status sqlite_message_load(struct store *base, int64_t queue, int64_t id,
                                      struct arena *arena, struct store_message *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket || !message_read(store, bucket, id, arena, ret))
        return store_missing(store);
    return store_answer(store);
}

enum store_status sqlite_message_recent(struct store *base, int64_t queue, int64_t since_ms,
                                        struct arena *arena, int64_t **ret, size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    *ret_count = 0;
    if (!bucket)
        return store_missing(store);
    *ret = NULL;
    struct query query = query_open(&store->database, SQL_MESSAGE_LATEST,
                                    INTS(bucket_base(bucket), bucket_end(bucket)));
    while (query_next(&query)) {
        int64_t id = row_int(&query);
        if (row_int(&query) <= since_ms)
            break;
        *ret = rows_room(arena, *ret, *ret_count, sizeof(**ret));
        (*ret)[(*ret_count)++] = id;
    }
    query_close(&query);
    return store_answer(store);
}

/* A new time of visibility, by a receive (received_ms) or without one (0). */
struct change {
    int64_t visible_ms;
    int64_t received_ms;
};

static struct store_message change_apply(const struct store_message *old, struct change change)
{
    struct store_message new = *old;
    new.visible_ms = change.visible_ms;
    if (change.received_ms == 0)
        return new;
    new.receive_count++;
    new.received_ms = change.received_ms;
    if (new.first_received_ms == 0)
        new.first_received_ms = change.received_ms;
    return new;
}

/* Changes the message where `message` says that it stands; *ret_found as in standard_update. */
static bool change_try(struct sqlite_store *store, struct bucket *bucket,
                       struct store_message *message, struct change change, bool *ret_found)
{
    struct place place = message_place(store, bucket, message->id);
    struct store_message new = change_apply(message, change);
    if (!(bucket->fifo ? fifo_update : standard_update)(store, bucket, place, message, &new,
                                                        ret_found))
        return false;
    if (!*ret_found)
        return true;
    count_remove(store, bucket, message);
    count_add(store, bucket, &new);
    if (new.visible_ms < new.retained_ms)
        bucket->early = true;
    *message = new;
    return true;
}

static enum store_status message_change(struct sqlite_store *store, struct bucket *bucket,
                                        struct store_message *message, struct change change)
{
    struct store_message present;
    bool found;
    if (!bucket_owns(bucket, message->id))
        return STORE_NOT_FOUND;
    if (!change_try(store, bucket, message, change, &found))
        return STORE_ERROR;
    if (found)
        return STORE_OK;
    /* The caller's copy is older than another change of this turn. */
    if (!message_read(store, bucket, message->id, NULL, &present))
        return store_missing(store);
    message->visible_ms = present.visible_ms;
    message->receive_count = present.receive_count;
    message->received_ms = present.received_ms;
    message->first_received_ms = present.first_received_ms;
    return change_try(store, bucket, message, change, &found) && found ? STORE_OK : STORE_ERROR;
}

enum store_status sqlite_take(struct store *base, int64_t queue, struct store_message *messages,
                              size_t count, int64_t now_ms, int64_t visible_ms)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    struct change change = {.visible_ms = visible_ms, .received_ms = now_ms};
    if (!bucket)
        return store_missing(store);
    bucket->rank++;
    for (size_t i = 0; i < count; i++) {
        enum store_status status = message_change(store, bucket, &messages[i], change);
        if (status != STORE_OK)
            return status;
    }
    return STORE_OK;
}

enum store_status sqlite_message_set_visible(struct store *base, int64_t queue,
                                             struct store_message *message, int64_t visible_ms)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    bucket->rank++;
    return message_change(store, bucket, message, (struct change){.visible_ms = visible_ms});
}

enum store_status sqlite_message_move(struct store *base, int64_t from,
                                      const struct store_message *message, int64_t to,
                                      struct store_message *changed)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *source = bucket_get(store, from);
    struct bucket *target = bucket_get(store, to);
    struct store_message present;
    bool found;
    if (!source || !target || !message_read(store, source, message->id, NULL, &present))
        return store_missing(store);
    if (target->arrived == ARRIVAL_MAX)
        return STORE_FULL;
    if (!message_add(store, target, changed, present.id) ||
        !message_remove(store, source, &present, &found))
        return STORE_ERROR;
    if (!found)
        database_fail_text(&store->database, "a damaged order");
    return store_answer(store);
}
