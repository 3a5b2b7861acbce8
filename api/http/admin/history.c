/* The history: what happened to messages. */
#include "api/http/admin/admin.h"

#define LIMIT_DEFAULT 1000
#define LIMIT_MAX     100000
#define PIECE         500 /* events of a streamed reply at once */

struct members {
    struct history_members filter;
    struct opt_int limit;
    struct slice format;
};

static const struct admin_field fields[] = {
    ADMIN_HISTORY_FIELDS(struct history_members),
    ADMIN_FIELD(INTEGER, struct members, limit),
    ADMIN_FIELD(TEXT, struct members, format),
};

/* A reply in JSON lines that is under way. */
struct lines {
    struct lab_filter filter;
    size_t left;
};

bool admin_needs_history(struct admin *admin)
{
    return lab_has_history(admin->server->options.lab) ||
           admin_fail(admin, 409,
                      "the history is off: run the server with --test-mode or "
                      "--history EVENTS");
}

/* {"name": "value"}, or name=value where it is given as a text. */
static bool read_attribute(struct admin *admin, const struct json *given, const struct json **ret)
{
    *ret = given;
    if (!given || given->kind == JSON_OBJECT)
        return true;
    struct slice text = given->kind == JSON_STRING ? given->text : SLICE_NONE;
    ptrdiff_t equals = slice_find(text, '=');
    if (text.len > 0 && text.at[0] == '{') {
        *ret = json_parse(&admin->arena, text);
        if (*ret && (*ret)->kind == JSON_OBJECT)
            return true;
    } else if (equals > 0) {
        struct json *object = arena_zalloc(&admin->arena, sizeof *object);
        object->kind = JSON_OBJECT;
        object->count = 1;
        object->members = arena_zalloc(&admin->arena, sizeof *object->members);
        object->members->name = slice_head(text, (size_t)equals);
        object->members->value.kind = JSON_STRING;
        object->members->value.text = slice_from(text, (size_t)equals + 1);
        *ret = object;
        return true;
    }
    return admin_fail(admin, 400, "attribute must be {\"name\": \"value\"} or name=value");
}

bool admin_filter(struct admin *admin, const struct history_members *members,
                  struct lab_filter *ret)
{
    const struct http_options *options = &admin->server->options;
    bool named = slice_present(members->queue);
    *ret = (struct lab_filter){
        .account = named && !slice_present(members->account) ? options->account : members->account,
        .region = named && !slice_present(members->region) ? options->region : members->region,
        .queue = members->queue,
        .group = members->group,
        .message = members->message,
        .since = members->since.value,
        .body = members->body,
        .body_contains = members->body_contains,
    };
    if (!lab_filter_events(ret, members->event))
        return admin_fail(admin, 400,
                          "event must hold names of events such as sent or deleted, "
                          "with commas between them");
    return read_attribute(admin, members->attribute, &ret->attribute);
}

static bool produce(struct admin *admin)
{
    struct lines *lines = admin->state;
    struct lab *lab = admin->server->options.lab;
    size_t limit = lines->left < PIECE ? lines->left : PIECE;
    bool more = false;
    lines->filter.since = lab_history_write(lab, &lines->filter, limit, true, &admin->reply, &more);
    lines->left -= limit;
    return more && lines->left > 0;
}

static void send_lines(struct admin *admin, const struct lab_filter *filter, size_t limit)
{
    struct lines *lines = arena_zalloc(&admin->arena, sizeof *lines);
    *lines = (struct lines){*filter, limit};
    admin->state = lines;
    admin_stream(admin, "application/jsonl", produce);
}

void admin_history(struct admin *admin)
{
    struct lab *lab = admin->server->options.lab;
    struct members members = {0};
    struct lab_filter filter;
    bool more;
    if (!ADMIN_READ(admin, fields, &members) || !admin_needs_history(admin) ||
        !admin_filter(admin, &members.filter, &filter))
        return;
    bool lines = slice_is(members.format, "jsonl");
    int64_t limit = members.limit.present ? members.limit.value : lines ? INT32_MAX : LIMIT_DEFAULT;
    if (slice_present(members.format) && !lines && !slice_is(members.format, "json")) {
        admin_fail(admin, 400, "format must be json or jsonl");
    } else if (lines) {
        send_lines(admin, &filter, (size_t)limit);
    } else if (limit > LIMIT_MAX) {
        admin_fail(admin, 400, "limit must be at most %d", LIMIT_MAX);
    } else {
        BUF_LITERAL(&admin->reply, "{\"events\":[");
        int64_t next = lab_history_write(lab, &filter, (size_t)limit, false, &admin->reply, &more);
        buf_printf(&admin->reply, "],\"next\":%lld,\"dropped\":%lld}", (long long)next,
                   (long long)lab_history_dropped(lab));
        admin_send(admin, 200);
    }
}
