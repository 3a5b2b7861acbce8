/* The clock that tests move. */
#include "api/http/admin/admin.h"
#include "src/base/log.h"

struct clock_members {
    struct opt_int advance_ms;
    struct slice account;
};

static const struct admin_field fields[] = {
    ADMIN_FIELD(INTEGER, struct clock_members, advance_ms),
    ADMIN_FIELD(ACCOUNT, struct clock_members, account),
};

static void move_clock(struct admin *admin, struct slice account, int64_t by)
{
    int64_t now, offset;
    if (!engine_advance_clock(admin->server->engine, account, by, &now, &offset)) {
        admin_fail(admin, 400, "the clock cannot be moved that far");
        return;
    }
    if (by > 0)
        log_printf(LOG_DEBUG, "clock moved by %lld ms", (long long)by);
    buf_printf(&admin->reply, "{\"now_ms\":%lld,\"offset_ms\":%lld}", (long long)now,
               (long long)offset);
    server_schedule_turn(admin->server);
    admin_send(admin, 200);
}

void admin_clock_show(struct admin *admin)
{
    struct clock_members members = {0};
    if (ADMIN_READ(admin, fields, &members))
        move_clock(admin, members.account, 0);
}

void admin_clock_change(struct admin *admin)
{
    struct clock_members members = {0};
    if (!ADMIN_READ(admin, fields, &members))
        return;
    if (members.advance_ms.present)
        move_clock(admin, members.account, members.advance_ms.value);
    else
        admin_fail(admin, 400, "advance_ms must be given");
}
