/* A copy of a database while a server works on it: see sqlite_store.h.
 *
 * Everything is read in one transaction, so the copy is the file at one moment. Readers of a
 * write-ahead log stop nobody; the log only grows until the copy is done. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/base/arena.h"
#include "src/base/memory.h"
#include "src/base/random.h"
#include "storage/sqlite/open.h"
#include "storage/sqlite/sqlite_store.h"

#define BUSY_MS 10000

struct backup {
    const char *from;
    const char *to;
    const char *part;   /* `to` while it is not whole: a name of this backup's own */
    const char *folder; /* of `to` */
    struct database source;
    struct database copy;
    char *error;
    size_t error_size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct backup *backup, const char *format,
                                                         ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(backup->error, backup->error_size, format, args);
    va_end(args);
    return false;
}

static bool open_database(struct backup *backup, struct database *database, const char *path,
                          int flags)
{
    char *name = database_path(path);
    int code = sqlite3_open_v2(name, &database->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    free(name);
    if (code != SQLITE_OK)
        return refuse(backup, "cannot open %s: %s", path, sqlite3_errstr(code));
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle, BUSY_MS);
    return true;
}

static bool open_source(struct backup *backup)
{
    int format;
    if (!open_database(backup, &backup->source, backup->from, SQLITE_OPEN_READONLY))
        return false;
    switch (schema_inspect(&backup->source, &format)) {
    case SCHEMA_READY:
        if (format > 0)
            return true;
        return refuse(backup, "%s holds no queues", backup->from);
    case SCHEMA_NEWER:
        return true; /* what it means does not matter */
    case SCHEMA_FOREIGN:
        return refuse(backup, "%s is a database, but not one of Ropeline", backup->from);
    case SCHEMA_ERROR:
        break;
    }
    return refuse(backup, "cannot read %s: %s", backup->from, backup->source.error);
}

static bool copy_pages(struct backup *backup)
{
    sqlite3_backup *pages =
        sqlite3_backup_init(backup->copy.handle, "main", backup->source.handle, "main");
    if (pages)
        sqlite3_backup_step(pages, -1);
    int code = pages ? sqlite3_backup_finish(pages) : sqlite3_errcode(backup->copy.handle);
    if (code == SQLITE_OK)
        return true;
    return refuse(backup, "cannot copy %s to %s: %s", backup->from, backup->part,
                  sqlite3_errstr(code));
}

/* A damaged file would be noticed only when the copy is needed. */
static bool check_copy(struct backup *backup)
{
    sqlite3_stmt *statement = NULL;
    bool sound = false;
    if (sqlite3_prepare_v2(backup->copy.handle, "PRAGMA integrity_check(1)", -1, &statement,
                           NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const char *verdict = (const char *)sqlite3_column_text(statement, 0);
        sound = verdict && strcmp(verdict, "ok") == 0; /* NULL: out of memory */
    }
    sqlite3_finalize(statement);
    return sound || refuse(backup, "%s is damaged; there is no copy", backup->from);
}

static bool sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0)
        close(fd);
    errno = reason;
    return synced;
}

/* Else a loss of power could take the new name. Not every file system can do that, and not every
 * folder may be read. */
static bool sync_folder(struct backup *backup)
{
    if (sync_path(backup->folder) || errno == EINVAL || errno == EACCES)
        return true;
    refuse(backup, "cannot sync %s: %s", backup->folder, strerror(errno));
    unlink(backup->to);
    return false;
}

/* The copy gets its name when it is whole and on the disk; what has that name already is never
 * replaced. Not every file system can promise that in one step: there it was looked at before. */
static bool publish(struct backup *backup)
{
    if (!sync_path(backup->part))
        return refuse(backup, "cannot sync %s: %s", backup->part, strerror(errno));
    int renamed = renameat2(AT_FDCWD, backup->part, AT_FDCWD, backup->to, RENAME_NOREPLACE);
    if (renamed != 0 && errno == EINVAL)
        renamed = rename(backup->part, backup->to);
    if (renamed != 0)
        return refuse(backup, "cannot make %s: %s", backup->to, strerror(errno));
    return sync_folder(backup);
}

/* An empty file, which SQLite takes for an empty database. */
static bool make_part(struct backup *backup)
{
    int fd = open(backup->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return refuse(backup, "cannot make %s: %s", backup->part, strerror(errno));
    close(fd);
    return true;
}

/* Removes the copy under its first name, with what SQLite keeps beside it. */
static void discard_part(const struct backup *backup)
{
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    size_t size = strlen(backup->part) + sizeof "-journal";
    char *path = memory_alloc(size);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(path, size, "%s%s", backup->part, suffixes[i]);
        unlink(path);
    }
    free(path);
}

static bool copy_all(struct backup *backup)
{
    if (access(backup->to, F_OK) == 0)
        return refuse(backup, "cannot make %s: %s", backup->to, strerror(EEXIST));
    if (!open_source(backup) || !make_part(backup))
        return false;
    bool done = open_database(backup, &backup->copy, backup->part, SQLITE_OPEN_READWRITE) &&
                copy_pages(backup) && check_copy(backup);
    database_close(&backup->copy);
    done = done && publish(backup);
    discard_part(backup);
    return done;
}

/* With its last slash. */
static const char *folder_of(struct arena *arena, struct slice path)
{
    ptrdiff_t slash = slice_find_last(path, '/');
    return slash < 0 ? "." : arena_copy(arena, slice_head(path, (size_t)slash + 1)).at;
}

bool sqlite_store_backup(const char *from, const char *to, char *error, size_t error_size)
{
    struct arena arena = {0};
    unsigned number;
    random_bytes(&number, sizeof number);
    struct backup backup = {.from = from,
                            .to = to,
                            .part = arena_printf(&arena, "%s.part-%08x", to, number).at,
                            .folder = folder_of(&arena, slice_of(to)),
                            .error = error,
                            .error_size = error_size};
    bool done = copy_all(&backup);
    database_close(&backup.source);
    arena_release(&arena);
    return done;
}
