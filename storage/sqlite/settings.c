/* Small named texts. */
#include "storage/sqlite/inside.h"

enum store_status sqlite_setting_get(struct store *base, struct slice name, struct arena *arena,
                                     struct slice *ret)
{
    struct sqlite_store *store = sqlite_store_of(base);
    struct query query = query_open(&store->database, SQL_SETTING_GET, NULL, 0);
    query_text(&query, name);
    if (!query_next(&query))
        return store_missing(store);
    *ret = row_copy(&query, arena);
    query_close(&query);
    return store_answer(store);
}

enum store_status sqlite_setting_put(struct store *base, struct slice name, struct slice value)
{
    struct sqlite_store *store = sqlite_store_of(base);
    bool remove = !slice_present(value);
    struct query query =
        query_open(&store->database, remove ? SQL_SETTING_REMOVE : SQL_SETTING_PUT, NULL, 0);
    query_text(&query, name);
    if (!remove)
        query_text(&query, value);
    return query_run(&query) ? STORE_OK : STORE_ERROR;
}
