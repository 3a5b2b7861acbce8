/* main of a fuzz target in builds without libFuzzer: runs it once for every file of the folders
 * that are named, each from a block of its exact size, so that reading past the end is found. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static void replay_file(const char *path)
{
    static uint8_t text[1 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return;
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL)
        abort();
    for (size_t i = 0; i < size; i++)
        copy[i] = text[i];
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

/* Returns how many files there were, or -1. */
static int replay_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return -1;
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[PATH_MAX];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        replay_file(path);
        count++;
    }
    closedir(entries);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);
        printf("%s: %d inputs\n", argv[i], count);
        if (count <= 0) {
            fprintf(stderr, "no corpus in %s\n", argv[i]);
            return 1;
        }
    }
    return 0;
}
