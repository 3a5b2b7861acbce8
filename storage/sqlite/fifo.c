/* The order of FIFO queues: rows of `fifo` by (group, id), and one row of `message_group` per group
 * that holds messages, keyed by the time of visibility of its first message, then by its rank.
 *
 * So a locked or delayed group simply has a key in the future: the groups that can be received from
 * are a range, in the order in which they are served, and nothing has to happen when a lock ends.
 * A message behind an invisible one is reached only through its group's first messages. */
#include "storage/sqlite/inside.h"

/* Groups of FIFO queues always have a name; the contract's "absent" is the empty one. */
static struct slice group_name(const struct store_message *message)
{
    return slice_present(message->group) ? message->group : SLICE("");
}

struct place fifo_place(struct sqlite_store *store, struct bucket *bucket,
                        const struct store_message *message)
{
    int64_t number;
    int64_t total;
    if (!group_find(store, bucket, group_name(message), &number, &total))
        number = message->id;
    return (struct place){.lane = number, .group = number};
}

bool fifo_insert(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *message)
{
    if (place.group == message->id) {
        struct query query = query_open(
            &store->database, SQL_GROUP_INSERT,
            INTS(place.group, bucket->number, 0, bucket->rank, message->visible_ms, message->id));
        query_text(&query, group_name(message));
        if (!query_run(&query))
            return false;
    }
    return database_run(&store->database, SQL_FIFO_INSERT,
                        INTS(place.group, message->id, bucket->rank, message->visible_ms,
                             message->retained_ms, message->receive_count,
                             message->first_received_ms, message->received_ms)) &&
           due_insert(store, bucket, message);
}

bool fifo_update(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *old, const struct store_message *new, bool *ret_found)
{
    if (!database_run(&store->database, SQL_FIFO_UPDATE,
                      INTS(place.group, old->id, old->visible_ms, new->visible_ms,
                           new->receive_count, new->first_received_ms, new->received_ms,
                           bucket->rank)))
        return false;
    *ret_found = database_changes(&store->database) > 0;
    if (!*ret_found)
        return true;
    return database_run(&store->database, SQL_FIFO_MOVE_HEAD,
                        INTS(place.group, new->id, new->visible_ms, bucket->rank)) &&
           due_remove(store, bucket, old) && due_insert(store, bucket, new);
}

/* The group after one of its messages has gone: the next first, or nothing. */
static bool group_advance(struct sqlite_store *store, int64_t group, int64_t gone)
{
    struct query query = query_open(&store->database, SQL_FIFO_FIRST, INTS(group));
    if (!query_next(&query))
        return !store->database.failed &&
               database_run(&store->database, SQL_GROUP_REMOVE, INTS(group));
    int64_t visible_ms = row_int(&query);
    int64_t first = row_int(&query);
    int64_t rank = row_int(&query);
    query_close(&query);
    if (first < gone)
        return true;
    return database_run(&store->database, SQL_GROUP_SET_HEAD, INTS(group, visible_ms, first, rank));
}

bool fifo_remove(struct sqlite_store *store, struct bucket *bucket, struct place place,
                 const struct store_message *message, bool *ret_found)
{
    if (!database_run(&store->database, SQL_FIFO_REMOVE,
                      INTS(place.group, message->id, message->visible_ms)))
        return false;
    *ret_found = database_changes(&store->database) > 0;
    if (!*ret_found)
        return true;
    return group_advance(store, place.group, message->id) && due_remove(store, bucket, message);
}

/* Takes from the front of a group what is visible and not gone. */
static void ready_of_group(struct sqlite_store *store, int64_t group, struct store_time time,
                           struct found *found)
{
    struct query query = query_open(&store->database, SQL_GROUP_WHOLE, INTS(group, time.oldest_ms));
    while (found->count < found->limit && query_next(&query)) {
        struct store_message *message = &found->items[found->count];
        message_decode(store, &query, true, found->arena, message);
        if (message->visible_ms > time.now_ms)
            break;
        found->count++;
    }
    query_close(&query);
}

bool fifo_ready(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                struct found *found)
{
    struct query query =
        query_open(&store->database, SQL_GROUP_HEADS, INTS(bucket->number, time.now_ms));
    while (found->count < found->limit && query_next(&query))
        ready_of_group(store, row_int(&query), time, found);
    query_close(&query);
    return !store->database.failed;
}

int64_t fifo_next(struct sqlite_store *store, struct bucket *bucket, struct store_time time)
{
    int64_t next = INT64_MAX;
    database_int(&store->database, SQL_GROUP_NEXT, INTS(bucket->number, time.now_ms), &next);
    return next;
}
