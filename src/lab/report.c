/* The verdict on a run: what must be true of the queues now, and of what happened. */
#include <inttypes.h>

#include "src/lab/judge.h"

#define NAMES_AT_ONCE 1000

enum report_check { REPORT_DLQ, REPORT_FLIGHT, REPORT_DUPLICATES, REPORT_ORDER, REPORT_CHECKS };

static const char *const names[REPORT_CHECKS] = {"dlq_empty", "nothing_in_flight",
                                                 "no_duplicates_handled", "order_kept"};

struct report {
    struct lab *lab;
    struct judgement judgement;
    struct list_node verdicts;
    bool expected[REPORT_CHECKS];
};

/* False: one of the names is none. */
static bool read_expected(struct slice expect, bool expected[static REPORT_CHECKS])
{
    for (int i = 0; i < REPORT_CHECKS; i++)
        expected[i] = !slice_present(expect);
    while (slice_present(expect)) {
        struct slice name = slice_cut(&expect, ',');
        int i = 0;
        while (i < REPORT_CHECKS && !slice_is(name, names[i]))
            i++;
        if (i == REPORT_CHECKS)
            return false;
        expected[i] = true;
    }
    return true;
}

static void add(struct report *report, enum report_check check, struct slice queue, bool passed,
                struct slice text)
{
    struct verdict *verdict = arena_zalloc(&report->judgement.arena, sizeof *verdict);
    if (!report->expected[check])
        return;
    *verdict = (struct verdict){.check = names[check],
                                .queue = arena_copy(&report->judgement.arena, queue),
                                .passed = passed,
                                .text = text};
    list_append(&report->verdicts, &verdict->link);
}

static void check_queue(struct report *report, const struct queue_ref *ref)
{
    struct arena *arena = &report->judgement.arena;
    struct engine_queue_view view;
    if (!engine_queue_view(report->lab->engine, ref, &view))
        return;
    int64_t held = view.counts.visible + view.counts.not_visible + view.counts.delayed;
    int64_t flying = view.counts.not_visible;
    if (view.dead_letter_queue)
        add(report, REPORT_DLQ, ref->name, held == 0,
            held == 0 ? SLICE("the dead-letter queue is empty")
                      : arena_printf(arena, "the dead-letter queue holds %" PRId64 " message%s",
                                     held, held == 1 ? "" : "s"));
    add(report, REPORT_FLIGHT, ref->name, flying == 0,
        flying == 0 ? SLICE("nothing is in flight")
                    : arena_printf(arena, "%" PRId64 " message%s in flight", flying,
                                   flying == 1 ? " is" : "s are"));
}

/* All queues that there are now, or the one that is named. */
static void check_queues(struct report *report, const struct lab_filter *filter)
{
    struct arena *arena = &report->judgement.arena;
    struct queue_ref ref = {filter->region, filter->account, filter->queue};
    struct slice after = SLICE_NONE;
    struct slice *found;
    size_t count;
    if (slice_present(filter->queue)) {
        check_queue(report, &ref);
        return;
    }
    do {
        count = engine_queue_names(report->lab->engine, ref.account, ref.region, after,
                                   NAMES_AT_ONCE, arena, &found);
        for (size_t i = 0; i < count; i++) {
            ref.name = found[i];
            check_queue(report, &ref);
        }
        after = count > 0 ? found[count - 1] : SLICE_NONE;
    } while (count == NAMES_AT_ONCE);
}

static void check_duplicates(struct report *report, const struct judged_place *place)
{
    struct arena *arena = &report->judgement.arena;
    const struct judged_life *first = place->duplicate;
    char id[UUID_TEXT_LEN];
    if (!first) {
        add(report, REPORT_DUPLICATES, place->place->ref.name, true,
            SLICE("no message was handled twice"));
        return;
    }
    uuid_format(&first->life->id, id);
    add(report, REPORT_DUPLICATES, place->place->ref.name, false,
        arena_printf(arena,
                     "%" PRId64 " message%s acknowledged from more than one delivery, the first "
                     "is %.*s (deliveries %d and %d)",
                     place->duplicates, place->duplicates == 1 ? " was" : "s were", UUID_TEXT_LEN,
                     id, first->acks[0], first->acks[1]));
}

static void check_order(struct report *report, const struct judged_place *place)
{
    struct arena *arena = &report->judgement.arena;
    const struct judged_group *first = place->disordered;
    char id[UUID_TEXT_LEN];
    if (!place->place->fifo)
        return;
    if (!first) {
        add(report, REPORT_ORDER, place->place->ref.name, true,
            SLICE("each group was acknowledged in its order"));
        return;
    }
    uuid_format(&first->violator->id, id);
    add(report, REPORT_ORDER, place->place->ref.name, false,
        arena_printf(arena,
                     "%" PRId64 " message%s acknowledged after a later one of the group, the first "
                     "is %.*s in group %.*s",
                     place->violations, place->violations == 1 ? " was" : "s were", UUID_TEXT_LEN,
                     id, SLICE_ARG(first->name)));
}

/* A check that found no queue to look at is told too: its name may have been meant otherwise. */
static void add_missing(struct report *report)
{
    static const char *const texts[REPORT_CHECKS] = {
        "there is no dead-letter queue", "there is no queue", "nothing happened in any queue",
        "nothing happened in any FIFO queue"};
    for (int i = 0; i < REPORT_CHECKS; i++) {
        bool told = false;
        for (struct list_node *node = report->verdicts.next; node != &report->verdicts;
             node = node->next)
            told = told || strcmp(VERDICT_OF(node)->check, names[i]) == 0;
        if (!told)
            add(report, (enum report_check)i, SLICE_NONE, true, slice_of(texts[i]));
    }
}

const char *lab_report(struct lab *lab, const struct lab_filter *filter, struct slice expect,
                       enum lab_format format, struct buf *reply)
{
    struct report report = {.lab = lab};
    struct list_node findings;
    if (!read_expected(expect, report.expected))
        return "expect must hold dlq_empty, nothing_in_flight, no_duplicates_handled or "
               "order_kept, with commas between them";
    engine_flush(lab->engine); /* what is not committed has not happened */
    list_init(&report.verdicts);
    list_init(&findings);
    judge(lab, filter, &report.judgement);
    check_queues(&report, filter);
    struct list_node *places = &report.judgement.places;
    for (struct list_node *node = places->next; node != places; node = node->next) {
        check_duplicates(&report, LIST_OF(node, struct judged_place, link));
        check_order(&report, LIST_OF(node, struct judged_place, link));
    }
    add_missing(&report);
    lints_find(&report.judgement, &findings);
    report_write(format, &report.verdicts, &findings, reply);
    judgement_release(&report.judgement);
    engine_flush(lab->engine);
    return NULL;
}
