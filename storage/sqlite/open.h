/* What opening a database consists of; used by open.c only. */
#ifndef ROPELINE_STORAGE_SQLITE_OPEN_H
#define ROPELINE_STORAGE_SQLITE_OPEN_H

#include "storage/sqlite/database.h"

enum schema_status {
    SCHEMA_READY,
    SCHEMA_FOREIGN, /* a database, but somebody else's */
    SCHEMA_NEWER,   /* written by a later Ropeline */
    SCHEMA_ERROR,   /* database->error says why */
};

/* Makes a new database ours, or brings an older one of ours up to date, in one transaction. */
enum schema_status schema_prepare(struct database *database);

#endif
