/* A copy is on the disk, with its name, when the backup says so. What SQLite syncs goes past this.
 */
#include "tests/storage/sqlite/file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYNCS_MAX 8

static struct {
    int count;
    struct stat synced[SYNCS_MAX];
    bool named[SYNCS_MAX]; /* the copy had its name by then */
    int fail_at;           /* the number of a sync, from 1 */
    int reason;
} syncs;

int __real_fsync(int fd);
int __wrap_fsync(int fd);

int __wrap_fsync(int fd)
{
    assert_true(syncs.count < SYNCS_MAX);
    assert_int_equal(fstat(fd, &syncs.synced[syncs.count]), 0);
    syncs.named[syncs.count] = access(file_path("copy"), F_OK) == 0;
    if (++syncs.count != syncs.fail_at)
        return __real_fsync(fd);
    errno = syncs.reason;
    return -1;
}

static bool same_file(const struct stat *status, const char *path)
{
    struct stat other;
    return stat(path, &other) == 0 && other.st_dev == status->st_dev &&
           other.st_ino == status->st_ino;
}

/* A backup whose sync number `fail_at` (0: none) fails. */
static bool back_up(int fail_at, int reason)
{
    char from[256], to[256];
    memset(&syncs, 0, sizeof syncs);
    syncs.fail_at = fail_at;
    syncs.reason = reason;
    snprintf(from, sizeof from, "%s", file_path("queues"));
    snprintf(to, sizeof to, "%s", file_path("copy"));
    return sqlite_store_backup(from, to, file_error, sizeof file_error);
}

static void make_store(void)
{
    struct store *store = file_open("queues");
    assert_non_null(store);
    store_close(store);
}

static void the_file_is_synced_then_the_folder(void **state)
{
    (void)state;
    make_store();
    assert_true(back_up(0, 0));
    assert_int_equal(syncs.count, 2);
    assert_false(syncs.named[0]);
    assert_true(same_file(&syncs.synced[0], file_path("copy")));
    assert_true(syncs.named[1]);
    assert_true(same_file(&syncs.synced[1], file_path("")));
}

static void a_failed_sync_leaves_no_copy(void **state)
{
    (void)state;
    make_store();
    for (int fail_at = 1; fail_at <= 2; fail_at++) {
        assert_false(back_up(fail_at, EIO));
        assert_non_null(strstr(file_error, "Input/output error"));
        assert_int_equal(syncs.count, fail_at);
        assert_int_not_equal(access(file_path("copy"), F_OK), 0);
    }
}

/* Not every file system can. */
static void a_folder_that_cannot_be_synced_will_do(void **state)
{
    (void)state;
    make_store();
    assert_true(back_up(2, EINVAL));
    assert_int_equal(access(file_path("copy"), F_OK), 0);
}

int test_backup(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_file_is_synced_then_the_folder, folder_make,
                                        folder_remove),
        cmocka_unit_test_setup_teardown(a_failed_sync_leaves_no_copy, folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_synced_will_do, folder_make,
                                        folder_remove),
    };
    return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
