/* One walk over the history: see judge.h. */
#include "src/lab/judge.h"

/* Nobody works that fast. */
#define EARLY_MS 5

static struct slice pointer_key(void *const *pointer)
{
    return slice_make(pointer, sizeof *pointer);
}

static struct judged_place *place_of(struct judgement *judgement, struct place *place)
{
    void *key = place;
    struct judged_place *judged = map_get(&judgement->place_index, pointer_key(&key));
    if (judged)
        return judged;
    judged = arena_zalloc(&judgement->arena, sizeof *judged);
    judged->place = place;
    list_append(&judgement->places, &judged->link);
    map_put(&judgement->place_index, pointer_key(&key), judged);
    return judged;
}

static struct judged_life *life_facts(struct judgement *judgement, struct judged_place *place,
                                      struct life *life)
{
    void *key = life;
    struct judged_life *judged = map_get(&judgement->life_index, pointer_key(&key));
    if (judged)
        return judged;
    judged = arena_zalloc(&judgement->arena, sizeof *judged);
    judged->life = life;
    judged->place = place;
    list_append(&judgement->lives, &judged->link);
    map_put(&judgement->life_index, pointer_key(&key), judged);
    return judged;
}

static struct judged_group *group_of(struct judgement *judgement, struct judged_place *place,
                                     struct slice name)
{
    struct slice key = arena_printf(&judgement->arena, "%p %.*s", (void *)place, SLICE_ARG(name));
    struct judged_group *judged = map_get(&judgement->group_index, key);
    if (judged)
        return judged;
    judged = arena_zalloc(&judgement->arena, sizeof *judged);
    judged->place = place;
    judged->name = name;
    list_append(&judgement->groups, &judged->link);
    map_put(&judgement->group_index, key, judged);
    return judged;
}

static void see_sent(struct judgement *judgement, struct judged_place *place,
                     const struct life *life)
{
    place->sent++;
    if (slice_present(life->group))
        group_of(judgement, place, life->group)->sent++;
}

static void see_delivered(struct judged_place *place, struct judged_life *life,
                          const struct record *record)
{
    if (record->call != place->call)
        place->receives++;
    place->call = record->call;
    if (record->flags & RECORD_AGAIN)
        return;
    life->receive = record->receive;
    life->former_until_ms = life->visible_until_ms;
    life->delivered_ms = record->ms;
    life->delivered_clock_ms = record->clock_ms;
    life->visible_until_ms = record->visible_until_ms;
}

/* The message was acknowledged after a later one of its group. What one call acknowledges counts as
 * one: its entries have no order. */
static void see_order(struct judged_group *group, struct life *life, uint32_t call)
{
    if (call != group->call && group->call_max > group->before_max)
        group->before_max = group->call_max;
    group->call = call;
    if (life->sequence > group->call_max)
        group->call_max = life->sequence;
    if (life->sequence >= group->before_max)
        return;
    group->violations++;
    group->place->violations++;
    if (!group->violator)
        group->violator = life;
}

static int64_t longer(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void see_ack(struct judgement *judgement, struct judged_place *place,
                    struct judged_life *life, const struct record *record)
{
    bool current = record->receive == life->receive && life->receive > 0;
    int64_t took =
        longer(record->ms - life->delivered_ms, record->clock_ms - life->delivered_clock_ms);
    for (size_t i = 0; i < life->ack_count; i++)
        if (life->acks[i] == record->receive)
            return;
    if (life->ack_count < JUDGED_ACKS_MAX)
        life->acks[life->ack_count++] = record->receive;
    place->acks++;
    place->early_acks += current && took <= EARLY_MS;
    if (place->place->fifo && slice_present(life->life->group))
        see_order(group_of(judgement, place, life->life->group), life->life, record->call);
}

static void see_late(struct judged_place *place, struct judged_life *life,
                     const struct record *record)
{
    int64_t took = record->ms - life->delivered_ms;
    bool current = record->receive == life->receive && life->receive > 0;
    int64_t until = current ? life->visible_until_ms : life->former_until_ms;
    if (current && record->ms < until)
        return; /* in time: somebody else deleted it before */
    life->late_acks++;
    life->latest_ms = longer(life->latest_ms, record->ms - until);
    if (!current)
        return;
    place->outlasted++;
    if (took >= place->longest_ms) {
        place->longest_ms = took;
        place->window_ms = life->visible_until_ms - life->delivered_ms;
    }
}

static void see_life(struct judgement *judgement, struct judged_place *place,
                     const struct record *record)
{
    struct judged_life *life = life_facts(judgement, place, record->life);
    switch (record->event) {
    case LAB_EVENT_SENT:
        see_sent(judgement, place, record->life);
        break;
    case LAB_EVENT_DELIVERED:
        see_delivered(place, life, record);
        break;
    case LAB_EVENT_VISIBILITY_CHANGED:
        life->visible_until_ms = record->visible_until_ms;
        break;
    case LAB_EVENT_LATE_DELETE:
        see_late(place, life, record);
        if (record->flags & (RECORD_REFUSED | RECORD_GONE))
            see_ack(judgement, place, life, record);
        break;
    case LAB_EVENT_DELETED:
        see_ack(judgement, place, life, record);
        break;
    case LAB_EVENT_MOVED:
        life->dead_lettered = true;
        break;
    case LAB_EVENT_FAULT:
        if (record->flags & RECORD_KEPT)
            see_ack(judgement, place, life, record);
        break;
    default:
        break;
    }
}

static void see(struct judgement *judgement, const struct record *record)
{
    struct judged_place *place = place_of(judgement, record->place);
    if (record->life)
        see_life(judgement, place, record);
    else if (record->event == LAB_EVENT_EMPTY_RECEIVE && (record->flags & RECORD_WAITED))
        place->empty_long++;
    else if (record->event == LAB_EVENT_EMPTY_RECEIVE)
        place->empty_short++;
}

/* What places have of their lives and groups, which are in the order in which they appeared. */
static void sum_up(struct judgement *judgement)
{
    struct list_node *node;
    for (node = judgement->lives.next; node != &judgement->lives; node = node->next) {
        const struct judged_life *life = LIST_OF(node, struct judged_life, link);
        if (life->ack_count >= 2 && life->place->duplicates++ == 0)
            life->place->duplicate = life;
    }
    for (node = judgement->groups.next; node != &judgement->groups; node = node->next) {
        const struct judged_group *group = LIST_OF(node, struct judged_group, link);
        if (group->violations > 0 && !group->place->disordered)
            group->place->disordered = group;
    }
}

void judge(struct lab *lab, const struct lab_filter *filter, struct judgement *ret)
{
    memset(ret, 0, sizeof *ret);
    list_init(&ret->lives);
    list_init(&ret->groups);
    list_init(&ret->places);
    map_init(&ret->life_index);
    map_init(&ret->group_index);
    map_init(&ret->place_index);
    struct list_node *node = history_from(lab, filter->since);
    for (; node != &lab->records; node = node->next) {
        const struct record *record = LIST_OF(node, struct record, link);
        if (record->place && filter_matches(filter, record))
            see(ret, record);
    }
    sum_up(ret);
}

void judgement_release(struct judgement *judgement)
{
    map_release(&judgement->life_index);
    map_release(&judgement->group_index);
    map_release(&judgement->place_index);
    arena_release(&judgement->arena);
}
