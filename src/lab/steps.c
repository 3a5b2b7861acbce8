/* What has happened takes effect, in its order: events that are committed, and the passing of time,
 * which lets lives run out. A clock that is moved may end a hundred thousand of them at once, so a
 * turn goes only a part of the way. Everything that comes meanwhile queues up behind, so the
 * history becomes the same as if nothing had been put off (but for the clock_ms of what ran out:
 * when it was told); those who look at it go all the way first. */
#include "src/lab/state.h"

#define SLICE_LIVES 1000 /* that a turn ends, in well under a millisecond */
#define EVENT_LIVES 5    /* ... that take as long as an event */

/* What queues up may take this; then all of it is done, however long it takes. */
#define STEP_BYTES_MAX ((size_t)16 << 20)

static struct record as_record(const struct staged *staged)
{
    const struct engine_event *event = &staged->event;
    return (struct record){
        .ms = event->place.now_ms,
        .clock_ms = staged->clock_ms,
        .event = staged->what,
        .flags = (event->refused ? RECORD_REFUSED : 0U) | (event->waited ? RECORD_WAITED : 0U) |
                 (event->again ? RECORD_AGAIN : 0U) | (staged->kept ? RECORD_KEPT : 0U) |
                 (!event->message && event->message_id != 0 ? RECORD_GONE : 0U),
        .receive = event->receive,
        .call = staged->call,
        .former = event->former,
        .action = staged->action,
        .by = staged->by,
        .fault = staged->fault,
        .fault_kind = staged->fault_kind,
    };
}

/* A delete of what is gone is late only when another delivery deleted it: clients repeat deletes
 * whose answer was lost. */
static bool is_repeated(const struct staged *staged, const struct life *life)
{
    return staged->what == LAB_EVENT_LATE_DELETE && !staged->event.message &&
           (!life || life->deleted_by == staged->event.receive);
}

/* Catches up with time, and with the queue's attributes. */
static bool arrive(struct lab *lab, struct staged *staged, struct place *place, size_t *left)
{
    const struct engine_place *seen = &staged->event.place;
    if (!staged->caught_up && !lives_expire(lab, place->account, seen->now_ms, left))
        return false;
    staged->caught_up = true;
    if (seen->id == 0)
        return true; /* as a call names it: nothing more is known */
    place->fifo = seen->fifo;
    if (place->retention_ms != seen->retention_ms) {
        place->retention_ms = seen->retention_ms;
        staged->unkept = place->lives.next;
    }
    return !staged->unkept || lives_reschedule(lab, place, &staged->unkept, left);
}

/* Does what takes long; false: goes on in the next turn. */
static bool prepare(struct lab *lab, struct staged *staged, struct place *place, size_t *left)
{
    bool ends = staged->what == LAB_EVENT_PURGED || staged->what == LAB_EVENT_QUEUE_DELETED;
    return arrive(lab, staged, place, left) && (!ends || lives_end(place, left));
}

/* Takes over the reference of the place. */
static void apply(struct lab *lab, const struct staged *staged, struct place *place)
{
    struct record record = as_record(staged);
    struct life *life = life_of(lab, place, staged);
    bool moved = staged->what == LAB_EVENT_MOVED || staged->what == LAB_EVENT_REDRIVEN;
    if (!place)
        record.ms = staged->clock_ms;
    if (staged->what == LAB_EVENT_QUEUE_CHANGED)
        awaits_recheck(lab); /* a new queue is empty */
    if (staged->what == LAB_EVENT_QUEUE_CHANGED || is_repeated(staged, life)) {
        life_release(lab, life);
        place_release(lab, place);
        return;
    }
    if (life)
        life_follow(lab, life, place, staged);
    if (staged->what == LAB_EVENT_DELIVERED || staged->what == LAB_EVENT_VISIBILITY_CHANGED)
        record.visible_until_ms = staged->message.visible_ms;
    record.life = life;
    record.place = moved ? place_take(lab, &staged->event.from.ref) : place;
    record.to = moved ? place : NULL;
    history_add(lab, &record);
}

static bool happen(struct lab *lab, struct staged *staged, size_t *left)
{
    /* NULL: a call that names no queue, or what cannot be one. */
    struct place *place = staged->has_place ? place_take(lab, &staged->event.place.ref) : NULL;
    if ((place && !prepare(lab, staged, place, left)) || !spend(left, EVENT_LIVES)) {
        place_release(lab, place);
        return false;
    }
    apply(lab, staged, place);
    return true;
}

/* Goes until there is no step, or nothing left. */
static void go(struct lab *lab, size_t left)
{
    while (!list_empty(&lab->steps)) {
        struct step *step = LIST_OF(lab->steps.next, struct step, link);
        if (step->account ? !lives_expire(lab, step->account, step->until_ms, &left)
                          : !happen(lab, STAGED_OF(&step->link), &left))
            return;
        list_remove(&step->link);
        lab_account_release(lab, step->account);
    }
    lab->step_bytes = 0;
    lab->step_events = 0;
    if (list_empty(&lab->staged))
        arena_reset(&lab->step_memory);
}

static void append(struct lab *lab, struct step *step, size_t bytes)
{
    list_append(&lab->steps, &step->link);
    lab->step_bytes += bytes;
}

static void keep_bound(struct lab *lab)
{
    if (lab->step_bytes > STEP_BYTES_MAX)
        steps_finish(lab);
}

void steps_add(struct lab *lab, struct step *step, size_t bytes)
{
    append(lab, step, bytes);
    lab->step_events++;
    keep_bound(lab);
}

void steps_add_time(struct lab *lab)
{
    bool idle = list_empty(&lab->steps);
    for (struct list_node *node = lab->accounts.next; node != &lab->accounts; node = node->next) {
        struct lab_account *account = ACCOUNT_OF(node);
        const struct heap_node *due = heap_first(&account->dues);
        account->now_ms = engine_account_now(lab->engine, account->id);
        if (idle && (!due || due->key > account->now_ms))
            continue;
        struct step *step = arena_zalloc(&lab->step_memory, sizeof *step);
        step->account = account;
        account->refs++;
        step->until_ms = account->now_ms;
        append(lab, step, sizeof *step);
    }
    keep_bound(lab);
}

bool steps_turn(struct lab *lab)
{
    bool watched = !list_empty(&lab->waits);
    go(lab, watched ? SIZE_MAX : SLICE_LIVES + lab->step_events * EVENT_LIVES);
    lab->step_events = 0;
    return list_empty(&lab->steps);
}

void steps_finish(struct lab *lab)
{
    go(lab, SIZE_MAX);
}
