/* A queue as JSON lines: itself first, then its messages, in pieces. docs/lab.md has the members.
 */
#include "api/http/admin/admin.h"
#include "src/base/base64.h"
#include "src/engine/observer.h"
#include "src/engine/transfer.h"

/* Messages that are read at once (1 MiB each at most), and when a piece is large enough. */
#define SCAN_MESSAGES 8
#define PIECE_BYTES   ((size_t)128 << 10)

struct export_members {
    struct slice queue;
    struct slice account;
    struct slice region;
};

struct exporting {
    struct queue_ref ref;
    int64_t after;
};

static void write_member(struct buf *out, const char *name, struct slice text)
{
    if (!slice_present(text))
        return;
    buf_printf(out, ",\"%s\":", name);
    json_write_text(out, text);
}

static void write_number(struct buf *out, const char *name, int64_t value)
{
    buf_printf(out, ",\"%s\":%lld", name, (long long)value);
}

static void write_pairs(struct buf *out, const char *name, struct store_pairs pairs)
{
    buf_printf(out, ",\"%s\":{", name);
    for (size_t i = 0; i < pairs.count; i++) {
        if (i > 0)
            buf_byte(out, ',');
        json_write_text(out, pairs.items[i].name);
        buf_byte(out, ':');
        json_write_text(out, pairs.items[i].value);
    }
    buf_byte(out, '}');
}

static void write_queue(struct admin *admin, const struct store_queue *queue)
{
    struct buf *out = &admin->reply;
    BUF_LITERAL(out, "{\"queue\":");
    json_write_text(out, queue->name);
    write_member(out, "account", queue->account);
    write_member(out, "region", queue->region);
    write_number(out, "created_ms", queue->created_ms);
    write_number(out, "exported_ms", engine_account_now(admin->server->engine, queue->account));
    write_pairs(out, "attributes", queue->attributes);
    write_pairs(out, "tags", queue->tags);
    BUF_LITERAL(out, "}\n");
}

static void write_attributes(struct buf *out, struct arena *arena,
                             const struct store_message *message)
{
    struct list list = engine_message_attributes(arena, message);
    const struct message_attribute *items = list.items;
    if (list.count == 0)
        return;
    BUF_LITERAL(out, ",\"attributes\":{");
    for (size_t i = 0; i < list.count; i++) {
        bool binary = slice_present(items[i].binary_value);
        if (i > 0)
            buf_byte(out, ',');
        json_write_text(out, items[i].name);
        BUF_LITERAL(out, ":{\"type\":");
        json_write_text(out, items[i].data_type);
        write_member(out, binary ? "base64" : "value",
                     binary ? base64_encode_arena(arena, items[i].binary_value)
                            : items[i].string_value);
        buf_byte(out, '}');
    }
    buf_byte(out, '}');
}

static void write_message(struct buf *out, struct arena *arena, const struct store_message *message)
{
    char id[UUID_TEXT_LEN];
    uuid_format(&message->message_id, id);
    BUF_LITERAL(out, "{\"body\":");
    json_write_text(out, message->body);
    write_member(out, "message_id", slice_make(id, sizeof id));
    write_member(out, "group", message->group);
    write_member(out, "deduplication_id", message->deduplication_id);
    if (message->sequence > 0)
        write_number(out, "sequence", message->sequence);
    write_number(out, "sent_ms", message->sent_ms);
    write_number(out, "retained_ms", message->retained_ms);
    write_number(out, "visible_ms", message->visible_ms);
    write_number(out, "receive_count", message->receive_count);
    if (message->receive_count > 0) {
        write_number(out, "first_received_ms", message->first_received_ms);
        write_number(out, "received_ms", message->received_ms);
    }
    write_member(out, "sender_id", message->sender_id);
    write_member(out, "trace_header", message->trace_header);
    write_member(out, "source_arn", message->source_arn);
    write_attributes(out, arena, message);
    BUF_LITERAL(out, "}\n");
}

/* Fills a piece. A queue that is gone by now breaks the reply off. */
static bool produce(struct admin *admin)
{
    struct exporting *exporting = admin->state;
    struct arena arena = {0};
    struct store_message *messages;
    size_t count = SCAN_MESSAGES;
    while (count == SCAN_MESSAGES && admin->reply.len < PIECE_BYTES && !admin->broken) {
        admin->broken =
            !engine_export_messages(admin->server->engine, &exporting->ref, exporting->after,
                                    SCAN_MESSAGES, &arena, &messages, &count);
        for (size_t i = 0; i < count && !admin->broken; i++) {
            write_message(&admin->reply, &arena, &messages[i]);
            exporting->after = messages[i].id;
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    return count == SCAN_MESSAGES;
}

/* The first piece begins with the queue. */
static bool produce_first(struct admin *admin)
{
    struct exporting *exporting = admin->state;
    struct arena arena = {0};
    struct store_queue queue;
    admin->produce = produce;
    admin->broken = !engine_export_queue(admin->server->engine, &exporting->ref, &arena, &queue);
    if (!admin->broken)
        write_queue(admin, &queue);
    arena_release(&arena);
    return !admin->broken && produce(admin);
}

bool admin_queue(const struct admin *admin, struct slice account, struct slice region,
                 struct slice name, struct queue_ref *ret)
{
    const struct http_options *options = &admin->server->options;
    *ret = (struct queue_ref){
        .region = slice_present(region) ? region : options->region,
        .account = slice_present(account) ? account : options->account,
        .name = name,
    };
    return name.len > 0;
}

void admin_export(struct admin *admin)
{
    static const struct admin_field fields[] = {
        ADMIN_FIELD(TEXT, struct export_members, queue),
        ADMIN_FIELD(ACCOUNT, struct export_members, account),
        ADMIN_FIELD(TEXT, struct export_members, region),
    };
    struct export_members members = {0};
    struct exporting *exporting = arena_zalloc(&admin->arena, sizeof *exporting);
    struct store_queue queue;
    if (!ADMIN_READ(admin, fields, &members))
        return;
    if (!admin_queue(admin, members.account, members.region, members.queue, &exporting->ref)) {
        admin_fail(admin, 400, "queue must be given");
        return;
    }
    server_schedule_turn(admin->server); /* looking opens one */
    if (!engine_export_queue(admin->server->engine, &exporting->ref, &admin->arena, &queue)) {
        admin_fail(admin, 404, "there is no such queue");
        return;
    }
    admin->state = exporting;
    admin_stream(admin, "application/jsonl", produce_first);
}
