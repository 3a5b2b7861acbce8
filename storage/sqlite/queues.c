/* Queues: their rows. Attributes and tags are written as one record each, in their order. */
#include "storage/sqlite/inside.h"

#include "src/base/buf.h"

/* More than any queue's attributes or tags can take (policies are the largest, 64 KiB). */
#define PAIRS_MAX (16 * 1024 * 1024)

static void pairs_write(struct buf *buf, const struct store_pairs *pairs)
{
    buf_init(buf, PAIRS_MAX);
    buf_put_u32(buf, (uint32_t)pairs->count);
    for (size_t i = 0; i < pairs->count; i++) {
        buf_put_slice(buf, pairs->items[i].name);
        buf_put_slice(buf, pairs->items[i].value);
    }
}

/* The record must stay alive: the pairs point into it. */
static bool pairs_read(struct slice record, struct arena *arena, struct store_pairs *ret)
{
    struct reader reader = {.rest = record};
    size_t count = reader_u32(&reader);
    if (count > record.len)
        return false;
    ret->items = arena_array(arena, count, sizeof(*ret->items));
    ret->count = count;
    for (size_t i = 0; i < count; i++) {
        ret->items[i].name = reader_slice(&reader);
        ret->items[i].value = reader_slice(&reader);
    }
    return !reader.failed;
}

static void bind_name(struct query *query, struct slice account, struct slice region,
                      struct slice name)
{
    query_text(query, account);
    query_text(query, region);
    query_text(query, name);
}

static int64_t find_id(struct sqlite_store *store, struct slice account, struct slice region,
                       struct slice name)
{
    struct query query = query_open(&store->database, SQL_QUEUE_FIND, NULL, 0);
    bind_name(&query, account, region, name);
    int64_t id = query_next(&query) ? row_int(&query) : 0;
    query_close(&query);
    return id;
}

/* Binds what QUEUE_INSERT and QUEUE_UPDATE have in common, runs, frees the records. */
static bool write_row(struct query *query, const struct store_queue *queue, int64_t bucket)
{
    struct buf attributes;
    struct buf tags;
    pairs_write(&attributes, &queue->attributes);
    pairs_write(&tags, &queue->tags);
    query_text(query, queue->dead_letter_queue);
    query_blob(query, attributes.at, attributes.len);
    query_blob(query, tags.at, tags.len);
    if (bucket != 0)
        query_int(query, bucket);
    bool done = query_run(query) && !attributes.overflow && !tags.overflow;
    buf_release(&attributes);
    buf_release(&tags);
    return done;
}

static bool insert_row(struct sqlite_store *store, struct store_queue *queue, int64_t bucket)
{
    struct query query = query_open(&store->database, SQL_QUEUE_INSERT, NULL, 0);
    bind_name(&query, queue->account, queue->region, queue->name);
    query_int(&query, queue->fifo);
    query_int(&query, queue->created_ms);
    query_int(&query, queue->modified_ms);
    query_int(&query, queue->purged_ms);
    if (!write_row(&query, queue, bucket))
        return database_fail_text(&store->database, "the queue's row could not be written");
    queue->id = sqlite3_last_insert_rowid(store->database.handle);
    return true;
}

enum store_status sqlite_queue_create(struct store *base, struct store_queue *queue)
{
    struct sqlite_store *store = sqlite_store_of(base);
    if (find_id(store, queue->account, queue->region, queue->name) != 0)
        return STORE_EXISTS;
    struct query query = query_open(&store->database, SQL_DELETED_REMOVE, NULL, 0);
    bind_name(&query, queue->account, queue->region, queue->name);
    query_run(&query);
    int64_t bucket = bucket_create(store, 0);
    if (bucket != 0)
        insert_row(store, queue, bucket);
    return store_answer(store);
}

bool queue_decode(struct sqlite_store *store, struct query *query, struct arena *arena,
                  struct store_queue *ret)
{
    *ret = (struct store_queue){.id = row_int(query)};
    ret->fifo = row_int(query) != 0;
    ret->created_ms = row_int(query);
    ret->modified_ms = row_int(query);
    ret->purged_ms = row_int(query);
    ret->account = row_copy(query, arena);
    ret->region = row_copy(query, arena);
    ret->name = row_copy(query, arena);
    ret->dead_letter_queue = row_copy(query, arena);
    struct slice attributes = row_copy(query, arena);
    struct slice tags = row_copy(query, arena);
    return (pairs_read(attributes, arena, &ret->attributes) &&
            pairs_read(tags, arena, &ret->tags)) ||
           database_fail_text(&store->database, "a damaged row of a queue");
}

enum store_status sqlite_queue_find(struct store *base, struct slice account, struct slice region,
                                    struct slice name, struct arena *arena, struct store_queue *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_QUEUE_FIND, NULL, 0);
    bind_name(&query, account, region, name);
    if (!query_next(&query))
        return store_missing(store);
    queue_decode(store, &query, arena, ret);
    query_close(&query);
    return store_answer(store);
}

enum store_status sqlite_queue_update(struct store *base, const struct store_queue *queue)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_QUEUE_UPDATE,
                                    INTS(queue->id, queue->modified_ms, queue->purged_ms));
    if (!write_row(&query, queue, 0)) {
        database_fail_text(&store->database, "the queue's row could not be written");
        return STORE_ERROR;
    }
    return database_changes(&store->database) > 0 ? STORE_OK : STORE_NOT_FOUND;
}

enum store_status sqlite_queue_delete(struct store *base, int64_t queue, int64_t now_ms)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    if (bucket_discard(store, bucket) &&
        database_run(&store->database, SQL_DELETED_PUT, INTS(queue, now_ms)))
        database_run(&store->database, SQL_QUEUE_REMOVE, INTS(queue));
    return store_answer(store);
}

enum store_status sqlite_queue_purge(struct store *base, int64_t queue)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct bucket *bucket = bucket_get(store, queue);
    if (!bucket)
        return store_missing(store);
    return bucket_replace(store, bucket, true) ? STORE_OK : STORE_ERROR;
}

enum store_status sqlite_queue_deleted_ms(struct store *base, struct slice account,
                                          struct slice region, struct slice name, int64_t *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_DELETED_GET, NULL, 0);
    bind_name(&query, account, region, name);
    if (!query_next(&query))
        return store_missing(store);
    *ret = row_int(&query);
    query_close(&query);
    return STORE_OK;
}

/* Copies up to `limit` names that start with `prefix` into a new array; closes the query. */
static enum store_status read_names(struct sqlite_store *store, struct query *query,
                                    struct slice prefix, size_t limit, struct arena *arena,
                                    struct slice **ret, size_t *ret_count)
{
    *ret = NULL;
    *ret_count = 0;
    while (*ret_count < limit && query_next(query)) {
        struct slice name = row_slice(query);
        if (!slice_starts(name, prefix))
            break;
        *ret = rows_room(arena, *ret, *ret_count, sizeof(**ret));
        (*ret)[(*ret_count)++] = arena_copy(arena, name);
    }
    query_close(query);
    return store_answer(store);
}

/* Bounds of names are compared with texts: absent means the empty text. */
static struct slice bound(struct slice name)
{
    return slice_present(name) ? name : SLICE("");
}

enum store_status sqlite_queue_list(struct store *base, struct slice account, struct slice region,
                                    struct slice prefix, struct slice after, size_t limit,
                                    struct arena *arena, struct slice **ret, size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_QUEUE_NAMES, NULL, 0);
    query_text(&query, account);
    query_text(&query, region);
    query_text(&query, bound(after));
    query_text(&query, bound(prefix));
    return read_names(store, &query, prefix, limit, arena, ret, ret_count);
}

enum store_status sqlite_queue_sources(struct store *base, struct slice account,
                                       struct slice region, struct slice name, struct slice after,
                                       size_t limit, struct arena *arena, struct slice **ret,
                                       size_t *ret_count)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_QUEUE_SOURCES, NULL, 0);
    bind_name(&query, account, region, name);
    query_text(&query, bound(after));
    return read_names(store, &query, SLICE(""), limit, arena, ret, ret_count);
}
