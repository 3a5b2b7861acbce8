/* Message groups: their rows, the lanes of large ones on standard queues, and which is noisy. */
#include "storage/sqlite/inside.h"

/* A group of a standard queue with this many messages has a lane of its own for what it receives
 * from then on, and may be noisy (store.h). Also in the index group_large. */
#define LARGE_GROUP 30

bool group_find(struct sqlite_store *store, const struct bucket *bucket, struct slice name,
                int64_t *ret_number, int64_t *ret_total)
{
    struct query query = query_open(&store->database, SQL_GROUP_FIND, INTS(bucket->number));
    query_text(&query, name);
    bool found = query_next(&query);
    if (found) {
        *ret_number = row_int(&query);
        *ret_total = row_int(&query);
    }
    query_close(&query);
    return found;
}

/* Known from the message alone, so that nobody has to remember whether there is a row. */
static bool due_has(const struct store_message *message)
{
    return message->receive_count > 0 || message->visible_ms > message->sent_ms;
}

bool due_insert(struct sqlite_store *store, const struct bucket *bucket,
                const struct store_message *message)
{
    return !due_has(message) ||
           database_run(&store->database, SQL_DUE_INSERT,
                        INTS(bucket->number, message->visible_ms, message->id, message->retained_ms,
                             message->receive_count > 0));
}

bool due_remove(struct sqlite_store *store, const struct bucket *bucket,
                const struct store_message *message)
{
    return !due_has(message) ||
           database_run(&store->database, SQL_DUE_REMOVE,
                        INTS(bucket->number, message->visible_ms, message->id));
}

static bool group_open(struct sqlite_store *store, struct bucket *bucket, struct slice name,
                       int64_t number)
{
    struct query query =
        query_open(&store->database, SQL_GROUP_INSERT, INTS(number, bucket->number, 1, 0));
    query_text(&query, SLICE_NONE); /* no head: its messages stand in the main lane */
    query_text(&query, SLICE_NONE);
    query_text(&query, name);
    bucket->groups++;
    bucket_touch(store, bucket);
    return query_run(&query);
}

struct place group_join(struct sqlite_store *store, struct bucket *bucket, struct slice name,
                        int64_t id)
{
    struct place place = {.lane = bucket_base(bucket)};
    int64_t total = 0;
    if (!group_find(store, bucket, name, &place.group, &total)) {
        group_open(store, bucket, name, id);
        place.group = id;
        return place;
    }
    database_run(&store->database, SQL_GROUP_SET_TOTAL, INTS(place.group, total + 1));
    if (total + 1 >= LARGE_GROUP)
        place.lane = place.group;
    return place;
}

bool group_leave(struct sqlite_store *store, struct bucket *bucket, int64_t number)
{
    int64_t total = 0;
    if (!database_int(&store->database, SQL_GROUP_TOTAL, INTS(number), &total))
        return !store->database.failed;
    if (total > 1)
        return database_run(&store->database, SQL_GROUP_SET_TOTAL, INTS(number, total - 1));
    bucket->groups--;
    bucket_touch(store, bucket);
    return database_run(&store->database, SQL_GROUP_REMOVE, INTS(number));
}

bool lane_refresh(struct sqlite_store *store, int64_t lane)
{
    struct query query = query_open(&store->database, SQL_LANE_FIRST, INTS(lane));
    if (!query_next(&query))
        return !store->database.failed &&
               database_run(&store->database, SQL_GROUP_CLEAR_HEAD, INTS(lane));
    int64_t visible_ms = row_int(&query);
    int64_t id = row_int(&query);
    query_close(&query);
    return database_run(&store->database, SQL_GROUP_SET_HEAD, INTS(lane, visible_ms, id, 0));
}

int64_t group_noisy(struct sqlite_store *store, const struct bucket *bucket)
{
    int64_t noisy = 0;
    struct query query = query_open(&store->database, SQL_GROUP_LARGEST, INTS(bucket->number));
    if (query_next(&query)) {
        int64_t number = row_int(&query);
        if (row_int(&query) * 2 > bucket->total)
            noisy = number;
    }
    query_close(&query);
    return noisy;
}
