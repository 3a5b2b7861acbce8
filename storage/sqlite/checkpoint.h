/* Checkpoints of a file's write-ahead log on a thread of their own, so that the loop does not wait
 * for the disk. */
#ifndef ROPELINE_STORAGE_SQLITE_CHECKPOINT_H
#define ROPELINE_STORAGE_SQLITE_CHECKPOINT_H

#include "storage/sqlite/database.h"

struct checkpoint;

/* Takes over the checkpoints of `database`, whose file is `path`, open as `file`; `full`: each
 * commit is synced. NULL when the second connection or the thread cannot be had: then SQLite's own
 * go on. */
struct checkpoint *checkpoint_start(struct database *database, const char *path, int file,
                                    bool full);

/* Asks for one even if little was written: pages given back leave the file only with it. */
void checkpoint_request(struct checkpoint *checkpoint);

/* Ends the thread; before the database is closed. NULL is fine. */
void checkpoint_stop(struct checkpoint *checkpoint);

#endif
