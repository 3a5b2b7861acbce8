/* Faults as tests describe them: reading, checking, writing. */
#include <stdlib.h>

#include "src/lab/faults.h"
#include "src/lab/json.h"

#define LIST_MAX   1000
#define FOR_MS_MAX (INT64_C(12) * 3600 * 1000) /* SQS hides nothing longer */
#define REPLY_MAX  300000                      /* real time that a reply may take */

enum member {
    MEMBER_AFTER_DELETE = 1,
    MEMBER_BREAK_FIFO = 2,
    MEMBER_GROUP = 4,
    MEMBER_FOR_MS = 8,
    MEMBER_AFTER_MS = 16,
    MEMBER_STATUS = 32,
    MEMBER_CODE = 64,
    MEMBER_ACTION = 128,
    MEMBER_IDS = 256,
    MEMBER_SENDER_FAULT = 512,
};

const char *const fault_names[FAULT_KIND_COUNT] = {
#define NAME_ROW(ID, name, ...) name,
    ALL_FAULTS(NAME_ROW)
#undef NAME_ROW
};

const enum fault_about fault_abouts[FAULT_KIND_COUNT] = {
#define ABOUT_ROW(ID, name, about, members) ABOUT_##about,
    ALL_FAULTS(ABOUT_ROW)
#undef ABOUT_ROW
};

static const unsigned members_of[FAULT_KIND_COUNT] = {
#define MEMBERS_ROW(ID, name, about, members) members,
    ALL_FAULTS(MEMBERS_ROW)
#undef MEMBERS_ROW
};

/* Errors before the work that clients are to survive. */
static const struct {
    const char *code;
    const char *json_code; /* as the JSON protocol names it */
    enum text_id text;
    int status;
} failures[] = {
    {"InternalFailure", "InternalError", TEXT_INTERNAL_FAILURE, 500},
    {"ServiceUnavailable", "ServiceUnavailableException", TEXT_SERVICE_UNAVAILABLE, 503},
    {"RequestThrottled", "ThrottlingException", TEXT_REQUEST_THROTTLED, 403},
};

static int find_kind(struct slice name)
{
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        if (slice_is(name, fault_names[i]))
            return i;
    return -1;
}

/* A member that the kind does not take; NULL when there is none. */
static const char *misplaced(enum fault_kind kind, const struct lab_fault_spec *spec)
{
    const struct {
        bool given;
        enum member member;
        const char *problem;
    } rows[] = {
        {spec->after_delete, MEMBER_AFTER_DELETE, "after_delete goes only with duplicate"},
        {spec->break_fifo, MEMBER_BREAK_FIFO, "break_fifo goes only with duplicate"},
        {slice_present(spec->group), MEMBER_GROUP,
         "group goes only with duplicate, hide and expire_early"},
        {spec->for_ms.present, MEMBER_FOR_MS, "for_ms goes only with hide and delay_reply"},
        {spec->after_ms.present, MEMBER_AFTER_MS, "after_ms goes only with expire_early"},
        {spec->status.present, MEMBER_STATUS, "status goes only with fail"},
        {slice_present(spec->code), MEMBER_CODE, "code goes only with fail and fail_entries"},
        {slice_present(spec->action), MEMBER_ACTION, "action goes only with faults of calls"},
        {spec->ids != NULL, MEMBER_IDS, "ids goes only with fail_entries"},
        {spec->sender_fault, MEMBER_SENDER_FAULT, "sender_fault goes only with fail_entries"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].given && !(members_of[kind] & rows[i].member))
            return rows[i].problem;
    return NULL;
}

static const char *missing(enum fault_kind kind, const struct lab_fault_spec *spec)
{
    if ((members_of[kind] & MEMBER_FOR_MS) && !spec->for_ms.present)
        return "for_ms is missing: a number of milliseconds";
    if ((members_of[kind] & MEMBER_AFTER_MS) && !spec->after_ms.present)
        return "after_ms is missing: a number of milliseconds";
    if (spec->for_ms.present &&
        spec->for_ms.value > (kind == FAULT_DELAY_REPLY ? REPLY_MAX : FOR_MS_MAX))
        return kind == FAULT_DELAY_REPLY ? "for_ms must be at most 300000"
                                         : "for_ms must be at most 43200000 (12 hours)";
    if (spec->after_ms.present && spec->after_ms.value > FOR_MS_MAX)
        return "after_ms must be at most 43200000 (12 hours)";
    return NULL;
}

static const char *read_probability(struct fault *fault, const struct json *given)
{
    static const char problem[] = "probability must be a number from 0 to 1";
    bool whole = given->kind == JSON_INTEGER;
    if (!whole && given->kind != JSON_NUMBER && given->kind != JSON_STRING)
        return problem;
    fault->probability =
        whole ? arena_int64(&fault->arena, given->integer) : arena_copy(&fault->arena, given->text);
    char *end;
    fault->chance = strtod(fault->probability.at, &end);
    if (fault->probability.len == 0 || end != fault->probability.at + fault->probability.len ||
        !(fault->chance >= 0 && fault->chance <= 1))
        return problem;
    fault->when = WHEN_PROBABILITY;
    return NULL;
}

/* The parts of a list that is given as an array or as one text with commas; false: neither. */
static bool read_list(struct arena *arena, const struct json *given, struct slice **ret,
                      size_t *ret_count)
{
    *ret = arena_array(arena, LIST_MAX, sizeof **ret);
    *ret_count = 0;
    struct slice rest = given->kind == JSON_STRING ? given->text : SLICE_NONE;
    while (slice_present(rest) && *ret_count < LIST_MAX)
        (*ret)[(*ret_count)++] = arena_copy(arena, slice_cut(&rest, ','));
    if (given->kind == JSON_STRING)
        return !slice_present(rest);
    if (given->kind != JSON_ARRAY || given->count > LIST_MAX)
        return false;
    for (size_t i = 0; i < given->count; i++) {
        const struct json *item = &given->items[i];
        if (item->kind != JSON_STRING && item->kind != JSON_INTEGER)
            return false;
        (*ret)[(*ret_count)++] = item->kind == JSON_STRING ? arena_copy(arena, item->text)
                                                           : arena_int64(arena, item->integer);
    }
    return true;
}

static const char *read_at(struct fault *fault, const struct json *given)
{
    static const char problem[] = "at must be a list of up to 1000 positions, from 1";
    struct slice *parts;
    if (!read_list(&fault->arena, given, &parts, &fault->at_count))
        return problem;
    fault->at = arena_array(&fault->arena, fault->at_count, sizeof *fault->at);
    for (size_t i = 0; i < fault->at_count; i++)
        if (!slice_to_int64(parts[i], &fault->at[i]) || fault->at[i] < 1)
            return problem;
    fault->when = WHEN_AT;
    return fault->at_count > 0 ? NULL : problem;
}

static const char *read_when(struct fault *fault, const struct lab_fault_spec *spec)
{
    int given = (spec->probability != NULL) + spec->next.present + (spec->at != NULL);
    fault->seed = spec->seed.present ? spec->seed.value : 0;
    if (given > 1)
        return "give one of probability, next and at, or none: always";
    if (spec->next.present) {
        fault->when = WHEN_NEXT;
        fault->next = spec->next.value;
        return fault->next > 0 ? NULL : "next must be at least 1";
    }
    if (spec->probability)
        return read_probability(fault, spec->probability);
    return spec->at ? read_at(fault, spec->at) : NULL;
}

/* Either of status and code tells the other. */
static const char *read_failure(struct fault *fault, const struct lab_fault_spec *spec)
{
    int64_t status = spec->status.present ? spec->status.value : 0;
    bool coded = slice_present(spec->code);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        bool named =
            slice_is(spec->code, failures[i].code) || slice_is(spec->code, failures[i].json_code);
        if ((coded && !named) || (status != 0 && status != failures[i].status))
            continue;
        fault->error = failures[i].text;
        fault->code = slice_of(failures[i].code);
        return NULL;
    }
    return "status and code must be 500 InternalFailure, 503 ServiceUnavailable or "
           "403 RequestThrottled";
}

static const char *read_entries(struct fault *fault, const struct lab_fault_spec *spec)
{
    fault->code =
        slice_present(spec->code) ? arena_copy(&fault->arena, spec->code) : SLICE("InternalError");
    fault->sender_fault = spec->sender_fault;
    if (spec->ids && (!read_list(&fault->arena, spec->ids, &fault->ids, &fault->id_count) ||
                      fault->id_count == 0))
        return "ids must be a list of up to 1000 ids of entries";
    return NULL;
}

static const char *read_action(struct fault *fault, const struct lab_fault_spec *spec)
{
    if (!slice_present(spec->action))
        return NULL;
    fault->action = action_find(spec->action);
    if (!fault->action)
        return "action must be the name of an action of SQS, such as SendMessage";
    bool batch = fault->action->id == ACTION_SEND_MESSAGE_BATCH ||
                 fault->action->id == ACTION_DELETE_MESSAGE_BATCH ||
                 fault->action->id == ACTION_CHANGE_MESSAGE_VISIBILITY_BATCH;
    return fault->kind == FAULT_FAIL_ENTRIES && !batch ? "action must be one of the batch actions"
                                                       : NULL;
}

static const char *read_queue(struct fault *fault, const struct lab_fault_spec *spec)
{
    bool fifo = slice_ends(spec->queue, SLICE(".fifo"));
    fault->account = arena_copy(&fault->arena, spec->account);
    fault->region = arena_copy(&fault->arena, spec->region);
    fault->queue = arena_copy(&fault->arena, spec->queue);
    fault->group = arena_copy(&fault->arena, spec->group);
    if (fifo && fault->kind == FAULT_DUPLICATE && !spec->break_fifo)
        return "duplicate breaks what a FIFO queue guarantees: say \"break_fifo\": true";
    if (fifo && (fault->kind == FAULT_SHUFFLE || fault->kind == FAULT_PARTIAL))
        return "shuffle and partial work on standard queues only";
    return NULL;
}

#define LISTED(ID, name, about, members) " " name

const char *fault_read(struct fault *fault, const struct lab_fault_spec *spec)
{
    int kind = find_kind(spec->fault);
    if (kind < 0)
        return "fault must be one of:" ALL_FAULTS(LISTED);
    fault->kind = (enum fault_kind)kind;
    fault->for_ms = spec->for_ms.value;
    fault->after_ms = spec->after_ms.value;
    fault->after_delete = spec->after_delete;
    fault->break_fifo = spec->break_fifo;
    const char *problem = misplaced(fault->kind, spec);
    problem = problem ? problem : missing(fault->kind, spec);
    problem = problem ? problem : read_when(fault, spec);
    problem = problem ? problem : read_action(fault, spec);
    problem = problem ? problem : read_queue(fault, spec);
    if (!problem && fault->kind == FAULT_FAIL)
        problem = read_failure(fault, spec);
    if (!problem && fault->kind == FAULT_FAIL_ENTRIES)
        problem = read_entries(fault, spec);
    return problem;
}

static void write_when(const struct fault *fault, struct buf *reply)
{
    switch (fault->when) {
    case WHEN_ALWAYS:
        break;
    case WHEN_PROBABILITY:
        put_name(reply, "probability");
        buf_printf(reply, "%g", fault->chance);
        break;
    case WHEN_NEXT:
        put_number(reply, "next", fault->next);
        break;
    case WHEN_AT:
        put_name(reply, "at");
        for (size_t i = 0; i < fault->at_count; i++) {
            buf_byte(reply, i == 0 ? '[' : ',');
            buf_int64(reply, fault->at[i]);
        }
        buf_byte(reply, ']');
        break;
    }
    put_number(reply, "seed", fault->seed);
}

static void write_ids(const struct fault *fault, struct buf *reply)
{
    if (fault->id_count == 0)
        return;
    put_name(reply, "ids");
    for (size_t i = 0; i < fault->id_count; i++) {
        buf_byte(reply, i == 0 ? '[' : ',');
        json_write_text(reply, fault->ids[i]);
    }
    buf_byte(reply, ']');
}

void fault_write(const struct fault *fault, struct buf *reply)
{
    unsigned members = members_of[fault->kind];
    BUF_LITERAL(reply, "{\"id\":");
    json_write_text(reply, fault_id(fault));
    put_text(reply, "fault", slice_of(fault_names[fault->kind]));
    put_text(reply, "account", fault->account);
    put_text(reply, "region", fault->region);
    put_text(reply, "queue", fault->queue);
    put_text(reply, "group", fault->group);
    if (fault->action)
        put_text(reply, "action", slice_of(fault->action->name));
    write_when(fault, reply);
    if (members & MEMBER_FOR_MS)
        put_number(reply, "for_ms", fault->for_ms);
    if (members & MEMBER_AFTER_MS)
        put_number(reply, "after_ms", fault->after_ms);
    if (fault->after_delete)
        put_flag(reply, "after_delete", true);
    if (fault->break_fifo)
        put_flag(reply, "break_fifo", true);
    put_text(reply, "code", fault->code);
    write_ids(fault, reply);
    if (fault->kind == FAULT_FAIL_ENTRIES)
        put_flag(reply, "sender_fault", fault->sender_fault);
    put_number(reply, "matched", fault->matched);
    put_number(reply, "applied", fault->applied);
    buf_byte(reply, '}');
}
