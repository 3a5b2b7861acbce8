/* The history: a bounded list of what happened, oldest first. */
#include "src/base/memory.h"
#include "src/lab/state.h"

#define RECORD_OF(node) LIST_OF(node, struct record, link)

static void record_drop(struct lab *lab, struct record *record)
{
    list_remove(&record->link);
    lab->record_count--;
    lab->bytes -= record->bytes;
    life_release(lab, record->life);
    place_release(lab, record->to);
    place_release(lab, record->place);
    free(record);
}

/* The newest record always stays: it is being looked at. */
static void keep_bounds(struct lab *lab)
{
    while (lab->record_count > 1 && (lab->record_count > lab->options.history_events ||
                                     lab->bytes > lab->options.history_bytes)) {
        record_drop(lab, RECORD_OF(lab->records.next));
        lab->dropped++;
    }
}

void history_add(struct lab *lab, const struct record *given)
{
    size_t size = sizeof *given + given->by.len + given->fault.len;
    if (!lab_has_history(lab)) {
        life_release(lab, given->life);
        place_release(lab, given->to);
        place_release(lab, given->place);
        return;
    }
    struct record *record = memory_alloc(size);
    *record = *given;
    char *at = record->text;
    record->by = keep_text(&at, given->by);
    record->fault = keep_text(&at, given->fault);
    record->bytes = size;
    record->n = lab->next++;
    lab->bytes += size;
    lab->record_count++;
    list_append(&lab->records, &record->link);
    awaits_see(lab, record);
    keep_bounds(lab);
}

void history_drop(struct lab *lab, struct slice account)
{
    struct list_node *node = lab->records.next;
    while (node != &lab->records) {
        struct record *record = RECORD_OF(node);
        node = node->next;
        if (!slice_present(account) ||
            (record->place && slice_equal(record->place->ref.account, account)))
            record_drop(lab, record);
    }
}

bool lab_has_history(const struct lab *lab)
{
    return lab && lab->options.history_events > 0;
}

int64_t lab_history_dropped(struct lab *lab)
{
    steps_finish(lab);
    return lab->dropped;
}

struct list_node *history_from(struct lab *lab, int64_t since)
{
    steps_finish(lab);
    /* Those who follow the history ask for what is near its end. */
    struct list_node *node = lab->records.prev;
    while (node != &lab->records && RECORD_OF(node)->n >= since)
        node = node->prev;
    return node->next;
}

int64_t lab_history_write(struct lab *lab, const struct lab_filter *filter, size_t limit,
                          bool lines, struct buf *reply, bool *ret_more)
{
    size_t written = 0;
    *ret_more = true;
    struct list_node *node = history_from(lab, filter->since);
    for (; node != &lab->records; node = node->next) {
        const struct record *record = RECORD_OF(node);
        if (!filter_matches(filter, record))
            continue;
        if (written++ == limit)
            return record->n;
        if (!lines && written > 1)
            buf_byte(reply, ',');
        record_write(record, reply);
        if (lines)
            buf_byte(reply, '\n');
    }
    *ret_more = false;
    return lab->next;
}

int64_t lab_history_next(struct lab *lab)
{
    steps_finish(lab);
    return lab->next;
}
