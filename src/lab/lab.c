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
    list_init(&lab->accounts);
    map_init(&lab->account_index);
    map_init(&lab->places);
    map_init(&lab->lives);
    map_init(&lab->rows);
    list_init(&lab->staged);
    list_init(&lab->steps);
    list_init(&lab->records);
    list_init(&lab->faults);
    list_init(&lab->waits);
    list_init(&lab->met);
    engine_observe(engine, &(struct engine_observer){&lab_observer, lab});
    return lab;
}

static void account_free(struct lab_account *account)
{
    list_remove(&account->link);
    heap_release(&account->dues);
    heap_release(&account->ends);
    free(account);
}

void lab_destroy(struct lab *lab)
{
    if (!lab)
        return;
    awaits_release(lab);
    history_drop(lab, SLICE_NONE);
    lab_fault_remove(lab, SLICE_NONE, SLICE_NONE);
    while (!list_empty(&lab->accounts))
        account_free(ACCOUNT_OF(lab->accounts.next)); /* steps that were not gone refer to it */
    map_release(&lab->account_index);
    map_release(&lab->places);
    map_release(&lab->lives);
    map_release(&lab->rows);
    arena_release(&lab->step_memory);
    free(lab);
}

static struct lab_account *account_make(struct lab *lab, struct slice id)
{
    struct lab_account *account = memory_zalloc(sizeof *account + id.len);
    memcpy(account->text, id.at, id.len);
    account->id = slice_make(account->text, id.len);
    heap_init_ordered(&account->dues, life_is_before);
    heap_init(&account->ends);
    list_append(&lab->accounts, &account->link);
    map_put(&lab->account_index, id, account);
    return account;
}

struct lab_account *lab_account_take(struct lab *lab, struct slice id)
{
    struct lab_account *account = map_get(&lab->account_index, id);
    if (!account)
        account = account_make(lab, id);
    account->refs++;
    return account;
}

void lab_account_release(struct lab *lab, struct lab_account *account)
{
    if (!account || --account->refs > 0)
        return;
    map_remove(&lab->account_index, account->id);
    account_free(account);
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
    place->account = lab_account_take(lab, ref->account);
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
    lab_account_release(lab, place->account);
    free(place);
}

/* When the next life runs out, by the clock. */
static int64_t earliest_due(const struct lab *lab)
{
    int64_t next = INT64_MAX;
    for (struct list_node *node = lab->accounts.next; node != &lab->accounts; node = node->next) {
        const struct lab_account *account = ACCOUNT_OF(node);
        const struct heap_node *due = heap_first(&account->dues);
        int64_t ms = due ? engine_account_clock_ms(lab->engine, account->id, due->key) : INT64_MAX;
        next = ms < next ? ms : next;
    }
    return next;
}

int64_t lab_turn(struct lab *lab)
{
    steps_add_time(lab);
    bool done = steps_turn(lab);
    int64_t next = done ? earliest_due(lab) : 0;
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
    size_t left = SIZE_MAX;
    steps_finish(lab);
    while (map_next(&lab->places, &at, &key, &place))
        if (!slice_present(account) || slice_equal(((struct place *)place)->ref.account, account))
            lives_end(place, &left);
    awaits_recheck(lab);
}
