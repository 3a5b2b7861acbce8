/* The write-ahead log's file: see log_file.h. Its format is SQLite's (sqlite.org/fileformat2.html,
 * section 4): a header of 32 bytes, then frames, each a header of 24 bytes and a page. */
#include "storage/sqlite/log_file.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#define LOG_HEADER_BYTES   32
#define FRAME_HEADER_BYTES 24

/* Joined up to this; a larger commit takes more than one write. No page is larger than half. */
#define HELD_MAX (128 * 1024)

/* To copy so many pages takes a tenth of a millisecond. */
#define PAGES_AT_A_TIME 32
#define REST_NS         100000

/* Beside the system's file, some of whose methods are ours. */
struct log_file {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *system;
    sqlite3_int64 end; /* of the frames that were written one after the other */
    bool in_frame;     /* its header was, its page comes next */
    bool at_once;      /* its page is written with all that is held */
    unsigned char *bytes;
    int held; /* of the bytes: not written yet */
    sqlite3_int64 held_at;
    int pages_read; /* since the latest rest */
};

static sqlite3_vfs *system_vfs;
static sqlite3_vfs joining_vfs;
static sqlite3_vfs resting_vfs;

/* Behind the system's file. */
static struct log_file *log_of(sqlite3_file *file)
{
    size_t align = _Alignof(struct log_file);
    size_t size = ((size_t)system_vfs->szOsFile + align - 1) / align * align;
    return (struct log_file *)(void *)((char *)file + size);
}

/* ---- joining ---- */

/* After an error the transaction is given up, so what could not be written is forgotten. */
static int write_held(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    int size = log->held;
    log->held = 0;
    return size == 0 ? SQLITE_OK : log->system->xWrite(file, log->bytes, size, log->held_at);
}

static int write_through(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    int code = write_held(file);
    return code == SQLITE_OK ? log_of(file)->system->xWrite(file, data, size, at) : code;
}

/* What follows the frames that are held, or is the first of them. */
static int hold(sqlite3_file *file, const void *data, int size)
{
    struct log_file *log = log_of(file);
    int code = log->held + size > HELD_MAX ? write_held(file) : SQLITE_OK;
    if (log->held == 0)
        log->held_at = log->end;
    memcpy(log->bytes + log->held, data, (size_t)size);
    log->held += size;
    log->end += size;
    return code;
}

/* The last frame of a transaction says how large the database is after it, all others say 0. */
static bool frame_commits(const unsigned char *header)
{
    return (header[4] | header[5] | header[6] | header[7]) != 0;
}

static int write_frame_header(sqlite3_file *file, const void *data)
{
    struct log_file *log = log_of(file);
    log->in_frame = true;
    log->at_once = frame_commits(data);
    return hold(file, data, FRAME_HEADER_BYTES);
}

static int write_page(sqlite3_file *file, const void *data, int size)
{
    int code = hold(file, data, size);
    log_of(file)->in_frame = false;
    return code == SQLITE_OK && log_of(file)->at_once ? write_held(file) : code;
}

/* A header where no frame ended before: the log begins anew, or a transaction does after another
 * was given up. Or it is written a second time, since a page of a large transaction has changed
 * since; then no page follows, so it must not be held. The next header tells them apart. */
static int write_elsewhere(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    if (size == LOG_HEADER_BYTES || size == FRAME_HEADER_BYTES) {
        log->in_frame = size == FRAME_HEADER_BYTES;
        log->at_once = true;
        log->end = at + size;
    }
    return write_through(file, data, size, at);
}

static int joining_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    const struct log_file *log = log_of(file);
    if (at != log->end || (!log->in_frame && size != FRAME_HEADER_BYTES))
        return write_elsewhere(file, data, size, at);
    return log->in_frame ? write_page(file, data, size) : write_frame_header(file, data);
}

/* Everything else comes after what is held. */
static int joining_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    int code = write_held(file);
    return code == SQLITE_OK ? log_of(file)->system->xRead(file, out, size, at) : code;
}

static int joining_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = write_held(file);
    return code == SQLITE_OK ? log_of(file)->system->xTruncate(file, size) : code;
}

static int joining_sync(sqlite3_file *file, int flags)
{
    int code = write_held(file);
    return code == SQLITE_OK ? log_of(file)->system->xSync(file, flags) : code;
}

static int joining_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    int code = write_held(file);
    return code == SQLITE_OK ? log_of(file)->system->xFileSize(file, ret) : code;
}

/* What is still held has no end: its transaction was given up. */
static int joining_close(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    sqlite3_free(log->bytes);
    return log->system->xClose(file);
}

/* On a device where a write may damage what is beside it SQLite fills up sectors and cuts pages. */
static bool writes_whole_frames(sqlite3_file *file)
{
    return file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int join(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    if (!writes_whole_frames(file))
        return SQLITE_OK;
    log->bytes = sqlite3_malloc(HELD_MAX);
    if (!log->bytes)
        return SQLITE_NOMEM;
    log->methods.xClose = joining_close;
    log->methods.xRead = joining_read;
    log->methods.xWrite = joining_write;
    log->methods.xTruncate = joining_truncate;
    log->methods.xSync = joining_sync;
    log->methods.xFileSize = joining_size;
    return SQLITE_OK;
}

/* Their place in the log is free again, also for another process. */
static void forget_held(void *handle)
{
    sqlite3_file *file = NULL;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (file && file->pMethods && file->pMethods->xWrite == joining_write)
        log_of(file)->held = 0;
}

/* ---- resting ---- */

static int resting_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    struct log_file *log = log_of(file);
    if (++log->pages_read == PAGES_AT_A_TIME) {
        log->pages_read = 0;
        nanosleep(&(struct timespec){.tv_nsec = REST_NS}, NULL);
    }
    return log->system->xRead(file, out, size, at);
}

/* ---- the file systems ---- */

/* Where this fails SQLite closes the file. */
static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret)
{
    int code = system_vfs->xOpen(system_vfs, name, file, flags, ret);
    if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL))
        return code;
    struct log_file *log = log_of(file);
    *log = (struct log_file){.methods = *file->pMethods, .system = file->pMethods};
    if (vfs == &resting_vfs)
        log->methods.xRead = resting_read;
    else
        code = join(file);
    file->pMethods = &log->methods;
    return code;
}

static void vfs_add(sqlite3_vfs *vfs, const char *name)
{
    *vfs = *system_vfs;
    vfs->zName = name;
    vfs->szOsFile += (int)(sizeof(struct log_file) + _Alignof(struct log_file));
    vfs->xOpen = vfs_open;
    sqlite3_vfs_register(vfs, 0);
}

static void add_all(void)
{
    system_vfs = sqlite3_vfs_find(NULL);
    if (!system_vfs)
        return;
    vfs_add(&joining_vfs, "ropeline");
    vfs_add(&resting_vfs, "ropeline-checkpoint");
}

static const char *name_of(const sqlite3_vfs *vfs)
{
    static pthread_once_t added = PTHREAD_ONCE_INIT;
    pthread_once(&added, add_all);
    return vfs->zName;
}

const char *log_file_joining(void)
{
    return name_of(&joining_vfs);
}

const char *log_file_resting(void)
{
    return name_of(&resting_vfs);
}

void log_file_watch(sqlite3 *handle)
{
    sqlite3_rollback_hook(handle, forget_held, handle);
}
