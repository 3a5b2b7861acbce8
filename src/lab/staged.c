/* What happened in a turn that is not committed yet: copies of what the engine told. */
#include "src/lab/state.h"

/* What is kept of a message for filters. */
#define BODY_KEPT       4096
#define ATTRIBUTES_KEPT 1024
#define BY_KEPT         128

static struct queue_ref copy_ref(struct arena *arena, const struct queue_ref *ref)
{
    return (struct queue_ref){arena_copy(arena, ref->region), arena_copy(arena, ref->account),
                              arena_copy(arena, ref->name)};
}

/* Names and texts of the message's attributes, as many as fit; binary ones have no text. */
static struct list copy_attributes(struct arena *arena, const struct store_message *message)
{
    struct list all = engine_message_attributes(arena, message);
    const struct message_attribute *items = all.items;
    struct pair *pairs = arena_array(arena, all.count, sizeof *pairs);
    struct list kept = {.present = true, .items = pairs};
    size_t left = ATTRIBUTES_KEPT;
    for (size_t i = 0; i < all.count; i++) {
        size_t len = items[i].name.len + items[i].string_value.len;
        if (!slice_present(items[i].string_value) || len > left)
            continue;
        left -= len;
        pairs[kept.count++] = (struct pair){arena_copy(arena, items[i].name),
                                            arena_copy(arena, items[i].string_value)};
    }
    return kept;
}

static void copy_message(struct arena *arena, struct staged *staged,
                         const struct store_message *message)
{
    if (!message)
        return;
    staged->message = *message;
    staged->message.group = arena_copy(arena, message->group);
    staged->message.body = arena_copy(arena, slice_head(message->body, BODY_KEPT));
    staged->body_len = message->body.len;
    if (slice_present(message->body))
        staged->attributes = copy_attributes(arena, message);
    staged->event.message = &staged->message;
}

/* Records of one call in one turn share a number. */
static uint32_t call_number(struct lab *lab, const struct call *call)
{
    if (!call)
        return 0;
    if (call != lab->last_call)
        lab->call_serial++;
    lab->last_call = call;
    return lab->call_serial;
}

static struct staged *stage(struct lab *lab, enum lab_event_id what, const struct call *call)
{
    struct staged *staged = arena_zalloc(&lab->turn, sizeof *staged);
    staged->what = what;
    staged->call = call_number(lab, call);
    if (call) {
        staged->action = call->action;
        staged->by = arena_copy(&lab->turn, slice_head(call->caller.sender_id, BY_KEPT));
    }
    list_append(&lab->staged, &staged->link);
    return staged;
}

void stage_event(struct lab *lab, const struct engine_event *event)
{
    struct staged *staged = stage(lab, (enum lab_event_id)event->id, event->call);
    staged->event = *event;
    staged->event.place.ref = copy_ref(&lab->turn, &event->place.ref);
    staged->has_place = true;
    if (slice_present(event->from.ref.name))
        staged->event.from.ref = copy_ref(&lab->turn, &event->from.ref);
    copy_message(&lab->turn, staged, event->message);
}

void stage_fault(struct lab *lab, struct slice fault, const char *kind,
                 const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive, bool kept)
{
    struct staged *staged = stage(lab, LAB_EVENT_FAULT, call);
    staged->fault = arena_copy(&lab->turn, fault);
    staged->fault_kind = kind;
    staged->kept = kept;
    staged->event.receive = receive;
    if (place) {
        staged->event.place = *place;
        staged->event.place.ref = copy_ref(&lab->turn, &place->ref);
        staged->has_place = true;
    }
    copy_message(&lab->turn, staged, message);
    if (message)
        staged->event.message_id = message->id;
}

static struct record as_record(const struct staged *staged)
{
    const struct engine_event *event = &staged->event;
    return (struct record){
        .ms = event->place.now_ms,
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
static struct place *arrive(struct lab *lab, const struct staged *staged)
{
    const struct engine_place *seen = &staged->event.place;
    struct place *place = place_take(lab, &seen->ref);
    if (!place)
        return NULL; /* a call may name what cannot be a queue */
    lives_expire(lab, place->account, seen->now_ms);
    if (seen->id == 0)
        return place; /* as a call names it: nothing more is known */
    place->fifo = seen->fifo;
    if (place->retention_ms != seen->retention_ms) {
        place->retention_ms = seen->retention_ms;
        lives_reschedule(lab, place);
    }
    return place;
}

static void apply(struct lab *lab, const struct staged *staged)
{
    struct record record = as_record(staged);
    struct place *place = staged->has_place ? arrive(lab, staged) : NULL;
    struct life *life = life_of(lab, place, staged);
    bool moved = staged->what == LAB_EVENT_MOVED || staged->what == LAB_EVENT_REDRIVEN;
    if (!place)
        record.ms = clock_now_ms(lab->clock);
    if (staged->what == LAB_EVENT_QUEUE_CHANGED)
        awaits_recheck(lab); /* a new queue is empty */
    if (staged->what == LAB_EVENT_QUEUE_CHANGED || is_repeated(staged, life)) {
        life_release(lab, life);
        place_release(lab, place);
        return;
    }
    if (life)
        life_follow(lab, life, place, staged);
    if (staged->what == LAB_EVENT_PURGED || staged->what == LAB_EVENT_QUEUE_DELETED)
        lives_end(place);
    if (staged->what == LAB_EVENT_DELIVERED || staged->what == LAB_EVENT_VISIBILITY_CHANGED)
        record.visible_until_ms = staged->message.visible_ms;
    record.life = life;
    record.place = moved ? place_take(lab, &staged->event.from.ref) : place;
    record.to = moved ? place : NULL;
    history_add(lab, &record);
}

static void forget_turn(struct lab *lab)
{
    list_init(&lab->staged);
    arena_reset(&lab->turn);
    lab->last_call = NULL;
}

void staged_apply(struct lab *lab)
{
    for (struct list_node *node = lab->staged.next; node != &lab->staged; node = node->next)
        apply(lab, LIST_OF(node, struct staged, link));
    forget_turn(lab);
}

void staged_drop(struct lab *lab)
{
    forget_turn(lab);
}
