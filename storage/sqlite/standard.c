/* The order of standard queues: rows of `ready` by (lane, visible_ms, id), so what can be received
 * is a range, and delayed, in flight and visible again are only other keys.
 *
 * A message without a group stands in the bucket's main lane, as does one of a small group. A group
 * that has grown large gets a lane of its own, so that a noisy one can be passed over without
 * looking at its messages (groups.c). */
#include "storage/sqlite/inside.h"

struct place standard_place(struct sqlite_store *store, struct bucket *bucket,
                            const struct store_message *message)
{
    if (slice_present(message->group))
        return group_join(store, bucket, message->group, message->id);
    return (struct place){.lane = bucket_base(bucket)};
}

static bool in_own_lane(struct place place)
{
    return place.group != 0 && place.lane == place.group;
}

static bool receipt_put(struct sqlite_store *store, const struct store_message *message)
{
    return database_run(&store->database, SQL_RECEIPT_PUT,
                        INTS(message->id, message->visible_ms, message->receive_count,
                             message->first_received_ms, message->received_ms));
}

static bool ready_insert(struct sqlite_store *store, struct place place,
                         const struct store_message *message)
{
    return database_run(&store->database, SQL_READY_INSERT,
                        INTS(place.lane, message->visible_ms, message->id, message->retained_ms,
                             place.group, message->receive_count > 0));
}

/* *ret_found false: there is no such row. */
static bool ready_remove(struct sqlite_store *store, struct place place,
                         const struct store_message *message, bool *ret_found)
{
    bool done = database_run(&store->database, SQL_READY_REMOVE,
                             INTS(place.lane, message->visible_ms, message->id));
    *ret_found = database_changes(&store->database) > 0;
    return done;
}

bool standard_insert(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *message)
{
    if (!ready_insert(store, place, message))
        return false;
    if (message->receive_count > 0 && !receipt_put(store, message))
        return false;
    if (!in_own_lane(place))
        return true;
    return due_insert(store, bucket, message) && lane_refresh(store, place.lane);
}

bool standard_update(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *old, const struct store_message *new,
                     bool *ret_found)
{
    /* Not an UPDATE: SQLite would look for the row four times instead of twice. */
    if (!ready_remove(store, place, old, ret_found))
        return false;
    if (!*ret_found)
        return true;
    if (!ready_insert(store, place, new) || !receipt_put(store, new))
        return false;
    if (!in_own_lane(place))
        return true;
    return due_remove(store, bucket, old) && due_insert(store, bucket, new) &&
           lane_refresh(store, place.lane);
}

bool standard_remove(struct sqlite_store *store, struct bucket *bucket, struct place place,
                     const struct store_message *message, bool *ret_found)
{
    if (!ready_remove(store, place, message, ret_found))
        return false;
    if (!*ret_found)
        return true;
    if (!database_run(&store->database, SQL_RECEIPT_REMOVE, INTS(message->id)))
        return false;
    if (in_own_lane(place) &&
        !(due_remove(store, bucket, message) && lane_refresh(store, place.lane)))
        return false;
    return place.group == 0 || group_leave(store, bucket, place.group);
}

/* ---- queues with groups: a merge over lanes ---- */

/* A message found in a lane. */
struct candidate {
    int64_t visible_ms;
    int64_t id;
};

/* The first candidates in order; never more than `limit`. */
struct candidates {
    struct candidate *items;
    size_t count;
    size_t limit;
};

static bool candidate_before(struct candidate a, struct candidate b)
{
    return a.visible_ms != b.visible_ms ? a.visible_ms < b.visible_ms : a.id < b.id;
}

/* Would it be among the first? */
static bool candidates_want(const struct candidates *set, struct candidate new)
{
    return set->count < set->limit ||
           (set->count > 0 && candidate_before(new, set->items[set->count - 1]));
}

static void candidates_add(struct candidates *set, struct candidate new)
{
    size_t at = set->count < set->limit ? set->count++ : set->count - 1;
    while (at > 0 && candidate_before(new, set->items[at - 1])) {
        set->items[at] = set->items[at - 1];
        at--;
    }
    set->items[at] = new;
}

struct scan {
    struct sqlite_store *store;
    struct store_time time;
    int64_t after_ms; /* visible_ms of what is surely gone */
    int64_t noisy;    /* group, or 0 */
    struct candidates quiet;
    struct candidates loud; /* of the noisy group */
};

/* Gathers from one lane, in order, until nothing more of it is wanted. Small groups share the main
 * lane, so at most 29 messages of the noisy group are in the way there. */
static void scan_lane(struct scan *scan, int64_t lane)
{
    struct query query =
        query_open(&scan->store->database, SQL_READY_SCAN,
                   INTS(lane, scan->after_ms, scan->time.now_ms, scan->time.oldest_ms));
    while (query_next(&query)) {
        struct candidate found = {.visible_ms = row_int(&query)};
        found.id = row_int(&query);
        int64_t group = row_int(&query);
        bool loud = group != 0 && group == scan->noisy;
        struct candidates *set = loud ? &scan->loud : &scan->quiet;
        if (candidates_want(set, found))
            candidates_add(set, found);
        if (!candidates_want(set, found) && (!loud || lane == scan->noisy))
            break; /* whatever follows in this lane comes later still */
    }
    query_close(&query);
}

/* Lanes of large groups, by their first message, as long as they may hold a wanted one. */
static void scan_lanes(struct scan *scan, const struct bucket *bucket)
{
    struct query query = query_open(&scan->store->database, SQL_GROUP_HEADS,
                                    INTS(bucket->number, scan->time.now_ms));
    while (query_next(&query)) {
        int64_t lane = row_int(&query);
        struct candidate head = {.visible_ms = row_int(&query)};
        head.id = row_int(&query);
        if (!candidates_want(&scan->quiet, head))
            break;
        if (lane != scan->noisy)
            scan_lane(scan, lane);
    }
    query_close(&query);
}

static bool read_candidates(struct sqlite_store *store, struct bucket *bucket,
                            const struct candidates *set, struct found *found)
{
    for (size_t i = 0; i < set->count && found->count < found->limit; i++)
        if (!message_read(store, bucket, set->items[i].id, found->arena,
                          &found->items[found->count++]))
            return database_fail_text(&store->database, "a message has no row");
    return true;
}

static bool merge_lanes(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                        int64_t after_ms, struct found *found)
{
    struct scan scan = {.store = store, .time = time, .after_ms = after_ms};
    scan.noisy = group_noisy(store, bucket);
    scan.quiet.limit = found->limit;
    scan.quiet.items = arena_array(found->arena, found->limit, sizeof(struct candidate));
    scan.loud.limit = scan.noisy ? found->limit : 0;
    scan.loud.items = arena_array(found->arena, scan.loud.limit, sizeof(struct candidate));
    scan_lane(&scan, bucket_base(bucket));
    scan_lanes(&scan, bucket);
    if (scan.noisy && scan.quiet.count < found->limit)
        scan_lane(&scan, scan.noisy);
    return read_candidates(store, bucket, &scan.quiet, found) &&
           read_candidates(store, bucket, &scan.loud, found) && !store->database.failed;
}

/* ---- queues without: one lane ---- */

static bool read_lane(struct sqlite_store *store, int64_t lane, struct store_time time,
                      int64_t after_ms, struct found *found)
{
    struct query query = query_open(&store->database, SQL_LANE_WHOLE,
                                    INTS(lane, after_ms, time.now_ms, time.oldest_ms));
    while (found->count < found->limit && query_next(&query))
        message_decode(store, &query, false, found->arena, &found->items[found->count++]);
    query_close(&query);
    return !store->database.failed;
}

bool standard_ready(struct sqlite_store *store, struct bucket *bucket, struct store_time time,
                    struct found *found)
{
    /* Whoever became visible before the oldest that is retained arrived before it, too. */
    int64_t after_ms = bucket->early ? UNKNOWN_MS : time.oldest_ms;
    if (bucket->groups > 0)
        return merge_lanes(store, bucket, time, after_ms, found);
    return read_lane(store, bucket_base(bucket), time, after_ms, found);
}

int64_t standard_next(struct sqlite_store *store, struct bucket *bucket, struct store_time time)
{
    int64_t first = INT64_MAX;
    int64_t other = INT64_MAX;
    database_int(&store->database, SQL_READY_NEXT,
                 INTS(bucket_base(bucket), time.now_ms, time.oldest_ms), &first);
    if (bucket->groups > 0)
        database_int(&store->database, SQL_DUE_NEXT,
                     INTS(bucket->number, time.now_ms, time.oldest_ms), &other);
    return first < other ? first : other;
}
