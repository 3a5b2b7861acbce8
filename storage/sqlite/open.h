/* What opening a database consists of; used by open.c only. */
#ifndef ROPELINE_STORAGE_SQLITE_OPEN_H
#define ROPELINE_STORAGE_SQLITE_OPEN_H

#include "storage/sqlite/database.h"

/* Steps of SQL; the n-th leads from format n to format n + 1, and format 0 is an empty file. */
struct migrations {
    const char *const *steps;
    int count;
};

/* All there are: their number is the format that this program writes. */
extern const struct migrations schema_migrations;

enum schema_status {
    SCHEMA_READY,   /* ours, or empty */
    SCHEMA_FOREIGN, /* a database, but somebody else's */
    SCHEMA_NEWER,   /* written by a later Ropeline */
    SCHEMA_ERROR,   /* database->error says why */
};

/* Reads what the file is, and changes nothing. *ret_format: of READY and NEWER. */
enum schema_status schema_inspect(struct database *database, int *ret_format);

/* Brings a file of that format up to the latest, in one transaction. False: it is as it was, and
 * database->error says why. */
bool schema_upgrade(struct database *database, const struct migrations *migrations, int format);

#endif
