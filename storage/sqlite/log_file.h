/* The file of SQLite's write-ahead log, for two users of it.
 *
 * The loop: SQLite writes each page of a commit in two calls, its header and its content. Here
 * they are joined, so that a commit is one write. Nothing is held back beyond it: when SQLite
 * learns that a commit was written, the system has all of it, and a rollback leaves nothing.
 *
 * The checkpoint thread: it rests after some pages, so that a loop which shares its core with it
 * waits for a fraction of a millisecond, and not until the scheduler looks again. */
#ifndef ROPELINE_STORAGE_SQLITE_LOG_FILE_H
#define ROPELINE_STORAGE_SQLITE_LOG_FILE_H

#include <sqlite3.h>

/* The last argument of sqlite3_open_v2: the name of a file system that is the system's but for the
 * log. NULL, which is the system's own, when SQLite has no memory to begin with. Any thread. */
const char *log_file_joining(void);
const char *log_file_resting(void);

/* Once for a database that was opened with log_file_joining: what is held of a transaction is
 * forgotten when it is rolled back. Takes SQLite's rollback hook. */
void log_file_watch(sqlite3 *handle);

#endif
