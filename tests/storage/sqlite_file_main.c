/* The suite on storage/sqlite with a file, which is also closed and opened again amid tests. */
#include "storage/sqlite/sqlite_store.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

#define FILE_NAME "queues.db"

static char folder[128];

static struct store *open_again(void)
{
    char path[sizeof folder + sizeof FILE_NAME];
    snprintf(path, sizeof path, "%s/%s", folder, FILE_NAME);
    const struct sqlite_store_options options = {path, SQLITE_DURABILITY_NORMAL};
    char error[256] = "";
    struct store *store = sqlite_store_open(&options, error, sizeof error);
    if (!store)
        fprintf(stderr, "%s\n", error);
    return store;
}

static struct store *open_file(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.100s/ropeline-XXXXXX", base ? base : "/tmp");
    return mkdtemp(folder) ? open_again() : NULL;
}

static struct store *reopen_file(struct store *store)
{
    store_close(store);
    return open_again();
}

static void remove_folder(void)
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

const struct suite_store suite_store = {.name = "sqlite on a file",
                                        .open = open_file,
                                        .reopen = reopen_file,
                                        .cleanup = remove_folder,
                                        .undoes = true};

int main(void)
{
    return suite_run();
}
