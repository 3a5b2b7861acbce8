/* The clock that tests move: shown, advanced, set, frozen, resumed, run to the next event. */
#include "api/http/admin/admin.h"
#include "src/base/log.h"
#include "src/engine/control.h"

#define TIME_TEXT_SIZE 25

struct clock_members {
    struct opt_int advance_ms;
    struct opt_int set_ms;
    struct slice set;
    bool freeze;
    bool resume;
    bool run_until_next;
    struct slice account;
};

static const struct admin_field change_fields[] = {
    ADMIN_FIELD(INTEGER, struct clock_members, advance_ms),
    ADMIN_FIELD(INTEGER, struct clock_members, set_ms),
    ADMIN_FIELD(TEXT, struct clock_members, set),
    ADMIN_FIELD(FLAG, struct clock_members, freeze),
    ADMIN_FIELD(FLAG, struct clock_members, resume),
    ADMIN_FIELD(FLAG, struct clock_members, run_until_next),
    ADMIN_FIELD(ACCOUNT, struct clock_members, account),
};

static const struct admin_field show_fields[] = {
    ADMIN_FIELD(ACCOUNT, struct clock_members, account),
};

static const char *const kinds[] = {
#define DEADLINE_NAME(ID, name) [DEADLINE_##ID] = name,
    ALL_DEADLINES(DEADLINE_NAME)
#undef DEADLINE_NAME
};

static void write_events(struct buf *out, const struct engine_deadlines *events)
{
    BUF_LITERAL(out, ",\"events\":[");
    for (size_t i = 0; i < events->count; i++) {
        const struct engine_deadline *event = &events->items[i];
        buf_printf(out, "%s{\"event\":\"%s\",\"account\":\"%.*s\",\"region\":", i > 0 ? "," : "",
                   kinds[event->kind], SLICE_ARG(event->queue.account));
        json_write_text(out, event->queue.region);
        BUF_LITERAL(out, ",\"queue\":");
        json_write_text(out, event->queue.name);
        buf_byte(out, '}');
    }
    buf_byte(out, ']');
}

/* `events`: those that the clock was moved to; NULL: it was not moved to any. */
static void show(struct admin *admin, struct slice account, const struct engine_deadlines *events)
{
    struct engine *engine = admin->server->engine;
    struct buf *out = &admin->reply;
    char text[TIME_TEXT_SIZE];
    struct engine_deadlines next;
    bool known = engine_deadlines(engine, account, &admin->arena, &next);
    struct engine_clock clock = engine_clock_read(engine, account);
    clock_format(clock.now_ms, text);
    buf_printf(out,
               "{\"now_ms\":%lld,\"now\":\"%s\",\"offset_ms\":%lld,\"frozen\":%s,"
               "\"next_event_ms\":",
               (long long)clock.now_ms, text, (long long)clock.offset_ms,
               clock.frozen ? "true" : "false");
    if (known && next.count > 0)
        buf_int64(out, clock.now_ms + next.items[0].in_ms);
    else
        BUF_LITERAL(out, "null");
    if (events) {
        buf_printf(out, ",\"moved\":%s", events->count > 0 ? "true" : "false");
        write_events(out, events);
    }
    buf_byte(out, '}');
    server_schedule_turn(admin->server);
    admin_send(admin, 200);
}

static void answer(struct admin *admin, enum engine_clock_outcome outcome,
                   const struct clock_members *members, const struct engine_deadlines *events)
{
    switch (outcome) {
    case CLOCK_MOVED:
    case CLOCK_STANDS:
        log_printf(LOG_DEBUG, "the clock was changed");
        show(admin, members->account, events);
        break;
    case CLOCK_BACKWARDS:
        admin_fail(admin, 400, "the clock never goes back");
        break;
    case CLOCK_TOO_FAR:
        admin_fail(admin, 400, "the clock cannot be moved that far");
        break;
    case CLOCK_LOST:
        admin_fail(admin, 500, "the store failed, and the clock is as it was");
        break;
    }
}

static void set_text(struct admin *admin, const struct clock_members *members)
{
    int64_t to_ms;
    if (clock_parse(members->set, &to_ms))
        answer(admin, engine_clock_set(admin->server->engine, members->account, to_ms), members,
               NULL);
    else
        admin_fail(admin, 400, "set must be a time such as 2026-01-02T03:04:05Z");
}

static void run_until_next(struct admin *admin, const struct clock_members *members)
{
    struct engine_deadlines events;
    enum engine_clock_outcome outcome =
        engine_clock_next(admin->server->engine, members->account, &admin->arena, &events);
    answer(admin, outcome, members, &events);
}

void admin_clock_show(struct admin *admin)
{
    struct clock_members members = {0};
    if (ADMIN_READ(admin, show_fields, &members))
        show(admin, members.account, NULL);
}

void admin_clock_change(struct admin *admin)
{
    struct engine *engine = admin->server->engine;
    struct clock_members m = {0};
    if (!ADMIN_READ(admin, change_fields, &m))
        return;
    int given = m.advance_ms.present + m.set_ms.present + slice_present(m.set) + m.freeze +
                m.resume + m.run_until_next;
    if (given != 1)
        admin_fail(admin, 400,
                   "exactly one of advance_ms, set_ms, set, freeze, resume and run_until_next "
                   "must be given");
    else if (m.advance_ms.present)
        answer(admin, engine_clock_advance(engine, m.account, m.advance_ms.value), &m, NULL);
    else if (m.set_ms.present)
        answer(admin, engine_clock_set(engine, m.account, m.set_ms.value), &m, NULL);
    else if (slice_present(m.set))
        set_text(admin, &m);
    else if (m.run_until_next)
        run_until_next(admin, &m);
    else
        answer(admin, engine_clock_freeze(engine, m.account, m.freeze), &m, NULL);
}
