/* Opening and closing: the file, its lock, the connection's settings, one clear line when it cannot
 * be. */
#include "storage/sqlite/open.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "src/base/memory.h"
#include "storage/sqlite/inside.h"
#include "storage/sqlite/log_file.h"

static const struct store_ops ops;

/* Where the reason of a failure goes. */
struct reason {
    char *text;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reason reason, const char *format,
                                                         ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason.text, reason.size, format, args);
    va_end(args);
    return false;
}

/* Holds the file for this process alone. The lock dies with the process, however it dies. A BSD
 * lock, since SQLite's own are POSIX record locks, which do not meet it. */
static bool lock_file(struct sqlite_store *store, const char *path, struct reason reason)
{
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    if (store->lock < 0)
        return refuse(reason, "cannot open %s: %s", path, strerror(errno));
    if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return refuse(reason, "cannot open %s: another process is using it", path);
    return refuse(reason, "cannot lock %s: %s", path, strerror(errno));
}

static bool open_handle(struct sqlite_store *store, const char *path, struct reason reason)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    char *name = path ? database_path(path) : NULL;
    int code = sqlite3_open_v2(name ? name : ":memory:", &store->database.handle, flags,
                               log_file_joining());
    free(name);
    if (code != SQLITE_OK)
        return refuse(reason, "cannot open %s: %s", path ? path : "a store in memory",
                      sqlite3_errstr(code));
    log_file_watch(store->database.handle);
    sqlite3_extended_result_codes(store->database.handle, 1);
    sqlite3_busy_timeout(store->database.handle, 1000);
    return true;
}

/* The one text that a PRAGMA answers: did it do as asked? */
static bool pragma_answers(struct database *database, const char *pragma, const char *wanted)
{
    sqlite3_stmt *statement = NULL;
    bool same = false;
    if (sqlite3_prepare_v2(database->handle, pragma, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        same = strcmp((const char *)sqlite3_column_text(statement, 0), wanted) == 0;
    else
        database_fail(database);
    sqlite3_finalize(statement);
    return same;
}

/* Settings of every connection; auto_vacuum works only before the first table. Deleted content need
 * not be wiped. The system caches the file too, but with 16 MiB of cache instead of 2 a queue of
 * 100,000 message groups, whose rows lie far apart, is a tenth faster. */
static bool configure(struct sqlite_store *store, const struct sqlite_store_options *options,
                      struct reason reason)
{
    struct database *database = &store->database;
    bool full = options->durability == SQLITE_DURABILITY_FULL;
    bool done = database_execute(database, "PRAGMA auto_vacuum = INCREMENTAL;"
                                           "PRAGMA secure_delete = OFF;"
                                           "PRAGMA temp_store = MEMORY;"
                                           "PRAGMA cache_size = -16384;"
                                           "PRAGMA journal_size_limit = 50331648");
    if (!options->path)
        return done && database_execute(database, "PRAGMA journal_mode = MEMORY");
    if (done && !pragma_answers(database, "PRAGMA journal_mode = WAL", "wal") && !database->failed)
        return refuse(reason, "cannot open %s: its file system does not support a write-ahead log",
                      options->path);
    return done && database_execute(database, full ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL");
}

/* Somebody else's file must not be touched, so this comes before all settings. */
static bool inspect(struct sqlite_store *store, const char *path, struct reason reason,
                    int *ret_format)
{
    switch (schema_inspect(&store->database, ret_format)) {
    case SCHEMA_READY:
        return true;
    case SCHEMA_FOREIGN:
        return refuse(reason, "cannot open %s: it is a database, but not one of Ropeline", path);
    case SCHEMA_NEWER:
        return refuse(reason,
                      "cannot open %s: it was written by a newer version of Ropeline (its format "
                      "is %d, this version reads up to %d)",
                      path, *ret_format, schema_migrations.count);
    case SCHEMA_ERROR:
        break;
    }
    return false;
}

/* The line for what SQLite says, in words that help. */
static void explain(struct sqlite_store *store, const char *path, struct reason reason)
{
    switch (sqlite3_errcode(store->database.handle) & 0xff) {
    case SQLITE_NOTADB:
        refuse(reason, "cannot open %s: it is not a database", path);
        break;
    case SQLITE_CORRUPT:
        refuse(reason, "cannot open %s: the file is damaged", path);
        break;
    case SQLITE_FULL:
        refuse(reason, "cannot open %s: no space is left", path);
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        refuse(reason, "cannot open %s: the file or its directory is not writable", path);
        break;
    default:
        refuse(reason, "cannot open %s: %s", path, store->database.error);
    }
}

static void start_checkpoints(struct sqlite_store *store,
                              const struct sqlite_store_options *options)
{
    if (!options->path)
        return;
    char *name = database_path(options->path);
    store->checkpoint = checkpoint_start(&store->database, name, store->lock,
                                         options->durability == SQLITE_DURABILITY_FULL);
    free(name);
}

static bool store_start(struct sqlite_store *store, const struct sqlite_store_options *options,
                        struct reason reason)
{
    const char *path = options->path;
    const char *name = path ? path : "a store in memory";
    int format = 0;
    reason.text[0] = '\0';
    if (path && !lock_file(store, path, reason))
        return false;
    if (!open_handle(store, path, reason))
        return false;
    if (inspect(store, name, reason, &format) && configure(store, options, reason) &&
        schema_upgrade(&store->database, &schema_migrations, format)) {
        start_checkpoints(store, options);
        return true;
    }
    if (reason.text[0] == '\0')
        explain(store, name, reason);
    return false;
}

static const char *store_error(const struct store *base)
{
    return ((const struct sqlite_store *)base)->database.error;
}

static void store_end(struct store *base)
{
    struct sqlite_store *store = sqlite_store_of(base);
    assert(!store->in_turn);
    checkpoint_stop(store->checkpoint);
    buckets_drop(store);
    map_release(&store->buckets);
    windows_drop(store);
    database_close(&store->database);
    if (store->lock >= 0)
        close(store->lock);
    free(store);
}

struct store *sqlite_store_open(const struct sqlite_store_options *options, char *error,
                                size_t error_size)
{
    struct sqlite_store *store = memory_zalloc(sizeof(*store));
    assert(error_size > 0);
    /* No statistics on memory: nobody asks, and each allocation would take a lock for them. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    store->store.ops = &ops;
    store->lock = -1;
    map_init(&store->buckets);
    list_init(&store->dirty);
    if (store_start(store, options, (struct reason){error, error_size}))
        return &store->store;
    store_end(&store->store);
    return NULL;
}

static const struct store_ops ops = {
    .close = store_end,
    .turn_begin = sqlite_turn_begin,
    .turn_commit = sqlite_turn_commit,
    .turn_abandon = sqlite_turn_abandon,
    .error = store_error,
    .queue_create = sqlite_queue_create,
    .queue_find = sqlite_queue_find,
    .queue_update = sqlite_queue_update,
    .queue_delete = sqlite_queue_delete,
    .queue_purge = sqlite_queue_purge,
    .queue_deleted_ms = sqlite_queue_deleted_ms,
    .queue_list = sqlite_queue_list,
    .queue_sources = sqlite_queue_sources,
    .queue_scan = sqlite_queue_scan,
    .account_forget = sqlite_account_forget,
    .queue_counts = sqlite_queue_counts,
    .snapshot_take = sqlite_snapshot_take,
    .snapshot_restore = sqlite_snapshot_restore,
    .snapshot_free = sqlite_snapshot_free,
    .message_put = sqlite_message_put,
    .ready = sqlite_ready,
    .take = sqlite_take,
    .message_find = sqlite_message_find,
    .message_load = sqlite_message_load,
    .message_recent = sqlite_message_recent,
    .message_set_visible = sqlite_message_set_visible,
    .message_delete = sqlite_message_delete,
    .message_move = sqlite_message_move,
    .next_visible = sqlite_next_visible,
    .deadlines = sqlite_deadlines,
    .message_scan = sqlite_message_scan,
    .expire = sqlite_expire,
    .deduplication_find = sqlite_deduplication_find,
    .deduplication_put = sqlite_deduplication_put,
    .attempt_find = sqlite_attempt_find,
    .attempt_put = sqlite_attempt_put,
    .task_put = sqlite_task_put,
    .task_list = sqlite_task_list,
    .task_active = sqlite_task_active,
    .setting_get = sqlite_setting_get,
    .setting_put = sqlite_setting_put,
    .collect = sqlite_collect,
};
