/* The tables, as numbered migrations. PRAGMA user_version says how many a file has seen: its
 * format.
 *
 * A migration that was released is never edited: files of its format are out there. A change is a
 * new migration at the end, with a file of the format before it in tests/storage/sqlite/released
 * (docs/file-format.md).
 *
 * Numbers that carry meaning:
 *
 *   bucket   a queue's messages live in a bucket; a purge gives the queue a new bucket and leaves
 *            the old one to `collect`. Numbers of buckets are never used twice.
 *   id       of a message: bucket number in the high bits, arrival number in the low ones (see
 *            bucket.h), so every table keyed by it keeps a bucket together, in order of arrival.
 *   group    number of a message group: the id of the message that opened it.
 *   lane     a run of the messages of a standard queue: number of a large group, or the bucket's
 *            own number (arrival 0) for all others.
 *
 * Order is kept in small rows (ready, fifo), bodies in `message`, whose rows never change. */
#include "storage/sqlite/open.h"

#include <stdio.h>

/* "Rope" in ASCII: marks the file as Ropeline's (PRAGMA application_id). */
#define APPLICATION_ID 0x526f7065

static const char *const steps[] = {
    /* 1: everything */
    "CREATE TABLE queue ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,"
    "  fifo INTEGER NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL,"
    "  purged_ms INTEGER NOT NULL, dead_letter_queue TEXT,"
    "  attributes BLOB NOT NULL, tags BLOB NOT NULL,"
    "  bucket INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX queue_name ON queue (account, region, name);"
    "CREATE INDEX queue_source ON queue (account, region, dead_letter_queue, name)"
    "  WHERE dead_letter_queue IS NOT NULL;"
    "CREATE TABLE deleted_queue ("
    "  account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,"
    "  deleted_ms INTEGER NOT NULL, PRIMARY KEY (account, region, name)) WITHOUT ROWID;"

    /* What struct bucket keeps in memory, as of the latest commit. */
    "CREATE TABLE bucket ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, memory INTEGER NOT NULL,"
    "  arrived INTEGER NOT NULL, total INTEGER NOT NULL, not_visible INTEGER NOT NULL,"
    "  delayed INTEGER NOT NULL, watermark_ms INTEGER NOT NULL,"
    "  newest_retained_ms INTEGER NOT NULL, elders INTEGER NOT NULL, groups INTEGER NOT NULL,"
    "  early INTEGER NOT NULL);"
    "CREATE TABLE garbage (bucket INTEGER PRIMARY KEY);"

    /* Immutable. visible_ms is the one it arrived with. */
    "CREATE TABLE message ("
    "  id INTEGER PRIMARY KEY, uuid BLOB NOT NULL,"
    "  sent_ms INTEGER NOT NULL, retained_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL,"
    "  lane INTEGER NOT NULL, grp INTEGER NOT NULL, body_md5 BLOB NOT NULL,"
    "  group_name TEXT, deduplication TEXT, sender TEXT, trace TEXT, source TEXT,"
    "  attributes BLOB, body BLOB);"
    /* Messages whose retention counts from before that of an earlier arrival. */
    "CREATE TABLE elder ("
    "  bucket INTEGER, retained_ms INTEGER, id INTEGER,"
    "  PRIMARY KEY (bucket, retained_ms, id)) WITHOUT ROWID;"

    /* Standard queues: the order, and for what was received or rescheduled its present state. */
    "CREATE TABLE ready ("
    "  lane INTEGER, visible_ms INTEGER, id INTEGER,"
    "  retained_ms INTEGER NOT NULL, grp INTEGER NOT NULL, received INTEGER NOT NULL,"
    "  PRIMARY KEY (lane, visible_ms, id)) WITHOUT ROWID;"
    "CREATE TABLE receipt ("
    "  id INTEGER PRIMARY KEY, visible_ms INTEGER NOT NULL, receive_count INTEGER NOT NULL,"
    "  first_received_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL);"

    /* FIFO queues. */
    "CREATE TABLE fifo ("
    "  grp INTEGER, id INTEGER, visible_ms INTEGER NOT NULL, retained_ms INTEGER NOT NULL,"
    "  receive_count INTEGER NOT NULL, first_received_ms INTEGER NOT NULL,"
    "  received_ms INTEGER NOT NULL, PRIMARY KEY (grp, id)) WITHOUT ROWID;"

    /* Groups that hold messages. FIFO: head is the first message of the group. Standard: total is
     * how many it holds, head the first of its lane, NULL while its lane is empty. */
    "CREATE TABLE message_group ("
    "  number INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, name TEXT NOT NULL,"
    "  total INTEGER NOT NULL, head_visible_ms INTEGER, head_id INTEGER);"
    "CREATE UNIQUE INDEX group_name ON message_group (bucket, name);"
    "CREATE INDEX group_head ON message_group (bucket, head_visible_ms, head_id)"
    "  WHERE head_visible_ms IS NOT NULL;"
    "CREATE INDEX group_large ON message_group (bucket, total) WHERE total >= 30;"
    /* Of FIFO queues and of lanes: the messages that were received or delayed, by time. */
    "CREATE TABLE due ("
    "  bucket INTEGER, visible_ms INTEGER, id INTEGER,"
    "  retained_ms INTEGER NOT NULL, received INTEGER NOT NULL,"
    "  PRIMARY KEY (bucket, visible_ms, id)) WITHOUT ROWID;"

    /* Dedup entries and receive attempts; windows.c holds an index from hash to number. */
    "CREATE TABLE remembered ("
    "  number INTEGER PRIMARY KEY, hash INTEGER NOT NULL, expires_ms INTEGER NOT NULL,"
    "  memory INTEGER NOT NULL, kind INTEGER NOT NULL, key TEXT NOT NULL,"
    "  record BLOB NOT NULL);"

    "CREATE TABLE task ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB NOT NULL UNIQUE,"
    "  account TEXT NOT NULL, source TEXT NOT NULL, destination TEXT, rate INTEGER NOT NULL,"
    "  status INTEGER NOT NULL, moved INTEGER NOT NULL, to_move INTEGER NOT NULL,"
    "  started_ms INTEGER NOT NULL, failure_reason TEXT);"
    "CREATE INDEX task_source ON task (source, started_ms, number);"
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",

    /* 2: the rank of FIFO messages (see store.h), which orders groups within a millisecond */
    "ALTER TABLE bucket ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE fifo ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE message_group ADD COLUMN head_rank INTEGER NOT NULL DEFAULT 0;"
    "DROP INDEX group_head;"
    "CREATE INDEX group_head ON message_group (bucket, head_visible_ms, head_rank, head_id)"
    "  WHERE head_visible_ms IS NOT NULL;",

    /* 3: names of deleted queues are forgotten in time */
    "CREATE INDEX deleted_queue_age ON deleted_queue (deleted_ms);",
};

const struct migrations schema_migrations = {steps, sizeof(steps) / sizeof(steps[0])};

/* The one number that a PRAGMA or a count answers; -1 on error. */
static int ask(struct database *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int answer = -1;
    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int(statement, 0);
    else
        database_fail(database);
    sqlite3_finalize(statement);
    return answer;
}

enum schema_status schema_inspect(struct database *database, int *ret_format)
{
    int format = ask(database, "PRAGMA user_version");
    int tables = format < 0 ? -1 : ask(database, "SELECT count(*) FROM sqlite_schema");
    int application = tables < 0 ? -1 : ask(database, "PRAGMA application_id");
    if (database->failed)
        return SCHEMA_ERROR;
    if (application != APPLICATION_ID && (tables > 0 || format != 0))
        return SCHEMA_FOREIGN;
    *ret_format = format;
    return format > schema_migrations.count ? SCHEMA_NEWER : SCHEMA_READY;
}

static bool apply(struct database *database, const struct migrations *migrations, int format)
{
    char mark[96];
    snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
             APPLICATION_ID, migrations->count);
    bool done = database_execute(database, "BEGIN IMMEDIATE");
    for (int i = format; done && i < migrations->count; i++)
        done = database_execute(database, migrations->steps[i]);
    return done && database_execute(database, mark);
}

bool schema_upgrade(struct database *database, const struct migrations *migrations, int format)
{
    if (format == migrations->count || apply(database, migrations, format))
        return true;
    if (!sqlite3_get_autocommit(database->handle))
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
