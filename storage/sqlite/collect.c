/* Idle work: what purges and deletions left behind, windows that have closed, and space given back
 * to the file system. Each call does one slice, so that the loop goes on in between. */
#include "storage/sqlite/inside.h"

#include <stdio.h>

/* Bytes of a body that cost about as much to remove as a row does. */
#define BYTES_PER_ROW 4096

/* Free pages that a file may keep: room for what comes next, 4 MiB. */
#define FREE_PAGES_KEPT 1024

/* With so few pages in use, writing the file anew takes a few milliseconds. */
#define PAGES_WRITTEN_ANEW 768

/* Small rows that cost about as much to remove as a message does. */
#define SMALL_ROWS 4

/* Runs a DELETE whose last parameter is how many rows it may take; subtracts what it took. */
static bool collect_rows(struct sqlite_store *store, enum statement which, const int64_t *values,
                         size_t count, size_t *budget)
{
    if (!database_run(&store->database, which, values, count))
        return false;
    size_t cost = ((size_t)database_changes(&store->database) + SMALL_ROWS - 1) / SMALL_ROWS;
    *budget -= cost < *budget ? cost : *budget;
    return true;
}

/* Bodies differ in size: adds up what the next ones cost and removes these in one go. */
static bool collect_messages(struct sqlite_store *store, int64_t base, int64_t end, size_t *budget)
{
    int64_t last = base;
    struct query query = query_open(&store->database, SQL_GARBAGE_MESSAGES, INTS(base, end));
    while (*budget > 0 && query_next(&query)) {
        last = row_int(&query);
        size_t cost = 1 + (size_t)row_int(&query) / BYTES_PER_ROW;
        *budget -= cost < *budget ? cost : *budget;
    }
    query_close(&query);
    return last == base || database_run(&store->database, SQL_COLLECT_MESSAGES, INTS(base, last));
}

/* One slice of one bucket; its row goes with the last of what it held. */
static bool collect_bucket(struct sqlite_store *store, int64_t number, size_t *budget)
{
    static const enum statement by_range[] = {SQL_COLLECT_READY, SQL_COLLECT_RECEIPTS,
                                              SQL_COLLECT_FIFO, SQL_COLLECT_GROUPS};
    static const enum statement by_bucket[] = {SQL_COLLECT_DUE, SQL_COLLECT_ELDERS};
    if (number <= 0 || number >= BUCKET_MAX)
        return database_fail_text(&store->database, "a damaged row");
    int64_t base = number << ARRIVAL_BITS;
    int64_t end = base + ARRIVAL_MAX + 1;
    for (size_t i = 0; *budget > 0 && i < sizeof(by_range) / sizeof(by_range[0]); i++)
        if (!collect_rows(store, by_range[i], INTS(base, end, (int64_t)(*budget * SMALL_ROWS)),
                          budget))
            return false;
    for (size_t i = 0; *budget > 0 && i < sizeof(by_bucket) / sizeof(by_bucket[0]); i++)
        if (!collect_rows(store, by_bucket[i], INTS(number, (int64_t)(*budget * SMALL_ROWS)),
                          budget))
            return false;
    if (*budget > 0 && !collect_messages(store, base, end, budget))
        return false;
    return *budget == 0 || database_run(&store->database, SQL_GARBAGE_REMOVE, INTS(number));
}

/* SQLite looks for each page that leaves the file through the list of free pages, which is kept in
 * chunks of about a thousand: the longer the list, the fewer pages fit into a slice. */
static size_t pages_for(size_t budget, int64_t free_pages)
{
    size_t cost = 2 + (size_t)free_pages / 3000;
    return budget > cost ? budget / cost : 1;
}

/* Takes some free pages out of the file (PRAGMA auto_vacuum = INCREMENTAL). */
static bool shorten(struct sqlite_store *store, int64_t free_pages, size_t *budget)
{
    char pragma[64];
    size_t pages = pages_for(*budget, free_pages);
    snprintf(pragma, sizeof(pragma), "PRAGMA incremental_vacuum(%zu)", pages);
    *budget = 0;
    return database_execute(&store->database, pragma);
}

/* Gives the file system back what is free. A file that holds little is written anew at once. */
static bool give_back(struct sqlite_store *store, size_t *budget)
{
    int64_t free_pages = 0;
    int64_t all_pages = 0;
    database_int(&store->database, SQL_FREE_PAGES, NULL, 0, &free_pages);
    database_int(&store->database, SQL_ALL_PAGES, NULL, 0, &all_pages);
    if (!store->checkpoint || free_pages <= FREE_PAGES_KEPT)
        return !store->database.failed;
    if (all_pages - free_pages > PAGES_WRITTEN_ANEW && free_pages < all_pages / 4)
        return true;
    checkpoint_request(store->checkpoint);
    if (all_pages - free_pages > PAGES_WRITTEN_ANEW)
        return shorten(store, free_pages, budget);
    store->vacuum_due = true;
    return true;
}

enum store_status sqlite_collect(struct store *base, int64_t now_ms, size_t limit, bool *ret_more)
{
    struct sqlite_store *store = sqlite_store_of(base);
    size_t budget = limit;
    int64_t bucket;
    while (budget > 0 && database_int(&store->database, SQL_GARBAGE_FIRST, NULL, 0, &bucket))
        if (!collect_bucket(store, bucket, &budget))
            return STORE_ERROR;
    if (budget > 0)
        windows_collect(store, now_ms, &budget);
    if (budget > 0)
        collect_rows(store, SQL_COLLECT_DELETED,
                     INTS(now_ms - STORE_DELETED_KEPT_MS, (int64_t)(budget * SMALL_ROWS)), &budget);
    if (budget > 0)
        give_back(store, &budget);
    *ret_more = budget == 0;
    return store_answer(store);
}
