/* Lines of an import: see import.h. */
#include "api/http/admin/import.h"

#include <stdarg.h>

#include "src/engine/control.h"
#include "src/engine/transfer.h"

bool import_refuse(struct importing *importing, const char *format, ...)
{
    char text[400];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    importing->reason =
        arena_printf(&importing->admin->arena, "line %lld: %.*s", (long long)importing->line,
                     SLICE_ARG(text_start(slice_of(text), sizeof text - 4)));
    return false;
}

static bool refuse_error(struct importing *importing, const struct api_error *error)
{
    struct slice text = api_error_text(&importing->admin->arena, error, false);
    return import_refuse(importing, "%.*s", SLICE_ARG(text));
}

bool import_is_time(const struct json *value)
{
    return value->kind == JSON_INTEGER && value->integer >= 0 &&
           value->integer <= IMPORT_TIME_MAX_MS;
}

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
            return import_refuse(importing, "a queue has no member '%.*s'",
                                 SLICE_ARG(text_start(line->members[i].name, IMPORT_NAME_SHOWN)));
    }
    if (!slice_present(importing->ref.name))
        importing->ref.name = arena_copy(&admin->arena, json_get_text(line, "queue"));
    if (exported && !import_is_time(exported))
        return import_refuse(importing, "exported_ms" IMPORT_NO_TIME);
    if (!importing->shift_is_known && exported)
        importing->shift_ms =
            engine_clock_read(admin->server->engine, importing->ref.account).now_ms -
            exported->integer;
    importing->shift_is_known = true;
    if (!read_pairs(arena, json_get(line, "attributes"), &attributes) ||
        !read_pairs(arena, json_get(line, "tags"), &tags))
        return import_refuse(importing, "attributes and tags must be objects of texts");
    return engine_import_queue(admin->server->engine, &importing->ref, arena, attributes, tags,
                               &error) ||
           refuse_error(importing, &error);
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
        return import_refuse(importing,
                             "queue must be given, as a member of the query or in line 1");
    if (!import_read_message(importing, arena, line, &message, &attributes))
        return false;
    if (!engine_import_message(engine, &importing->ref, arena, &message, attributes, &error))
        return refuse_error(importing, &error);
    importing->messages++;
    return true;
}

bool import_line(struct importing *importing, struct arena *arena, struct slice text)
{
    importing->line++;
    if (text.len == 0 || slice_is(text, "\r"))
        return true;
    const struct json *line = json_parse(arena, text);
    if (!line || line->kind != JSON_OBJECT)
        return import_refuse(importing, "this is no JSON object");
    bool taken = importing->line == 1 && json_get(line, "queue")
                     ? take_queue(importing, arena, line)
                     : take_message(importing, arena, line);
    importing->queue_is_known = importing->queue_is_known || taken;
    return taken;
}

/* An export has one line at least, so nothing at all probably comes from one that failed. It is
 * good for a queue that exists: a fixture without messages. */
bool import_check_queue(struct importing *importing)
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
