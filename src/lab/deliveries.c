/* The laboratory as the engine's observer: it writes down what happens, and faults of delivery bend
 * it (src/engine/observer.h). */
#include "src/lab/faults.h"

/* How many ready messages a shuffled receive chooses from. */
#define SHUFFLE_LOOK 100

/* Ids of duplicated messages that one fault remembers. */
#define SEEN_MAX 100000

static void on_event(void *self, const struct engine_event *event)
{
    stage_event(self, event);
}

static void on_turn_ended(void *self, bool committed)
{
    if (committed)
        staged_commit(self);
    else
        staged_drop(self);
}

/* Does the fault strike this message? What strikes is written down. */
static bool strikes_message(struct lab *lab, struct fault *fault, const struct engine_place *place,
                            const struct call *call, const struct store_message *message,
                            int32_t receive, bool kept)
{
    if (slice_present(fault->group) && !slice_equal(fault->group, message->group))
        return false;
    if (!fault_covers(fault, &place->ref) || !fault_strikes(fault))
        return false;
    stage_fault(lab, fault_id(fault), fault_names[fault->kind], place, call, message, receive,
                kept);
    return true;
}

static int64_t send_visible(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message)
{
    struct lab *lab = self;
    int64_t visible_ms = message->visible_ms;
    for (struct list_node *node = lab->faults.next; node != &lab->faults; node = node->next) {
        struct fault *fault = FAULT_OF(node);
        if (fault->kind != FAULT_HIDE ||
            !strikes_message(lab, fault, place, call, message, 0, false))
            continue;
        int64_t until = place->now_ms + fault->for_ms;
        visible_ms = until > visible_ms ? until : visible_ms;
    }
    return visible_ms;
}

static size_t look(void *self, const struct engine_place *place, size_t max)
{
    struct lab *lab = self;
    for (struct list_node *node = lab->faults.next; node != &lab->faults && !place->fifo;
         node = node->next)
        if (FAULT_OF(node)->kind == FAULT_SHUFFLE && fault_covers(FAULT_OF(node), &place->ref))
            return SHUFFLE_LOOK;
    return max;
}

static void shuffle(struct fault *fault, struct store_message *messages, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)random_stream_below(&fault->random, i);
        struct store_message message = messages[i - 1];
        messages[i - 1] = messages[other];
        messages[other] = message;
    }
}

static size_t choose(void *self, const struct engine_place *place, const struct call *call,
                     struct store_message *messages, size_t count, size_t max, bool may_be_empty)
{
    struct lab *lab = self;
    size_t taken = count < max ? count : max;
    for (struct list_node *node = lab->faults.next; node != &lab->faults; node = node->next) {
        struct fault *fault = FAULT_OF(node);
        if (fault_abouts[fault->kind] != ABOUT_CHOICE || place->fifo ||
            !fault_covers(fault, &place->ref) || !fault_strikes(fault))
            continue;
        stage_fault(lab, fault_id(fault), fault_names[fault->kind], place, call, NULL, 0, false);
        if (fault->kind == FAULT_SHUFFLE)
            shuffle(fault, messages, count);
        else if (may_be_empty)
            taken = (size_t)random_stream_below(&fault->random, taken + 1);
        else if (taken > 0)
            taken = 1 + (size_t)random_stream_below(&fault->random, taken);
    }
    return taken;
}

/* Each message comes twice, not for ever. */
static bool is_first_time(struct fault *fault, const struct store_message *message)
{
    struct slice id = slice_make(message->message_id.bytes, sizeof message->message_id.bytes);
    return !map_get(&fault->seen, id);
}

static void remember(struct fault *fault, const struct store_message *message)
{
    if (fault->seen.count >= SEEN_MAX) {
        map_release(&fault->seen);
        map_init(&fault->seen);
    }
    map_put(&fault->seen, slice_make(message->message_id.bytes, sizeof message->message_id.bytes),
            fault);
}

static bool duplicates(struct lab *lab, struct fault *fault, const struct engine_place *place,
                       const struct call *call, const struct store_message *message,
                       int32_t receive, bool kept)
{
    if (fault->kind != FAULT_DUPLICATE || fault->after_delete != kept ||
        (place->fifo && !fault->break_fifo) || !is_first_time(fault, message) ||
        !strikes_message(lab, fault, place, call, message, receive, kept))
        return false;
    remember(fault, message);
    return true;
}

static int64_t take_visible(void *self, const struct engine_place *place, const struct call *call,
                            const struct store_message *message)
{
    struct lab *lab = self;
    int64_t visible_ms = message->visible_ms;
    for (struct list_node *node = lab->faults.next; node != &lab->faults; node = node->next) {
        struct fault *fault = FAULT_OF(node);
        int64_t end = visible_ms;
        if (duplicates(lab, fault, place, call, message, message->receive_count, false))
            end = place->now_ms;
        else if (fault->kind == FAULT_EXPIRE_EARLY &&
                 strikes_message(lab, fault, place, call, message, message->receive_count, false))
            end = place->now_ms + fault->after_ms;
        visible_ms = end < visible_ms ? end : visible_ms;
    }
    return visible_ms;
}

static bool keep(void *self, const struct engine_place *place, const struct call *call,
                 const struct store_message *message, int32_t receive)
{
    struct lab *lab = self;
    for (struct list_node *node = lab->faults.next; node != &lab->faults; node = node->next)
        if (duplicates(lab, FAULT_OF(node), place, call, message, receive, true))
            return true;
    return false;
}

static bool is_named(const struct fault *fault, struct slice entry_id)
{
    for (size_t i = 0; i < fault->id_count; i++)
        if (slice_equal(fault->ids[i], entry_id))
            return true;
    return fault->id_count == 0;
}

static bool fail_entry(void *self, const struct engine_place *place, const struct call *call,
                       struct slice entry_id, struct engine_entry_failure *ret)
{
    struct lab *lab = self;
    for (struct list_node *node = lab->faults.next; node != &lab->faults; node = node->next) {
        struct fault *fault = FAULT_OF(node);
        if (fault->kind != FAULT_FAIL_ENTRIES || !is_named(fault, entry_id) ||
            (fault->action && fault->action != call->action) || !fault_covers(fault, &place->ref) ||
            !fault_strikes(fault))
            continue;
        stage_fault(lab, fault_id(fault), fault_names[fault->kind], place, call, NULL, 0, false);
        *ret = (struct engine_entry_failure){fault->code, SLICE("This entry was made to fail."),
                                             fault->sender_fault};
        return true;
    }
    return false;
}

const struct engine_observer_ops lab_observer = {
    .event = on_event,
    .turn_ended = on_turn_ended,
    .send_visible = send_visible,
    .look = look,
    .choose = choose,
    .take_visible = take_visible,
    .keep = keep,
    .fail_entry = fail_entry,
};
