/* The store on SQLite: a file (WAL), or SQLite's own memory. */
#ifndef ROPELINE_STORAGE_SQLITE_STORE_H
#define ROPELINE_STORAGE_SQLITE_STORE_H

#include "storage/store.h"

enum sqlite_durability {
    SQLITE_DURABILITY_NORMAL, /* what is committed survives the death of the process */
    SQLITE_DURABILITY_FULL,   /* and of the machine: each commit is synced */
};

struct sqlite_store_options {
    const char *path; /* NULL: in memory */
    enum sqlite_durability durability;
};

/* Opens or creates. On failure returns NULL and writes one clear line for the user (no newline)
 * into `error` of `error_size` bytes: not a database, a newer schema, used by another process, not
 * writable, no space. The file is held exclusively until close. */
struct store *sqlite_store_open(const struct sqlite_store_options *options, char *error,
                                size_t error_size);

/* Copies the database `from` to the new file `to`, also while a server works on it: the copy is
 * what it held at one moment, checked for damage, and on the disk with its name. False: one clear
 * line for the user in `error`, and there is no file `to`, or the one that was there. */
bool sqlite_store_backup(const char *from, const char *to, char *error, size_t error_size);

#endif
