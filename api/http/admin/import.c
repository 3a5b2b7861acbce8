/* JSON lines back into a queue: see export.c. Lines are taken in slices, each committed; what came
 * before a wrong line is in the queue. */
#include "api/http/admin/admin.h"
#include "api/http/timer.h"
#include "src/base/base64.h"
#include "src/base/digest.h"
#include "src/engine/control.h"
#include "src/engine/transfer.h"

#define SLICE_LINES 100
#define SLICE_BYTES ((size_t)512 << 10)

struct import_members {
    struct slice queue;
    struct slice account;
    struct slice region;
    struct slice shift_ms;
    bool keep_times;
};

struct importing {
    struct admin *admin;
    struct timer timer;
    struct queue_ref ref;
    struct slice rest; /* of the body */
    int64_t line;
    int64_t messages;
    bool queue_is_known; /* a line was taken, so there is the queue */
    int64_t shift_ms;    /* added to all times */
    bool shift_is_known; /* given, or not wanted; else it follows from the first line */
    struct slice reason; /* of a failure */
};

static bool refuse(struct importing *importing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(struct importing *importing, const char *format, ...)
{
    char text[400];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    importing->reason =
        arena_printf(&importing->admin->arena, "line %lld: %s", (long long)importing->line, text);
    return false;
}

static bool refuse_error(struct importing *importing, const struct api_error *error)
{
    struct slice text = api_error_text(&importing->admin->arena, error, false);
    return refuse(importing, "%.*s", SLICE_ARG(text));
}

/* Far beyond any clock that can be set, and far from overflow. */
#define TIME_MAX_MS (INT64_C(1000) * 365 * 86400 * 1000 * 2)

#define NO_TIME " must be milliseconds since 1970"

static bool is_time(const struct json *value)
{
    return value->kind == JSON_INTEGER && value->integer >= 0 && value->integer <= TIME_MAX_MS;
}

/* ---- a queue ---- */

static bool read_pairs(struct arena *arena, const struct json *object, struct list *ret)
{
    *ret = (struct list){0};
    if (!object)
        return true;
    if (object->kind != JSON_OBJECT)
        return false;
    struct pair *pairs = arena_array(arena, object->count, sizeof *pairs);
    for (size_t i = 0; i < object->count; i++) {
        if (object->members[i].value.kind != JSON_STRING)
            return false;
        pairs[i] = (struct pair){object->members[i].name, object->members[i].value.text};
    }
    *ret = (struct list){true, object->count, pairs};
    return true;
}

static bool take_queue(struct importing *importing, struct arena *arena, const struct json *line)
{
    static const char *const known[] = {"queue",       "account",    "region", "created_ms",
                                        "exported_ms", "attributes", "tags"};
    struct admin *admin = importing->admin;
    const struct json *exported = json_get(line, "exported_ms");
    struct list attributes, tags;
    struct api_error error = {0};
    for (size_t i = 0; i < line->count; i++) {
        size_t k = 0;
        while (k < sizeof known / sizeof *known && !slice_is(line->members[i].name, known[k]))
            k++;
        if (k == sizeof known / sizeof *known)
            return refuse(importing, "a queue has no member '%.*s'",
                          SLICE_ARG(line->members[i].name));
    }
    if (!slice_present(importing->ref.name))
        importing->ref.name = arena_copy(&admin->arena, json_get_text(line, "queue"));
    if (exported && !is_time(exported))
        return refuse(importing, "exported_ms" NO_TIME);
    if (!importing->shift_is_known && exported)
        importing->shift_ms =
            engine_clock_read(admin->server->engine, importing->ref.account).now_ms -
            exported->integer;
    importing->shift_is_known = true;
    if (!read_pairs(arena, json_get(line, "attributes"), &attributes) ||
        !read_pairs(arena, json_get(line, "tags"), &tags))
        return refuse(importing, "attributes and tags must be objects of texts");
    return engine_import_queue(admin->server->engine, &importing->ref, arena, attributes, tags,
                               &error) ||
           refuse_error(importing, &error);
}

/* ---- a message ---- */

enum kind { TEXT, TIME, NUMBER };

/* Members of a line that are fields of a message. */
static const struct {
    const char *name;
    enum kind kind;
    size_t offset;
} facts_members[] = {
    {"body", TEXT, offsetof(struct store_message, body)},
    {"group", TEXT, offsetof(struct store_message, group)},
    {"deduplication_id", TEXT, offsetof(struct store_message, deduplication_id)},
    {"sender_id", TEXT, offsetof(struct store_message, sender_id)},
    {"trace_header", TEXT, offsetof(struct store_message, trace_header)},
    {"source_arn", TEXT, offsetof(struct store_message, source_arn)},
    {"sent_ms", TIME, offsetof(struct store_message, sent_ms)},
    {"retained_ms", TIME, offsetof(struct store_message, retained_ms)},
    {"visible_ms", TIME, offsetof(struct store_message, visible_ms)},
    {"first_received_ms", TIME, offsetof(struct store_message, first_received_ms)},
    {"received_ms", TIME, offsetof(struct store_message, received_ms)},
    {"receive_count", NUMBER, offsetof(struct store_message, receive_count)},
    {"sequence", NUMBER, SIZE_MAX}, /* the queue gives a new one */
};

#define FACTS_COUNT (sizeof facts_members / sizeof *facts_members)

static bool read_fact(struct importing *importing, size_t member, const struct json *value,
                      struct store_message *ret)
{
    const char *name = facts_members[member].name;
    void *field = (char *)ret + facts_members[member].offset;
    switch (facts_members[member].kind) {
    case TEXT:
        if (value->kind != JSON_STRING)
            return refuse(importing, "%s must be a text", name);
        *(struct slice *)field = value->text;
        return true;
    case TIME:
        if (!is_time(value))
            return refuse(importing, "%s" NO_TIME, name);
        *(int64_t *)field = value->integer + importing->shift_ms;
        return true;
    case NUMBER:
        if (value->kind != JSON_INTEGER || value->integer < 0 ||
            (facts_members[member].offset != SIZE_MAX && value->integer > INT32_MAX))
            return refuse(importing, "%s must be a number", name);
        if (facts_members[member].offset != SIZE_MAX)
            *(int32_t *)field = (int32_t)value->integer;
        return true;
    }
    return false;
}

/* {"name":{"type":"String","value":"x"}, ...}; binary values as base64. */
static bool read_attributes(struct importing *importing, struct arena *arena,
                            const struct json *object, struct list *ret)
{
    if (object->kind != JSON_OBJECT)
        return refuse(importing, "attributes must be an object");
    struct message_attribute *items = arena_array(arena, object->count, sizeof *items);
    for (size_t i = 0; i < object->count; i++) {
        const struct json *value = &object->members[i].value;
        struct slice binary = json_get_text(value, "base64");
        items[i].name = object->members[i].name;
        items[i].data_type = json_get_text(value, "type");
        items[i].string_value = json_get_text(value, "value");
        if (slice_present(binary) && !base64_decode(arena, binary, &items[i].binary_value))
            return refuse(importing, "a value is no base64");
    }
    *ret = (struct list){true, object->count, items};
    return true;
}

static bool read_id(struct importing *importing, const struct json *value, struct uuid *ret)
{
    return (value->kind == JSON_STRING && uuid_parse(value->text, ret)) ||
           refuse(importing, "message_id must be a UUID");
}

static bool read_message(struct importing *importing, struct arena *arena, const struct json *line,
                         struct store_message *ret, struct list *ret_attributes)
{
    for (size_t i = 0; i < line->count; i++) {
        struct slice name = line->members[i].name;
        const struct json *value = &line->members[i].value;
        size_t member = 0;
        while (member < FACTS_COUNT && !slice_is(name, facts_members[member].name))
            member++;
        bool good = false;
        if (member < FACTS_COUNT)
            good = read_fact(importing, member, value, ret);
        else if (slice_is(name, "message_id"))
            good = read_id(importing, value, &ret->message_id);
        else if (slice_is(name, "attributes"))
            good = read_attributes(importing, arena, value, ret_attributes);
        else
            refuse(importing, "a message has no member '%.*s'",
                   (int)(name.len < 64 ? name.len : 64), name.at);
        if (!good)
            return false;
    }
    return true;
}

/* What is not given is as if it were sent now. */
static bool take_message(struct importing *importing, struct arena *arena, const struct json *line)
{
    struct engine *engine = importing->admin->server->engine;
    int64_t now_ms = engine_clock_read(engine, importing->ref.account).now_ms;
    struct store_message message = {.sent_ms = now_ms,
                                    .retained_ms = now_ms,
                                    .visible_ms = now_ms,
                                    .sender_id = importing->ref.account};
    struct list attributes = {0};
    struct api_error error = {0};
    uuid_random(&message.message_id);
    if (!slice_present(importing->ref.name))
        return refuse(importing, "queue must be given, as a member of the query or in line 1");
    if (!read_message(importing, arena, line, &message, &attributes))
        return false;
    if (!engine_import_message(engine, &importing->ref, arena, &message, attributes, &error))
        return refuse_error(importing, &error);
    importing->messages++;
    return true;
}

/* ---- lines ---- */

static struct slice next_line(struct slice *rest)
{
    ptrdiff_t end = slice_find(*rest, '\n');
    struct slice line = end < 0 ? *rest : slice_head(*rest, (size_t)end);
    *rest = end < 0 ? SLICE("") : slice_from(*rest, (size_t)end + 1);
    return line;
}

static bool take_line(struct importing *importing, struct arena *arena, struct slice text)
{
    importing->line++;
    if (text.len == 0 || slice_is(text, "\r"))
        return true;
    const struct json *line = json_parse(arena, text);
    if (!line || line->kind != JSON_OBJECT)
        return refuse(importing, "this is no JSON object");
    importing->queue_is_known = importing->line == 1 && json_get(line, "queue")
                                    ? take_queue(importing, arena, line)
                                    : take_message(importing, arena, line);
    return importing->queue_is_known;
}

/* An export has one line at least, so nothing at all probably comes from one that failed. It is
 * good for a queue that exists: a fixture without messages. */
static bool check_queue(struct importing *importing)
{
    struct admin *admin = importing->admin;
    struct store_queue queue;
    if (importing->queue_is_known)
        return true;
    if (!slice_present(importing->ref.name))
        importing->reason = SLICE("there is no line, so queue must be given");
    else if (!engine_export_queue(admin->server->engine, &importing->ref, &admin->arena, &queue))
        importing->reason =
            arena_printf(&admin->arena, "there is no line, and no queue named '%.*s'",
                         SLICE_ARG(importing->ref.name));
    return !slice_present(importing->reason);
}

static bool take_slice(struct importing *importing)
{
    struct arena arena = {0};
    size_t before = importing->rest.len;
    bool good = true;
    for (int i = 0; good && i < SLICE_LINES && importing->rest.len > 0 &&
                    before - importing->rest.len < SLICE_BYTES;
         i++) {
        good = take_line(importing, &arena, next_line(&importing->rest));
        arena_reset(&arena);
    }
    arena_release(&arena);
    return good && (importing->rest.len > 0 || check_queue(importing));
}

static void finish(struct importing *importing)
{
    struct buf *out = &importing->admin->reply;
    BUF_LITERAL(out, "{\"queue\":");
    json_write_text(out, importing->ref.name);
    buf_printf(out, ",\"messages\":%lld,\"shift_ms\":%lld}", (long long)importing->messages,
               (long long)importing->shift_ms);
    admin_send(importing->admin, 200);
}

static void on_timer(struct timer *timer)
{
    struct importing *importing = LIST_OF(timer, struct importing, timer);
    struct http_server *server = importing->admin->server;
    int64_t now = clock_now_ms(server->clock);
    if (engine_busy(server->engine)) {
        timer_set(server, timer, now + 1);
        return;
    }
    engine_flush(server->engine); /* calls have a turn of their own */
    bool good = take_slice(importing);
    bool stored = engine_import_commit(server->engine);
    server_schedule_turn(server); /* for those who wait for messages */
    if (!stored)
        admin_fail(importing->admin, 500, "the store failed before line %lld",
                   (long long)importing->line);
    else if (!good)
        admin_fail(importing->admin, 400, "%.*s", SLICE_ARG(importing->reason));
    else if (importing->rest.len > 0)
        timer_set(server, timer, now);
    else
        finish(importing);
}

static void release(struct admin *admin)
{
    struct importing *importing = admin->state;
    timer_unset(admin->server, &importing->timer);
}

static void hurry(struct admin *admin)
{
    release(admin);
    admin_fail(admin, 503, "the import was broken off");
}

void admin_import(struct admin *admin)
{
    static const struct admin_field fields[] = {
        ADMIN_FIELD(TEXT, struct import_members, queue),
        ADMIN_FIELD(ACCOUNT, struct import_members, account),
        ADMIN_FIELD(TEXT, struct import_members, region),
        ADMIN_FIELD(TEXT, struct import_members, shift_ms),
        ADMIN_FIELD(FLAG, struct import_members, keep_times),
    };
    struct import_members members = {0};
    struct importing *importing = arena_zalloc(&admin->arena, sizeof *importing);
    if (!ADMIN_READ(admin, fields, &members))
        return;
    importing->admin = admin;
    importing->rest = admin->body;
    importing->shift_is_known = members.keep_times || slice_present(members.shift_ms);
    if (slice_present(members.shift_ms) &&
        (!slice_to_int64(members.shift_ms, &importing->shift_ms) ||
         importing->shift_ms > TIME_MAX_MS || importing->shift_ms < -TIME_MAX_MS)) {
        admin_fail(admin, 400, "shift_ms must be a number of milliseconds");
        return;
    }
    admin_queue(admin, members.account, members.region, members.queue, &importing->ref);
    importing->timer.fire = on_timer;
    admin->state = importing;
    admin->release = release;
    admin_park(admin, hurry);
    timer_set(admin->server, &importing->timer, clock_now_ms(admin->server->clock));
    server_schedule_turn(admin->server);
}
