/* What looks wrong in a run, though SQS allows it: one rule each. */
#include <inttypes.h>

#include "src/lab/json.h"
#include "src/lab/judge.h"

#define FEW          10 /* of anything that only counts when it happens again and again */
#define POISON       5  /* deliveries without an acknowledgement */
#define HOT_MESSAGES 30 /* as SQS's fair queues count (standard.md section 11) */
#define LINES_MAX    1000

static struct finding *find(struct judgement *judgement, struct list_node *findings,
                            const char *lint, const struct place *place, int64_t count)
{
    struct finding *finding = arena_zalloc(&judgement->arena, sizeof *finding);
    finding->lint = lint;
    finding->place = place;
    finding->count = count;
    list_append(findings, &finding->link);
    return finding;
}

static void lint_life(struct judgement *judgement, const struct judged_life *life,
                      struct list_node *findings)
{
    const struct place *place = life->place->place;
    if (life->late_acks > 0) {
        struct finding *finding =
            find(judgement, findings, "ack_after_expiry", place, life->late_acks);
        finding->life = life->life;
        finding->text = arena_printf(
            &judgement->arena,
            "a delete came after the visibility of its delivery had ended (by %" PRId64 " ms)",
            life->latest_ms);
    }
    if (life->dead_lettered || (life->receive >= POISON && life->ack_count == 0)) {
        struct finding *finding = find(judgement, findings, "poison_message", place, life->receive);
        finding->life = life->life;
        finding->text = arena_printf(&judgement->arena, "received %d times %s", life->receive,
                                     life->dead_lettered ? "and moved to the dead-letter queue"
                                                         : "and never acknowledged");
    }
}

static void lint_group(struct judgement *judgement, const struct judged_group *group,
                       struct list_node *findings)
{
    const struct place *place = group->place->place;
    if (group->violations > 0) {
        struct finding *finding =
            find(judgement, findings, "order_violation", place, group->violations);
        finding->life = group->violator;
        finding->group = group->name;
        finding->text = SLICE("acknowledged after a later message of its group");
    }
    if (group->sent >= HOT_MESSAGES && group->sent * 2 > group->place->sent) {
        struct finding *finding = find(judgement, findings, "hot_group", place, group->sent);
        finding->group = group->name;
        finding->text = arena_printf(&judgement->arena,
                                     "this group has %" PRId64 " of the queue's %" PRId64
                                     " messages, which one consumer at a time works on",
                                     group->sent, group->place->sent);
        if (!place->fifo)
            finding->text = arena_printf(&judgement->arena,
                                         "this group has %" PRId64 " of the queue's %" PRId64
                                         " messages and is served last",
                                         group->sent, group->place->sent);
    }
}

static void lint_place(struct judgement *judgement, const struct judged_place *place,
                       struct list_node *findings)
{
    struct arena *arena = &judgement->arena;
    if (place->outlasted > 0)
        find(judgement, findings, "visibility_too_short", place->place, place->outlasted)->text =
            arena_printf(arena,
                         "handlers took up to %" PRId64 " ms with a visibility of %" PRId64 " ms",
                         place->longest_ms, place->window_ms);
    if (place->early_acks >= FEW && place->early_acks * 10 >= place->acks * 9)
        find(judgement, findings, "suspicious_early_delete", place->place, place->early_acks)
            ->text = arena_printf(arena,
                                  "%" PRId64 " of %" PRId64
                                  " messages were deleted within 5 ms of their delivery: before "
                                  "the work?",
                                  place->early_acks, place->acks);
    if (place->empty_short >= FEW && place->empty_short > place->receives + place->empty_long)
        find(judgement, findings, "short_poll_waste", place->place, place->empty_short)->text =
            arena_printf(arena,
                         "%" PRId64 " short polls found nothing, %" PRId64
                         " receives found something: use WaitTimeSeconds",
                         place->empty_short, place->receives);
}

void lints_find(struct judgement *judgement, struct list_node *findings)
{
    struct list_node *node;
    for (node = judgement->places.next; node != &judgement->places; node = node->next)
        lint_place(judgement, LIST_OF(node, struct judged_place, link), findings);
    for (node = judgement->groups.next; node != &judgement->groups; node = node->next)
        lint_group(judgement, LIST_OF(node, struct judged_group, link), findings);
    for (node = judgement->lives.next; node != &judgement->lives; node = node->next)
        lint_life(judgement, LIST_OF(node, struct judged_life, link), findings);
}

static void finding_write(const struct finding *finding, struct buf *reply)
{
    char id[UUID_TEXT_LEN];
    BUF_LITERAL(reply, "{\"lint\":");
    json_write_text(reply, slice_of(finding->lint));
    put_text(reply, "account", finding->place->ref.account);
    put_text(reply, "region", finding->place->ref.region);
    put_text(reply, "queue", finding->place->ref.name);
    if (finding->life) {
        uuid_format(&finding->life->id, id);
        put_text(reply, "message_id", slice_make(id, sizeof id));
    }
    put_text(reply, "group", finding->group);
    put_number(reply, "count", finding->count);
    put_text(reply, "text", finding->text);
    buf_byte(reply, '}');
}

void findings_write(const struct list_node *findings, struct buf *reply)
{
    size_t written = 0;
    BUF_LITERAL(reply, "\"lints\":[");
    for (struct list_node *node = findings->next; node != findings && written < LINES_MAX;
         node = node->next) {
        if (written++ > 0)
            buf_byte(reply, ',');
        finding_write(FINDING_OF(node), reply);
    }
    buf_byte(reply, ']');
}

void lab_lints(struct lab *lab, const struct lab_filter *filter, struct buf *reply)
{
    struct judgement judgement;
    struct list_node findings;
    list_init(&findings);
    judge(lab, filter, &judgement);
    lints_find(&judgement, &findings);
    buf_byte(reply, '{');
    findings_write(&findings, reply);
    buf_byte(reply, '}');
    judgement_release(&judgement);
}
