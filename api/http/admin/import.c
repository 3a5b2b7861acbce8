/* The endpoint of imports: see import.h. Lines are taken in slices, each committed; what came
 * before a wrong line is in the queue. */
#include "api/http/admin/import.h"
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

static struct slice next_line(struct slice *rest)
{
    ptrdiff_t end = slice_find(*rest, '\n');
    struct slice line = end < 0 ? *rest : slice_head(*rest, (size_t)end);
    *rest = end < 0 ? SLICE("") : slice_from(*rest, (size_t)end + 1);
    return line;
}

static bool take_slice(struct importing *importing)
{
    struct arena arena = {0};
    size_t before = importing->rest.len;
    bool good = true;
    for (int i = 0; good && i < SLICE_LINES && importing->rest.len > 0 &&
                    before - importing->rest.len < SLICE_BYTES;
         i++) {
        good = import_line(importing, &arena, next_line(&importing->rest));
        arena_reset(&arena);
    }
    arena_release(&arena);
    return good && (importing->rest.len > 0 || import_check_queue(importing));
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
         importing->shift_ms > IMPORT_TIME_MAX_MS || importing->shift_ms < -IMPORT_TIME_MAX_MS)) {
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
