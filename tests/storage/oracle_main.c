/* The oracle with all stores: the plain one, storage/memory, and storage/sqlite in memory and on a
 * file that is closed and opened again at times. */
#include "storage/memory/memory_store.h"
#include "tests/storage/oracle.h"
#include "tests/storage/plain_store.h"
#include "tests/storage/sqlite_open.h"

static struct store *open_memory(void)
{
    return memory_store_open(0);
}

int main(int argc, char **argv)
{
    struct contestant contestants[] = {
        {.name = "plain", .open = plain_store_open},
        {.name = "memory", .open = open_memory},
        {.name = "sqlite in memory", .open = sqlite_open_memory},
        {.name = "sqlite on a file",
         .open = sqlite_open_file,
         .reopen = sqlite_reopen_file,
         .cleanup = sqlite_remove_file},
    };
    return oracle_main(contestants, ORACLE_CONTESTANTS, argc, argv);
}
