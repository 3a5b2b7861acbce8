/* Moving the emulated time of one account, or of all. */
#include "src/engine/state.h"
#include "src/engine/waiters.h"

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
        /* A turn of its own: that of earlier calls must not be lost, or kept, with it. */
        engine_flush(engine);
        if (!account_store_offset(engine, account ? account->id : SLICE("*"), *offset + by_ms) ||
            !turn_end(engine))
            return false;
        *offset += by_ms;
        waiters_clock_moved(engine);
    }
    *ret_offset_ms = engine->offset_ms + (account ? account->offset_ms : 0);
    *ret_now_ms = clock_now_ms(engine->clock) + *ret_offset_ms;
    return true;
}
