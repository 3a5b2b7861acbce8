/* Moving emulated time: see control.h. */
#include "src/engine/control.h"
#include "src/engine/state.h"
#include "src/engine/waiters.h"

/* Offsets stay far inside int64 however often the clock is moved. */
#define OFFSET_MAX_MS (INT64_C(1000) * 365 * 86400 * 1000)

/* NULL: all. */
static struct account *take(struct engine *engine, struct slice id)
{
    return slice_present(id) ? account_take(engine, id) : NULL;
}

static enum engine_clock_outcome release(struct engine *engine, struct account *account,
                                         enum engine_clock_outcome outcome)
{
    if (account)
        account_release(engine, account);
    return outcome;
}

struct engine_clock engine_clock_read(struct engine *engine, struct slice id)
{
    const struct account *account = slice_present(id) ? account_find(engine, id) : NULL;
    struct engine_clock clock = {.now_ms = account_now(engine, account),
                                 .frozen = account_frozen(engine, account)};
    clock.offset_ms = clock.now_ms - clock_now_ms(engine->clock);
    return clock;
}

/* In a turn of its own: that of earlier calls must not be lost, or kept, with it. */
static enum engine_clock_outcome change(struct engine *engine, struct account *account,
                                        const struct pace *pace)
{
    engine_flush(engine);
    if (!account_store_pace(engine, account, pace) || !turn_end(engine)) {
        turn_end(engine);
        return CLOCK_LOST;
    }
    *(account ? &account->pace : &engine->pace) = *pace;
    waiters_clock_moved(engine);
    return CLOCK_MOVED;
}

static enum engine_clock_outcome advance(struct engine *engine, struct account *account,
                                         int64_t by_ms)
{
    struct pace pace = account ? account->pace : engine->pace;
    if (by_ms < 0)
        return CLOCK_BACKWARDS;
    if (by_ms > OFFSET_MAX_MS || pace.offset_ms > OFFSET_MAX_MS - by_ms)
        return CLOCK_TOO_FAR;
    if (by_ms == 0)
        return CLOCK_MOVED;
    pace.offset_ms += by_ms;
    return change(engine, account, &pace);
}

enum engine_clock_outcome engine_clock_advance(struct engine *engine, struct slice id,
                                               int64_t by_ms)
{
    struct account *account = take(engine, id);
    return release(engine, account, advance(engine, account, by_ms));
}

enum engine_clock_outcome engine_clock_set(struct engine *engine, struct slice id, int64_t to_ms)
{
    struct account *account = take(engine, id);
    int64_t now_ms = account_now(engine, account);
    return release(engine, account,
                   to_ms < now_ms          ? CLOCK_BACKWARDS
                   : to_ms > OFFSET_MAX_MS ? CLOCK_TOO_FAR
                                           : advance(engine, account, to_ms - now_ms));
}

enum engine_clock_outcome engine_clock_freeze(struct engine *engine, struct slice id, bool frozen)
{
    struct account *account = take(engine, id);
    struct pace pace = account_pace_frozen(engine, account, frozen);
    return release(engine, account, change(engine, account, &pace));
}

enum engine_clock_outcome engine_clock_next(struct engine *engine, struct slice id,
                                            struct arena *arena, struct engine_deadlines *ret)
{
    engine_flush(engine);
    if (!engine_deadlines(engine, id, arena, ret))
        return CLOCK_LOST;
    if (ret->count == 0)
        return CLOCK_STANDS;
    struct account *account = take(engine, id);
    return release(engine, account, advance(engine, account, ret->items[0].in_ms));
}
