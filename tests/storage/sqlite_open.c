/* Opening storage/sqlite: see sqlite_open.h. */
#include "tests/storage/sqlite_open.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "storage/sqlite/sqlite_store.h"

#define FILE_NAME "queues.db"

static char folder[128];

static struct store *open_path(const char *path)
{
    const struct sqlite_store_options options = {path, SQLITE_DURABILITY_NORMAL};
    char error[256] = "";
    struct store *store = sqlite_store_open(&options, error, sizeof error);
    if (!store)
        fprintf(stderr, "%s\n", error);
    return store;
}

struct store *sqlite_open_memory(void)
{
    return open_path(NULL);
}

static struct store *open_again(void)
{
    char path[sizeof folder + sizeof FILE_NAME];
    snprintf(path, sizeof path, "%s/%s", folder, FILE_NAME);
    return open_path(path);
}

struct store *sqlite_open_file(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.100s/ropeline-XXXXXX", base ? base : "/tmp");
    return mkdtemp(folder) ? open_again() : NULL;
}

struct store *sqlite_reopen_file(struct store *store)
{
    store_close(store);
    return open_again();
}

void sqlite_remove_file(void)
{
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[sizeof folder + sizeof entry->d_name];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}
