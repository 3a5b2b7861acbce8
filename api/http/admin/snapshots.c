/* Snapshots of everything, by name: listed, taken, restored, dropped. */
#include "api/http/admin/job.h"

struct snapshot_members {
    struct slice name;
};

static void write_counts(struct admin *admin, const struct engine_job_result *result)
{
    buf_printf(&admin->reply, "\"queues\":%lld,\"messages\":%lld,\"taken_ms\":%lld}",
               (long long)result->queues, (long long)result->messages, (long long)result->taken_ms);
}

static void write_taken(struct admin *admin, const struct engine_job_result *result)
{
    buf_byte(&admin->reply, '{');
    write_counts(admin, result);
    admin_send(admin, 201);
}

static void write_restored(struct admin *admin, const struct engine_job_result *result)
{
    if (admin->server->options.lab)
        lab_forget(admin->server->options.lab, SLICE_NONE);
    buf_byte(&admin->reply, '{');
    write_counts(admin, result);
    admin_send(admin, 200);
}

void admin_snapshots_list(struct admin *admin)
{
    struct engine_job_result result;
    struct slice name = SLICE("");
    const char *before = "{\"name\":";
    if (!admin_read(admin, NULL, 0, NULL))
        return;
    BUF_LITERAL(&admin->reply, "{\"snapshots\":[");
    while (engine_snapshot_next(admin->server->engine, &name, &result)) {
        buf_append(&admin->reply, slice_of(before));
        json_write_text(&admin->reply, name);
        buf_byte(&admin->reply, ',');
        write_counts(admin, &result);
        before = ",{\"name\":";
    }
    BUF_LITERAL(&admin->reply, "]}");
    admin_send(admin, 200);
}

static void answer(struct admin *admin, enum engine_snapshot_outcome outcome)
{
    switch (outcome) {
    case SNAPSHOT_BEGUN:
        break; /* answered at its end */
    case SNAPSHOT_UNKNOWN:
        admin_fail(admin, 404, "there is no snapshot of this name");
        break;
    case SNAPSHOT_BAD_NAME:
        admin_fail(admin, 400, "name must be a text of 1 to %d bytes", ENGINE_SNAPSHOT_NAME_MAX);
        break;
    case SNAPSHOT_TOO_MANY:
        admin_fail(admin, 409, "there are too many snapshots");
        break;
    case SNAPSHOT_BUSY:
        admin_job_refuse(admin);
        break;
    }
}

void admin_snapshots_take(struct admin *admin)
{
    static const struct admin_field fields[] = {
        ADMIN_FIELD(TEXT, struct snapshot_members, name),
    };
    struct snapshot_members members = {0};
    if (ADMIN_READ(admin, fields, &members))
        answer(admin, engine_snapshot_take(admin->server->engine, members.name,
                                           admin_job_begin(admin, write_taken)));
}

void admin_snapshots_restore(struct admin *admin)
{
    if (admin_read(admin, NULL, 0, NULL))
        answer(admin, engine_snapshot_restore(admin->server->engine, admin->stars[0],
                                              admin_job_begin(admin, write_restored)));
}

void admin_snapshots_drop(struct admin *admin)
{
    if (!admin_read(admin, NULL, 0, NULL))
        return;
    enum engine_snapshot_outcome outcome =
        engine_snapshot_drop(admin->server->engine, admin->stars[0]);
    answer(admin, outcome);
    if (outcome != SNAPSHOT_BEGUN)
        return;
    BUF_LITERAL(&admin->reply, "{\"dropped\":true}");
    admin_send(admin, 200);
}
