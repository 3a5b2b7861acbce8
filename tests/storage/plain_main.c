/* The suite on the plain store, the oracle's measure: what it says is what the suite says. */
#include "tests/storage/fixture.h"
#include "tests/storage/plain_store.h"
#include "tests/storage/suite.h"

const struct suite_store suite_store = {.name = "plain", .open = plain_store_open};

int main(void)
{
    return suite_run();
}
