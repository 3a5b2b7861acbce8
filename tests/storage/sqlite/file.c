/* Folders and files of the tests: see file.h. Also what fixture.h asks for, on a file "store". */
#include "tests/storage/sqlite/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char file_error[256];

static char folder[128];

int folder_make(void **state)
{
    const char *base = getenv("TMPDIR");
    (void)state;
    snprintf(folder, sizeof folder, "%.100s/ropeline-XXXXXX", base ? base : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

int folder_remove(void **state)
{
    DIR *dir = opendir(folder);
    (void)state;
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[sizeof folder + sizeof entry->d_name];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove(path);
    }
    if (dir)
        closedir(dir);
    return rmdir(folder);
}

const char *file_path(const char *name)
{
    static char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

struct store *file_open(const char *name)
{
    struct sqlite_store_options options = {file_path(name), SQLITE_DURABILITY_NORMAL};
    file_error[0] = '\0';
    return sqlite_store_open(&options, file_error, sizeof file_error);
}

int64_t file_size(const char *name)
{
    struct stat status;
    return stat(file_path(name), &status) == 0 ? (int64_t)status.st_size : -1;
}

static struct store *fixture_open(void)
{
    return folder_make(NULL) == 0 ? file_open("store") : NULL;
}

static struct store *fixture_reopen(struct store *store)
{
    store_close(store);
    return file_open("store");
}

static void fixture_cleanup(void)
{
    folder_remove(NULL);
}

const struct suite_store suite_store = {.name = "sqlite on a file",
                                        .open = fixture_open,
                                        .reopen = fixture_reopen,
                                        .cleanup = fixture_cleanup,
                                        .undoes = true};
