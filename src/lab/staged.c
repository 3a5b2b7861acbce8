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
    struct staged *staged = arena_zalloc(&lab->step_memory, sizeof *staged);
    staged->what = what;
    staged->call = call_number(lab, call);
    if (call) {
        staged->action = call->action;
        staged->by = arena_copy(&lab->step_memory, slice_head(call->caller.sender_id, BY_KEPT));
    }
    list_append(&lab->staged, &staged->step.link);
    return staged;
}

void stage_event(struct lab *lab, const struct engine_event *event)
{
    struct staged *staged = stage(lab, (enum lab_event_id)event->id, event->call);
    staged->event = *event;
    staged->event.place.ref = copy_ref(&lab->step_memory, &event->place.ref);
    staged->has_place = true;
    if (slice_present(event->from.ref.name))
        staged->event.from.ref = copy_ref(&lab->step_memory, &event->from.ref);
    copy_message(&lab->step_memory, staged, event->message);
}

void stage_fault(struct lab *lab, struct slice fault, const char *kind,
                 const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive, bool kept)
{
    struct staged *staged = stage(lab, LAB_EVENT_FAULT, call);
    staged->fault = arena_copy(&lab->step_memory, fault);
    staged->fault_kind = kind;
    staged->kept = kept;
    staged->event.receive = receive;
    if (place) {
        staged->event.place = *place;
        staged->event.place.ref = copy_ref(&lab->step_memory, &place->ref);
        staged->has_place = true;
    }
    copy_message(&lab->step_memory, staged, message);
    if (message)
        staged->event.message_id = message->id;
}

/* Bytes that the copy takes, about. */
static size_t staged_size(const struct staged *staged)
{
    return sizeof *staged + staged->message.body.len +
           (staged->attributes.count > 0 ? ATTRIBUTES_KEPT : 0);
}

void staged_commit(struct lab *lab)
{
    int64_t clock_ms = clock_now_ms(lab->clock);
    lab->last_call = NULL;
    while (!list_empty(&lab->staged)) {
        struct staged *staged = STAGED_OF(lab->staged.next);
        staged->clock_ms = clock_ms;
        list_remove(&staged->step.link);
        steps_add(lab, &staged->step, staged_size(staged));
    }
}

void staged_drop(struct lab *lab)
{
    lab->last_call = NULL;
    list_init(&lab->staged);
}
