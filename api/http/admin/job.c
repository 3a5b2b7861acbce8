/* Waiting for a job of the engine: see job.h. */
#include "api/http/admin/job.h"

struct waiting {
    struct engine_job job;
    struct admin *admin;
    void (*write)(struct admin *admin, const struct engine_job_result *result);
};

static void on_done(struct engine_job *job)
{
    struct waiting *waiting = (struct waiting *)job;
    struct admin *admin = waiting->admin;
    switch (job->result.outcome) {
    case JOB_DONE:
        waiting->write(admin, &job->result);
        break;
    case JOB_FULL:
        admin_fail(admin, 507, "the snapshots would take more than a gigabyte of memory");
        break;
    case JOB_FAILED:
        admin_fail(admin, 500, "the store failed, or the server stops");
        break;
    }
}

static void release(struct admin *admin)
{
    engine_job_cancel(admin->server->engine, admin->state);
}

/* The client has left: the job goes on without it. */
static void hurry(struct admin *admin)
{
    release(admin);
    admin_fail(admin, 503, "nobody waits for the end");
}

struct engine_job *admin_job_begin(struct admin *admin,
                                   void (*write)(struct admin *admin,
                                                 const struct engine_job_result *result))
{
    struct waiting *waiting = arena_zalloc(&admin->arena, sizeof *waiting);
    *waiting = (struct waiting){.job.done = on_done, .admin = admin, .write = write};
    admin->state = &waiting->job;
    admin->release = release;
    admin_park(admin, hurry);
    server_schedule_turn(admin->server);
    return &waiting->job;
}

void admin_job_refuse(struct admin *admin)
{
    admin_fail(admin, 409, "another reset, snapshot or restoration is going on");
}
