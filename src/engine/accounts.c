/* Accounts and their emulated time. Offsets are kept in the store, so that a restart does not move
 * time back; an account is made when it is first seen. */
#include "src/base/memory.h"
#include "src/engine/state.h"

#define OFFSET_SETTING "clock-offset"

static struct slice setting_name(struct arena *arena, struct slice account)
{
    return arena_printf(arena, OFFSET_SETTING "/%.*s", SLICE_ARG(account));
}

/* False when the turn is lost: the offset is not known. */
static bool load_offset(struct engine *engine, struct slice account, int64_t *ret)
{
    struct arena arena = {0};
    struct slice text;
    *ret = 0;
    if (turn_ensure(engine) &&
        turn_ok(engine, engine->store->ops->setting_get(
                            engine->store, setting_name(&arena, account), &arena, &text)))
        slice_to_int64(text, ret);
    arena_release(&arena);
    return !engine->turn_failed;
}

bool account_store_offset(struct engine *engine, struct slice account, int64_t offset)
{
    struct arena arena = {0};
    bool stored = turn_ensure(engine) &&
                  turn_ok(engine, engine->store->ops->setting_put(engine->store,
                                                                  setting_name(&arena, account),
                                                                  arena_int64(&arena, offset)));
    arena_release(&arena);
    return stored;
}

static struct account *account_make(struct engine *engine, struct slice id)
{
    struct account *account = memory_zalloc(sizeof *account);
    size_t len = id.len < sizeof account->text - 1 ? id.len : sizeof account->text - 1;
    memcpy(account->text, id.at, len);
    account->id = slice_make(account->text, len);
    map_put(&engine->accounts, id, account);
    return account;
}

struct account *account_get(struct engine *engine, struct slice id)
{
    struct account *account = map_get(&engine->accounts, id);
    if (!account)
        account = account_make(engine, id);
    if (!account->loaded)
        account->loaded = load_offset(engine, account->id, &account->offset_ms);
    return account;
}

int64_t account_now(const struct engine *engine, const struct account *account)
{
    return clock_now_ms(engine->clock) + engine->offset_ms + account->offset_ms;
}

int64_t account_clock_ms(const struct engine *engine, const struct account *account,
                         int64_t emulated_ms)
{
    return emulated_ms - engine->offset_ms - account->offset_ms;
}

bool accounts_load(struct engine *engine)
{
    return load_offset(engine, SLICE("*"), &engine->offset_ms);
}

void accounts_release(struct engine *engine)
{
    size_t at = 0;
    struct slice id;
    void *account;
    while (map_next(&engine->accounts, &at, &id, &account))
        free(account);
    map_release(&engine->accounts);
}
