/* The laboratory's birth, turns and end; its accounts and places. */
#include "src/base/memory.h"
#include "src/lab/faults.h"
#include "src/lab/state.h"

/* Region, account and name with separators; queue URLs and ARNs bound them far below. */
#define PLACE_KEY_MAX 512

struct lab *lab_create(const struct lab_options *options, struct engine *engine,
                       const struct clock *clock)
{
    struct lab *lab = memory_zalloc(sizeof *lab);
    lab->options = *options;
    lab->engine = engine;
    lab->clock = clock;
    lab->next = 1;
    map_init(&lab->accounts);
    map_init(&lab->places);
    map_init(&lab->lives);
    map_init(&lab->rows);
    list_init(&lab->staged);
    list_init(&lab->records);
    list_init(&lab->faults);
    list_init(&lab->waits);
    list_init(&lab->met);
    engine_observe(engine, &(struct engine_observer){&lab_observer, lab});
    return lab;
}

void lab_destroy(struct lab *lab)
{
    size_t at = 0;
    struct slice key;
    void *account;
    if (!lab)
        return;
    awaits_release(lab);
    staged_drop(lab);
    history_drop(lab, SLICE_NONE);
    lab_fault_remove(lab, SLICE_NONE, SLICE_NONE);
    while (map_next(&lab->accounts, &at, &key, &account)) {
        heap_release(&((struct lab_account *)account)->dues);
        heap_release(&((struct lab_account *)account)->ends);
        free(account);
    }
    map_release(&lab->accounts);
    map_release(&lab->places);
    map_release(&lab->lives);
    map_release(&lab->rows);
    arena_release(&lab->turn);
    free(lab);
}

struct lab_account *lab_account_get(struct lab *lab, struct slice id)
{
    struct lab_account *account = map_get(&lab->accounts, id);
    if (account)
        return account;
    account = memory_zalloc(sizeof *account);
    size_t len = id.len < sizeof account->text - 1 ? id.len : sizeof account->text - 1;
    memcpy(account->text, id.at, len);
    account->id = slice_make(account->text, len);
    heap_init(&account->dues);
    heap_init(&account->ends);
    map_put(&lab->accounts, id, account);
    return account;
}

static struct slice join_text(char **at, struct slice text)
{
    struct slice copy = slice_make(*at, text.len);
    memcpy(*at, text.at, text.len);
    *at += text.len;
    *(*at)++ = '\0';
    return copy;
}

static struct place *place_make(struct lab *lab, const struct queue_ref *ref)
{
    size_t len = ref->region.len + ref->account.len + ref->name.len + 3;
    struct place *place = memory_zalloc(sizeof *place + len);
    char *at = place->text;
    place->ref.region = join_text(&at, ref->region);
    place->ref.account = join_text(&at, ref->account);
    place->ref.name = join_text(&at, ref->name);
    place->account = lab_account_get(lab, ref->account);
    list_init(&place->lives);
    return place;
}

static struct slice place_key(const struct queue_ref *ref, char out[static PLACE_KEY_MAX])
{
    char *at = out;
    if (ref->region.len + ref->account.len + ref->name.len + 3 > PLACE_KEY_MAX)
        return SLICE_NONE;
    join_text(&at, ref->region);
    join_text(&at, ref->account);
    join_text(&at, ref->name);
    return slice_make(out, (size_t)(at - out));
}

struct place *place_take(struct lab *lab, const struct queue_ref *ref)
{
    char text[PLACE_KEY_MAX];
    struct slice key = place_key(ref, text);
    if (!slice_present(key))
        return NULL;
    struct place *place = map_get(&lab->places, key);
    if (!place) {
        place = place_make(lab, ref);
        map_put(&lab->places, key, place);
    }
    place->refs++;
    return place;
}

void place_release(struct lab *lab, struct place *place)
{
    char text[PLACE_KEY_MAX];
    if (!place || --place->refs > 0)
        return;
    map_remove(&lab->places, place_key(&place->ref, text));
    free(place);
}

int64_t lab_turn(struct lab *lab)
{
    size_t at = 0;
    struct slice key;
    void *value;
    int64_t next = INT64_MAX;
    while (map_next(&lab->accounts, &at, &key, &value)) {
        struct lab_account *account = value;
        lives_expire(lab, account, engine_account_now(lab->engine, account->id));
        const struct heap_node *due = heap_first(&account->dues);
        int64_t ms = due ? engine_account_clock_ms(lab->engine, account->id, due->key) : INT64_MAX;
        next = ms < next ? ms : next;
    }
    int64_t waits = awaits_turn(lab);
    next = waits < next ? waits : next;
    if (next == INT64_MAX)
        return -1;
    int64_t now = clock_now_ms(lab->clock);
    return next > now ? next - now : 0;
}

void lab_reset(struct lab *lab, struct slice account)
{
    lab_forget(lab, account);
    history_drop(lab, account);
    lab_fault_remove(lab, SLICE_NONE, account);
}

void lab_forget(struct lab *lab, struct slice account)
{
    size_t at = 0;
    struct slice key;
    void *place;
    while (map_next(&lab->places, &at, &key, &place))
        if (!slice_present(account) || slice_equal(((struct place *)place)->ref.account, account))
            lives_end(place);
    awaits_recheck(lab);
}
