/* The suite on storage/sqlite in SQLite's own memory. */
#include "tests/storage/fixture.h"
#include "tests/storage/sqlite_open.h"
#include "tests/storage/suite.h"

const struct suite_store suite_store = {
    .name = "sqlite in memory",
    .open = sqlite_open_memory,
    .undoes = true,
    .slices = true,
};

int main(void)
{
    return suite_run();
}
