/* The suite on storage/sqlite with a file, which is also closed and opened again amid tests. */
#include "tests/storage/fixture.h"
#include "tests/storage/sqlite_open.h"
#include "tests/storage/suite.h"

const struct suite_store suite_store = {
    .name = "sqlite on a file",
    .open = sqlite_open_file,
    .reopen = sqlite_reopen_file,
    .cleanup = sqlite_remove_file,
    .undoes = true,
    .slices = true,
};

int main(void)
{
    return suite_run();
}
