/* Settings: small named texts. */
#include "src/base/memory.h"
#include "storage/memory/state.h"

enum store_status memory_setting_get(struct store *store, struct slice name, struct arena *arena,
                                     struct slice *ret)
{
    const struct slice *value = map_get(&memory_of(store)->settings, name);
    if (!value)
        return STORE_NOT_FOUND;
    *ret = arena_copy(arena, *value);
    return STORE_OK;
}

enum store_status memory_setting_put(struct store *store, struct slice name, struct slice value)
{
    struct memory_store *memory = memory_of(store);
    if (!slice_present(value)) {
        free(map_remove(&memory->settings, name));
        return STORE_OK;
    }
    struct slice *kept = memory_alloc(sizeof *kept + value.len);
    *kept = slice_make(kept + 1, value.len);
    if (value.len > 0)
        memcpy(kept + 1, value.at, value.len);
    free(map_put(&memory->settings, name, kept));
    return STORE_OK;
}

void memory_settings_free(struct memory_store *memory)
{
    size_t at = 0;
    struct slice name;
    void *value;
    while (map_next(&memory->settings, &at, &name, &value))
        free(value);
    map_release(&memory->settings);
}
