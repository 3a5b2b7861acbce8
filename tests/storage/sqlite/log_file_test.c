/* The file of the write-ahead log: a commit is one write, and whoever reads the file, at any
 * commit, from wherever, finds what was committed. A program of its own, since it must be the first
 * to use SQLite: it puts itself between the log file and the system. */
#include "storage/sqlite/log_file.h"

#include <dirent.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/base/random.h"

/* ---- the system below, counted ---- */

/* The two kinds of files that matter, as the system does them and as they are here. */
struct kind {
    const sqlite3_io_methods *system;
    sqlite3_io_methods methods;
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *system;
    struct kind database;
    struct kind log;
    int writes;
    int fail_at; /* the write that fails; 0: none */
    bool careful;
} below;

static int counted_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    below.writes++;
    return below.writes == below.fail_at ? SQLITE_FULL
                                         : below.log.system->xWrite(file, data, size, at);
}

/* SQLite asks for them of the database, the log's file of the log. */
static int characteristics(sqlite3_file *file)
{
    int real = below.database.system->xDeviceCharacteristics(file);
    return below.careful ? real & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE : real;
}

static int counted_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret)
{
    (void)vfs;
    int code = below.system->xOpen(below.system, name, file, flags, ret);
    struct kind *kind = flags & SQLITE_OPEN_WAL       ? &below.log
                        : flags & SQLITE_OPEN_MAIN_DB ? &below.database
                                                      : NULL;
    if (code != SQLITE_OK || !kind)
        return code;
    kind->system = file->pMethods;
    kind->methods = *file->pMethods;
    kind->methods.xDeviceCharacteristics = characteristics;
    if (kind == &below.log)
        kind->methods.xWrite = counted_write;
    file->pMethods = &kind->methods;
    return code;
}

static void count_below(void)
{
    sqlite3_initialize();
    below.system = sqlite3_vfs_find(NULL);
    below.vfs = *below.system;
    below.vfs.zName = "counted";
    below.vfs.xOpen = counted_open;
    sqlite3_vfs_register(&below.vfs, 1);
}

/* ---- a database ---- */

static char folder[64];

static const char *path_of(const char *name)
{
    static char path[96];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static sqlite3 *open_as(const char *name, const char *vfs)
{
    sqlite3 *handle = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    assert_int_equal(sqlite3_open_v2(path_of(name), &handle, flags, vfs), SQLITE_OK);
    return handle;
}

static int run(sqlite3 *handle, const char *sql)
{
    return sqlite3_exec(handle, sql, NULL, NULL, NULL);
}

static void must(sqlite3 *handle, const char *sql)
{
    if (run(handle, sql) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
}

/* The one number that a query answers. */
static sqlite3_int64 number(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    sqlite3_int64 value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

#define SUM "SELECT coalesce(sum(id * 7 + value * 31 + length(body)), 0) FROM row"

/* With a cache of a few pages, so that transactions write before they commit. */
static sqlite3 *open_database(void)
{
    sqlite3 *handle = open_as("db", log_file_joining());
    log_file_watch(handle);
    must(handle, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;"
                 "PRAGMA synchronous = NORMAL; PRAGMA cache_size = 8; PRAGMA cache_spill = 4;"
                 "PRAGMA wal_autocheckpoint = 0;"
                 "CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, value INT, body BLOB);");
    return handle;
}

static void copy_file(const char *from, const char *to)
{
    char buffer[4096];
    size_t size;
    FILE *in = fopen(path_of(from), "rb");
    assert_non_null(in);
    FILE *out = fopen(path_of(to), "wb");
    assert_non_null(out);
    while ((size = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, size, out), size);
    fclose(in);
    fclose(out);
}

/* What one who reads the files now, as after a kill, finds in them. */
static sqlite3_int64 sum_after_kill(void)
{
    copy_file("db", "copy");
    copy_file("db-wal", "copy-wal");
    sqlite3 *copy = open_as("copy", "counted");
    sqlite3_int64 sum = number(copy, SUM);
    assert_int_equal(number(copy, "SELECT count(*) FROM pragma_integrity_check"
                                  " WHERE integrity_check = 'ok'"),
                     1);
    sqlite3_close(copy);
    unlink(path_of("copy"));
    return sum;
}

/* ---- tests ---- */

static void a_commit_is_one_write(void **state)
{
    (void)state;
    sqlite3 *handle = open_database();
    must(handle, "PRAGMA cache_spill = OFF");
    for (int commit = 0; commit < 5; commit++) {
        below.writes = 0;
        must(handle, "BEGIN; WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)"
                     " INSERT INTO row (value, body) SELECT i, randomblob(1000) FROM n; COMMIT");
        assert_int_equal(below.writes, 1);
    }
    sqlite3_close(handle);
}

static void a_large_commit_is_written_in_parts(void **state)
{
    (void)state;
    sqlite3 *handle = open_database();
    must(handle, "PRAGMA cache_spill = OFF");
    below.writes = 0;
    must(handle, "WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                 " INSERT INTO row (value, body) SELECT i, randomblob(3000) FROM n");
    assert_in_range(below.writes, 9, 12); /* 1.2 MB, 128 KiB each */
    assert_int_equal(sum_after_kill(), number(handle, SUM));
    sqlite3_close(handle);
}

static void a_careful_device_gets_each_write(void **state)
{
    (void)state;
    below.careful = true;
    sqlite3 *handle = open_database();
    must(handle, "PRAGMA synchronous = FULL"); /* fills up the sector with more frames */
    for (int i = 0; i < 20; i++) {
        below.writes = 0;
        must(handle, "INSERT INTO row (value, body) VALUES (1, randomblob(900))");
        assert_true(below.writes >= 2);
        assert_int_equal(sum_after_kill(), number(handle, SUM));
    }
    sqlite3_close(handle);
    below.careful = false;
}

static void a_failed_write_loses_its_transaction_only(void **state)
{
    (void)state;
    sqlite3 *handle = open_database();
    must(handle, "INSERT INTO row (value, body) VALUES (1, 'first')");
    sqlite3_int64 before = number(handle, SUM);
    for (int at = 1; at < 8; at++) {
        below.writes = 0;
        below.fail_at = at;
        int code = run(handle, "WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 90)"
                               " INSERT INTO row (value, body) SELECT i, randomblob(4000) FROM n");
        below.fail_at = 0;
        if (code == SQLITE_OK) /* it took fewer writes */
            before = number(handle, SUM);
        assert_int_equal(number(handle, SUM), before);
        must(handle, "UPDATE row SET value = value + 1 WHERE id = 1");
        before += 31;
        assert_int_equal(sum_after_kill(), before);
        assert_int_equal(number(handle, SUM), before);
    }
    sqlite3_close(handle);
}

/* Its place in the log belongs to whoever writes next, who may be another. */
static void a_rollback_leaves_nothing_to_be_written(void **state)
{
    (void)state;
    sqlite3 *handle = open_database();
    sqlite3 *other = open_as("db", "counted");
    must(other, "PRAGMA wal_checkpoint(TRUNCATE)"); /* so that the rollback need not read the log */
    below.writes = 0;
    must(handle, "BEGIN; WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 90)"
                 " INSERT INTO row (value, body) SELECT i, randomblob(4000) FROM n");
    assert_true(below.writes > 0); /* it has begun to write */
    must(handle, "ROLLBACK");
    must(other, "WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
                " INSERT INTO row (value, body) SELECT i, randomblob(4000) FROM n");
    below.writes = 0;
    assert_int_equal(number(handle, "SELECT count(*) FROM row"), 40);
    assert_int_equal(below.writes, 0);
    assert_int_equal(sum_after_kill(), number(other, SUM));
    sqlite3_close(other);
    sqlite3_close(handle);
}

/* One statement of a random story. Pages of a large transaction are written before its end, changed
 * again and written again. No savepoints, which the store does not use either: when one is rolled
 * back after that, SQLite 3.40 itself leaves frames with wrong sums behind. */
static void step(sqlite3 *handle, uint64_t random)
{
    static const char *const statements[] = {
        "INSERT INTO row (value, body) VALUES (7, randomblob(700))",
        ("INSERT INTO row (value, body) SELECT 7, randomblob(900) FROM"
         " (VALUES(1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), "
         "(15))"),
        "UPDATE row SET value = value + 1 WHERE id % 7 = (SELECT count(*) FROM row) % 7",
        "UPDATE row SET body = randomblob(1200) WHERE id IN (SELECT id FROM row LIMIT 3)",
        "DELETE FROM row WHERE id % 11 = (SELECT count(*) FROM row) % 11",
        "PRAGMA incremental_vacuum(3)",
        "SELECT sum(length(body)) FROM row",
    };
    must(handle, statements[random % (sizeof statements / sizeof *statements)]);
}

static void every_reader_finds_what_was_committed(void **state)
{
    (void)state;
    sqlite3 *handle = open_database();
    sqlite3 *reader = open_as("db", "counted");
    sqlite3 *copier = open_as("db", log_file_resting());
    struct random_stream random;
    random_stream_seed(&random, 20);
    for (int turn = 0; turn < 400; turn++) {
        sqlite3_int64 before = number(handle, SUM);
        uint64_t steps = random_stream_below(&random, 12);
        must(handle, "BEGIN");
        for (uint64_t i = 0; i < steps; i++)
            step(handle, random_stream_next(&random));
        assert_int_equal(number(reader, SUM), before);
        if (random_stream_below(&random, 5) == 0)
            must(handle, "ROLLBACK");
        else
            must(handle, "COMMIT");
        /* Before the writer reads, which would write what it holds. */
        if (turn % 5 == 0)
            assert_int_equal(sum_after_kill(), number(reader, SUM));
        assert_int_equal(number(reader, SUM), number(handle, SUM));
        if (random_stream_below(&random, 20) == 0)
            must(copier, "PRAGMA wal_checkpoint(PASSIVE)");
        if (random_stream_below(&random, 50) == 0)
            must(copier, "PRAGMA wal_checkpoint(TRUNCATE)");
        if (random_stream_below(&random, 30) == 0) {
            sqlite3_close(handle);
            handle = open_database();
        }
    }
    assert_int_equal(number(copier, SUM), number(handle, SUM));
    sqlite3_close(copier);
    sqlite3_close(reader);
    sqlite3_close(handle);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/ropeline-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        unlink(path_of(entry->d_name));
    if (dir)
        closedir(dir);
    return rmdir(folder);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_commit_is_one_write),
        IN_FOLDER(a_large_commit_is_written_in_parts),
        IN_FOLDER(a_careful_device_gets_each_write),
        IN_FOLDER(a_failed_write_loses_its_transaction_only),
        IN_FOLDER(a_rollback_leaves_nothing_to_be_written),
        IN_FOLDER(every_reader_finds_what_was_committed),
    };
    count_below();
    return cmocka_run_group_tests_name("the log's file", tests, NULL, NULL);
}
