/* The list of faults, and when one strikes. */
#include "src/lab/faults.h"

#include <stdio.h>

#include "src/base/memory.h"

/* A list that tests forgot to clear does not grow for ever. */
#define FAULTS_MAX 1000

bool fault_covers(const struct fault *fault, const struct queue_ref *queue)
{
    if (!queue || !slice_present(queue->name))
        return !slice_present(fault->queue) && !slice_present(fault->account) &&
               !slice_present(fault->region);
    return fits(fault->account, queue->account) && fits(fault->region, queue->region) &&
           fits(fault->queue, queue->name);
}

/* Uniform in [0, 1) with 53 bits, the same on every machine. */
static double draw(struct random_stream *stream)
{
    return (double)(random_stream_next(stream) >> 11) / 9007199254740992.0;
}

static bool is_chosen(const struct fault *fault)
{
    for (size_t i = 0; i < fault->at_count; i++)
        if (fault->at[i] == fault->matched)
            return true;
    return false;
}

bool fault_strikes(struct fault *fault)
{
    bool strikes = true;
    fault->matched++;
    switch (fault->when) {
    case WHEN_ALWAYS:
        break;
    case WHEN_PROBABILITY:
        strikes = draw(&fault->random) < fault->chance;
        break;
    case WHEN_NEXT:
        strikes = fault->matched <= fault->next;
        break;
    case WHEN_AT:
        strikes = is_chosen(fault);
        break;
    }
    fault->applied += strikes;
    return strikes;
}

void fault_free(struct lab *lab, struct fault *fault)
{
    if (list_linked(&fault->link))
        lab->fault_count--;
    list_remove(&fault->link);
    map_release(&fault->seen);
    arena_release(&fault->arena);
    free(fault);
}

const char *lab_fault_add(struct lab *lab, const struct lab_fault_spec *spec, struct buf *reply)
{
    if (lab->fault_count >= FAULTS_MAX)
        return "there are too many faults already: remove some";
    struct fault *fault = memory_zalloc(sizeof *fault);
    map_init(&fault->seen);
    const char *problem = fault_read(fault, spec);
    if (problem) {
        fault_free(lab, fault);
        return problem;
    }
    random_stream_seed(&fault->random, (uint64_t)fault->seed);
    snprintf(fault->id, sizeof fault->id, "f%lld", (long long)++lab->fault_serial);
    list_append(&lab->faults, &fault->link);
    lab->fault_count++;
    fault_write(fault, reply);
    return NULL;
}

void lab_fault_list(const struct lab *lab, struct slice account, struct buf *reply)
{
    BUF_LITERAL(reply, "{\"faults\":[");
    size_t written = 0;
    struct list_node *node = lab ? lab->faults.next : NULL;
    for (; node && node != &lab->faults; node = node->next) {
        if (!fits(account, FAULT_OF(node)->account))
            continue;
        if (written++ > 0)
            buf_byte(reply, ',');
        fault_write(FAULT_OF(node), reply);
    }
    BUF_LITERAL(reply, "]}");
}

size_t lab_fault_remove(struct lab *lab, struct slice id, struct slice account)
{
    size_t removed = 0;
    struct list_node *node = lab ? lab->faults.next : NULL;
    while (node && node != &lab->faults) {
        struct fault *fault = FAULT_OF(node);
        node = node->next;
        if (!fits(id, fault_id(fault)) || !fits(account, fault->account))
            continue;
        fault_free(lab, fault);
        removed++;
    }
    return removed;
}

/* What a fault that strikes does to the call. */
static void add_fate(const struct fault *fault, struct lab_call_fate *fate)
{
    switch (fault->kind) {
    case FAULT_FAIL:
        fate->fail = true;
        fate->error = (struct api_error){.text = fault->error};
        break;
    case FAULT_CUT:
        fate->cut = true;
        break;
    case FAULT_LOSE_REPLY:
        fate->lose_reply = true;
        break;
    case FAULT_DELAY_REPLY:
        fate->delay_ms += fault->for_ms;
        break;
    default:
        break;
    }
}

/* The queue as far as the call tells it: whether there is one the engine will see. */
static void note_call(struct lab *lab, const struct fault *fault, const struct call *call)
{
    struct engine_place place = {.ref = call->queue};
    bool named = slice_present(call->queue.name);
    if (named)
        place.now_ms = engine_account_now(lab->engine, call->queue.account);
    stage_fault(lab, fault_id(fault), fault_names[fault->kind], named ? &place : NULL, call, NULL,
                0, false);
}

void lab_call(struct lab *lab, const struct call *call, struct lab_call_fate *ret)
{
    *ret = (struct lab_call_fate){0};
    for (struct list_node *node = lab->faults.next; node != &lab->faults && !ret->fail && !ret->cut;
         node = node->next) {
        struct fault *fault = FAULT_OF(node);
        if (fault_abouts[fault->kind] != ABOUT_CALL ||
            (fault->action && fault->action != call->action) ||
            !fault_covers(fault, &call->queue) || !fault_strikes(fault))
            continue;
        add_fate(fault, ret);
        note_call(lab, fault, call);
    }
}
