/* The suite on storage/sqlite in SQLite's own memory. */
#include "storage/sqlite/sqlite_store.h"

#include <stdio.h>

#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store *open_memory(void)
{
    const struct sqlite_store_options options = {NULL, SQLITE_DURABILITY_NORMAL};
    char error[256] = "";
    struct store *store = sqlite_store_open(&options, error, sizeof error);
    if (!store)
        fprintf(stderr, "%s\n", error);
    return store;
}

const struct suite_store suite_store = {
    .name = "sqlite in memory", .open = open_memory, .undoes = true};

int main(void)
{
    return suite_run();
}
