/* The verb of the command line: see backup.h. */
#include "src/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/sqlite/sqlite_store.h"

#define ERROR_SIZE 1024

static int fail(int code, const char *error)
{
    fprintf(stderr, "ropeline: %s\n", error);
    return code;
}

/* "--name value" or "--name=value"; *at is advanced over what was used. */
static const char *read_option(const char *name, int argc, char **argv, int *at)
{
    const char *argument = argv[*at];
    size_t len = strlen(name);
    if (strncmp(argument, name, len) != 0)
        return NULL;
    if (argument[len] == '=')
        return argument + len + 1;
    return argument[len] == '\0' && *at + 1 < argc ? argv[++*at] : NULL;
}

int backup(int argc, char **argv)
{
    const char *from = getenv("ROPELINE_DB");
    const char *to = NULL;
    char error[ERROR_SIZE];
    for (int i = 0; i < argc; i++) {
        const char *value;
        if ((value = read_option("--db", argc, argv, &i)))
            from = value;
        else if ((value = read_option("--to", argc, argv, &i)))
            to = value;
        else
            return fail(2, "usage: ropeline backup --db FILE --to FILE");
    }
    if (!from || !*from || !to || !*to)
        return fail(2, "usage: ropeline backup --db FILE --to FILE");
    return sqlite_store_backup(from, to, error, sizeof error) ? EXIT_SUCCESS
                                                              : fail(EXIT_FAILURE, error);
}
