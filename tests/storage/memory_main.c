/* The suite on storage/memory. */
#include "storage/memory/memory_store.h"

#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static struct store *open_memory(void)
{
    return memory_store_open(0);
}

const struct suite_store suite_store = {.name = "memory", .open = open_memory, .slices = true};

int main(void)
{
    return suite_run();
}
