/* Accounts and their emulated time. Offsets are kept in the store, so that a restart does not move
 * time back; an account is made when it is first seen. */
#include "src/base/memory.h"
#include "src/engine/queues.h"
#include "src/engine/waiters.h"

#define OFFSET_SETTING "clock-offset"

static struct slice setting_name(struct arena *arena, struct slice account)
{
    return arena_printf(arena, OFFSET_SETTING "/%.*s", SLICE_ARG(account));
}

static int64_t load_offset(struct engine *engine, struct slice account)
{
    struct arena arena = {0};
    struct slice text;
    int64_t offset = 0;
    if (turn_ensure(engine) &&
        turn_ok(engine, engine->store->ops->setting_get(
                            engine->store, setting_name(&arena, account), &arena, &text)))
        slice_to_int64(text, &offset);
    arena_release(&arena);
    return offset;
}

static bool store_offset(struct engine *engine, struct slice account, int64_t offset)
{
    struct arena arena = {0};
    bool stored = turn_ensure(engine) &&
                  turn_ok(engine, engine->store->ops->setting_put(engine->store,
                                                                  setting_name(&arena, account),
                                                                  arena_int64(&arena, offset)));
    arena_release(&arena);
    return stored;
}

struct account *account_get(struct engine *engine, struct slice id)
{
    struct account *account = map_get(&engine->accounts, id);
    if (account)
        return account;
    account = memory_zalloc(sizeof *account);
    size_t len = id.len < sizeof account->text - 1 ? id.len : sizeof account->text - 1;
    memcpy(account->text, id.at, len);
    account->id = slice_make(account->text, len);
    account->offset_ms = load_offset(engine, account->id);
    map_put(&engine->accounts, id, account);
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
    engine->offset_ms = load_offset(engine, SLICE("*"));
    return !engine->turn_failed;
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

/* Offsets stay far inside int64 however often the clock is moved. */
#define OFFSET_MAX_MS (INT64_C(1000) * 365 * 86400 * 1000)

bool engine_advance_clock(struct engine *engine, struct slice account_id, int64_t by_ms,
                          int64_t *ret_now_ms, int64_t *ret_offset_ms)
{
    struct account *account = slice_present(account_id) ? account_get(engine, account_id) : NULL;
    int64_t *offset = account ? &account->offset_ms : &engine->offset_ms;
    if (by_ms < 0 || by_ms > OFFSET_MAX_MS || *offset > OFFSET_MAX_MS - by_ms)
        return false;
    if (by_ms > 0) {
        if (!store_offset(engine, account ? account->id : SLICE("*"), *offset + by_ms) ||
            !turn_end(engine))
            return false;
        *offset += by_ms;
        waiters_clock_moved(engine);
    }
    *ret_offset_ms = engine->offset_ms + (account ? account->offset_ms : 0);
    *ret_now_ms = clock_now_ms(engine->clock) + *ret_offset_ms;
    return true;
}
