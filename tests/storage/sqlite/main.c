/* The tests of the SQLite store alone. */
#include "tests/storage/sqlite/file.h"

int main(void)
{
    return test_open() + test_crash() + test_failure() + test_retention() + test_space() +
           test_checkpoint() + test_plans() + test_hashes() + test_upgrade() + test_backup();
}
