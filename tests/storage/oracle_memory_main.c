/* The oracle with storage/memory against the plain store. */
#include "storage/memory/memory_store.h"
#include "tests/storage/oracle.h"
#include "tests/storage/plain_store.h"

static struct store *open_memory(void)
{
    return memory_store_open(0);
}

int main(int argc, char **argv)
{
    struct contestant contestants[] = {
        {.name = "plain", .open = plain_store_open},
        {.name = "memory", .open = open_memory},
    };
    return oracle_main(contestants, 2, argc, argv);
}
