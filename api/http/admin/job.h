/* Endpoints that start a job of the engine and answer when it has ended. */
#ifndef ROPELINE_API_HTTP_ADMIN_JOB_H
#define ROPELINE_API_HTTP_ADMIN_JOB_H

#include "api/http/admin/admin.h"
#include "src/engine/control.h"

/* Parks the request. When the job ends well `write` sends the answer; otherwise an error is sent.
 */
struct engine_job *admin_job_begin(struct admin *admin,
                                   void (*write)(struct admin *admin,
                                                 const struct engine_job_result *result));

/* The job could not be started, since another one is going on. */
void admin_job_refuse(struct admin *admin);

#endif
