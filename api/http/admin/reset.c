/* Emptying an account, or everything, between tests. */
#include "api/http/admin/job.h"

struct reset_members {
    struct slice account;
    bool clock;
};

static void write_result(struct admin *admin, const struct engine_job_result *result)
{
    /* The account has been checked before. */
    struct slice account = json_get_text(admin->given, "account");
    if (admin->server->options.lab)
        lab_reset(admin->server->options.lab, account);
    buf_printf(&admin->reply, "{\"queues\":%lld}", (long long)result->queues);
    admin_send(admin, 200);
}

void admin_reset(struct admin *admin)
{
    static const struct admin_field fields[] = {
        ADMIN_FIELD(ACCOUNT, struct reset_members, account),
        ADMIN_FIELD(FLAG, struct reset_members, clock),
    };
    struct reset_members members = {0};
    if (!ADMIN_READ(admin, fields, &members))
        return;
    struct engine_job *job = admin_job_begin(admin, write_result);
    if (!engine_reset(admin->server->engine, members.account, members.clock, job))
        admin_job_refuse(admin);
}
