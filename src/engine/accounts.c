/* Accounts and their emulated time. How time runs is kept in the store, so that a restart does not
 * move it back. Those with a pace of their own are always here; of others no more than are in use,
 * since clients may name as many as they like.
 *
 * Two paces lie above each other: that of all accounts turns the clock into a time, that of the
 * account turns this into its own. Advances add up in offset_ms and freezes in paused_ms, so
 * freezing and resuming one never moves the other. */
#include "src/base/memory.h"
#include "src/engine/state.h"

#define OFFSET_SETTING "clock-offset"
#define PAUSE_SETTING  "clock-pause"
#define PACED_SETTING  "clock-accounts" /* accounts with a pace of their own, one after another */
#define ALL_ACCOUNTS   "*"
#define ACCOUNT_LEN    12

/* ---- settings ---- */

static bool get(struct engine *engine, struct arena *arena, struct slice name, struct slice *ret)
{
    *ret = SLICE_NONE;
    return turn_ensure(engine) &&
           (turn_ok(engine, engine->store->ops->setting_get(engine->store, name, arena, ret)) ||
            !engine->turn_failed);
}

static bool put(struct engine *engine, struct slice name, struct slice value)
{
    return turn_ensure(engine) &&
           turn_ok(engine, engine->store->ops->setting_put(engine->store, name, value));
}

static struct slice name_of(struct arena *arena, const char *setting, struct slice account)
{
    return arena_printf(arena, "%s/%.*s", setting, SLICE_ARG(account));
}

/* "PAUSED", or "PAUSED AT" while frozen. */
static void read_pause(struct slice text, struct pace *ret)
{
    ptrdiff_t blank = slice_find(text, ' ');
    slice_to_int64(blank < 0 ? text : slice_head(text, (size_t)blank), &ret->paused_ms);
    ret->frozen = blank >= 0 && slice_to_int64(slice_from(text, (size_t)blank + 1), &ret->at_ms);
}

static struct slice write_pause(struct arena *arena, const struct pace *pace)
{
    if (pace->frozen)
        return arena_printf(arena, "%lld %lld", (long long)pace->paused_ms, (long long)pace->at_ms);
    return pace->paused_ms != 0 ? arena_int64(arena, pace->paused_ms) : SLICE_NONE;
}

/* False when the turn is lost: the pace is not known. */
static bool load_pace(struct engine *engine, struct slice account, struct pace *ret)
{
    struct arena arena = {0};
    struct slice offset, pause;
    *ret = (struct pace){0};
    bool loaded = get(engine, &arena, name_of(&arena, OFFSET_SETTING, account), &offset) &&
                  get(engine, &arena, name_of(&arena, PAUSE_SETTING, account), &pause);
    if (loaded) {
        slice_to_int64(offset, &ret->offset_ms);
        read_pause(pause, ret);
    }
    arena_release(&arena);
    return loaded;
}

/* So that a start finds them: the time of some lies behind that of the others, and a reset of all
 * is about those too that nobody has named since. */
static bool list_paced(struct engine *engine, struct arena *arena, struct slice account)
{
    struct slice listed;
    if (account.len != ACCOUNT_LEN)
        return true;
    if (!get(engine, arena, SLICE(PACED_SETTING), &listed))
        return false;
    for (size_t at = 0; at < listed.len; at += ACCOUNT_LEN)
        if (slice_equal(slice_head(slice_from(listed, at), ACCOUNT_LEN), account))
            return true;
    return put(engine, SLICE(PACED_SETTING),
               arena_printf(arena, "%.*s%.*s", SLICE_ARG(listed), SLICE_ARG(account)));
}

bool account_store_pace(struct engine *engine, const struct account *account,
                        const struct pace *pace)
{
    struct arena arena = {0};
    struct slice id = account ? account->id : SLICE(ALL_ACCOUNTS);
    struct slice pause = write_pause(&arena, pace);
    bool own = pace->offset_ms != 0 || slice_present(pause);
    bool stored =
        put(engine, name_of(&arena, OFFSET_SETTING, id), arena_int64(&arena, pace->offset_ms)) &&
        put(engine, name_of(&arena, PAUSE_SETTING, id), pause) &&
        (!own || list_paced(engine, &arena, id));
    arena_release(&arena);
    return stored;
}

/* ---- accounts ---- */

static struct account *account_make(struct engine *engine, struct slice id)
{
    struct account *account = memory_zalloc(sizeof *account + id.len);
    memcpy(account->text, id.at, id.len);
    account->id = slice_make(account->text, id.len);
    map_put(&engine->accounts, id, account);
    return account;
}

struct account *account_find(struct engine *engine, struct slice id)
{
    struct account *account = map_get(&engine->accounts, id);
    if (account && !account->loaded)
        account->loaded = load_pace(engine, account->id, &account->pace);
    return account;
}

struct account *account_take(struct engine *engine, struct slice id)
{
    struct account *account = account_find(engine, id);
    if (!account) {
        account = account_make(engine, id);
        account->loaded = load_pace(engine, account->id, &account->pace);
    }
    account->users++;
    return account;
}

static bool has_pace(const struct account *account)
{
    const struct pace *pace = &account->pace;
    return pace->offset_ms != 0 || pace->paused_ms != 0 || pace->frozen;
}

void account_release(struct engine *engine, struct account *account)
{
    if (--account->users > 0 || has_pace(account))
        return;
    map_remove(&engine->accounts, account->id);
    free(account);
}

void account_drop_pace(struct engine *engine, struct account *account)
{
    account->pace = (struct pace){0};
    account->users++;
    account_release(engine, account);
}

bool accounts_load(struct engine *engine)
{
    struct arena arena = {0};
    struct slice listed = SLICE_NONE;
    bool loaded = load_pace(engine, SLICE(ALL_ACCOUNTS), &engine->pace) &&
                  get(engine, &arena, SLICE(PACED_SETTING), &listed);
    for (size_t at = 0; loaded && at + ACCOUNT_LEN <= listed.len; at += ACCOUNT_LEN) {
        struct slice id = slice_head(slice_from(listed, at), ACCOUNT_LEN);
        struct account *account = account_take(engine, id);
        loaded = account->loaded;
        account_release(engine, account);
    }
    arena_release(&arena);
    return loaded;
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

/* ---- time ---- */

/* The time above `below`, without what was advanced. */
static int64_t run(const struct pace *pace, int64_t below)
{
    return pace->frozen ? pace->at_ms : below - pace->paused_ms;
}

int64_t account_now(const struct engine *engine, const struct account *account)
{
    int64_t all = run(&engine->pace, clock_now_ms(engine->clock));
    if (!account)
        return all + engine->pace.offset_ms;
    return run(&account->pace, all) + account->pace.offset_ms + engine->pace.offset_ms;
}

bool account_frozen(const struct engine *engine, const struct account *account)
{
    return engine->pace.frozen || (account && account->pace.frozen);
}

int64_t account_clock_ms(const struct engine *engine, const struct account *account,
                         int64_t emulated_ms)
{
    int64_t now_ms = account_now(engine, account);
    int64_t clock_ms = clock_now_ms(engine->clock);
    if (emulated_ms <= now_ms)
        return clock_ms;
    return account_frozen(engine, account) ? INT64_MAX : clock_ms + (emulated_ms - now_ms);
}

int64_t accounts_earliest_ms(const struct engine *engine)
{
    int64_t earliest_ms = account_now(engine, NULL);
    size_t at = 0;
    struct slice id;
    void *value;
    while (map_next(&engine->accounts, &at, &id, &value)) {
        const struct account *account = value;
        int64_t now_ms = account->loaded ? account_now(engine, account) : INT64_MIN;
        earliest_ms = now_ms < earliest_ms ? now_ms : earliest_ms;
    }
    return earliest_ms;
}

struct pace account_pace_frozen(const struct engine *engine, const struct account *account,
                                bool frozen)
{
    struct pace pace = account ? account->pace : engine->pace;
    int64_t below = clock_now_ms(engine->clock);
    if (account)
        below = run(&engine->pace, below);
    if (frozen && !pace.frozen)
        pace.at_ms = below - pace.paused_ms;
    else if (!frozen && pace.frozen)
        pace.paused_ms = below - pace.at_ms;
    pace.frozen = frozen;
    return pace;
}
