/* SQLite's file layer and allocator with a planned fault in front: see vfs.h. */
#include "tests/faults/vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "tests/faults/fault.h"

/* A file of ours, followed by the real one. */
struct file {
    sqlite3_file super;
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct file *)file)->real;
}

/* ---- files ---- */

static int file_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    if (fault_reached(FAULT_READ, NULL, NULL))
        return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), out, size, at);
}

struct writing {
    sqlite3_file *file;
    const void *data;
    int size;
    sqlite3_int64 at;
};

static void write_half(void *argument)
{
    struct writing *writing = argument;
    writing->file->pMethods->xWrite(writing->file, writing->data, writing->size / 2, writing->at);
}

static int file_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    struct writing writing = {real_of(file), data, size, at};
    if (fault_reached(FAULT_WRITE, write_half, &writing))
        return fault_is_full() ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return real_of(file)->pMethods->xWrite(real_of(file), data, size, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fault_reached(FAULT_WRITE, NULL, NULL))
        return SQLITE_IOERR_TRUNCATE;
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    if (fault_reached(FAULT_SYNC, NULL, NULL))
        return SQLITE_IOERR_FSYNC;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), ret);
}

static int file_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_lock(sqlite3_file *file, int *ret)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int file_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
    if (fault_reached(FAULT_SHARED, NULL, NULL))
        return SQLITE_IOERR_SHMMAP;
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    /* Unlocking cannot fail. */
    if ((flags & SQLITE_SHM_LOCK) && fault_reached(FAULT_SHARED, NULL, NULL))
        return SQLITE_IOERR_SHMLOCK;
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ---- the file system ---- */

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret)
{
    struct file *ours = (struct file *)file;
    (void)vfs;
    ours->super.pMethods = NULL;
    if (fault_reached(FAULT_OPEN, NULL, NULL))
        return SQLITE_CANTOPEN;
    ours->real = (sqlite3_file *)(void *)(ours + 1);
    int code = real_vfs->xOpen(real_vfs, name, ours->real, flags, ret);
    if (code == SQLITE_OK)
        ours->super.pMethods = &methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    if (fault_reached(FAULT_OPEN, NULL, NULL))
        return SQLITE_IOERR_DELETE;
    return real_vfs->xDelete(real_vfs, name, sync);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
    (void)vfs;
    if (fault_reached(FAULT_OPEN, NULL, NULL))
        return SQLITE_IOERR_ACCESS;
    return real_vfs->xAccess(real_vfs, name, flags, ret);
}

/* ---- memory ---- */

static sqlite3_mem_methods real_memory;

static void *memory_malloc(int size)
{
    return fault_reached(FAULT_ALLOCATION, NULL, NULL) ? NULL : real_memory.xMalloc(size);
}

static void *memory_realloc(void *old, int size)
{
    return fault_reached(FAULT_ALLOCATION, NULL, NULL) ? NULL : real_memory.xRealloc(old, size);
}

void faults_install(void)
{
    static sqlite3_vfs vfs;
    sqlite3_mem_methods memory;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    memory = real_memory;
    memory.xMalloc = memory_malloc;
    memory.xRealloc = memory_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0); /* every allocation is counted */
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "faults";
    vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    sqlite3_vfs_register(&vfs, 1);
}
