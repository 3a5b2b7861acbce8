/* Jobs: changes to everything - a reset, a snapshot, its restoration - that are done in slices, so
 * that the loop goes on. While one is going on, calls are held back and run when it has ended:
 * nobody sees half of it, and no call fails because of it. */
#ifndef ROPELINE_ENGINE_JOBS_H
#define ROPELINE_ENGINE_JOBS_H

#include "src/engine/state.h"

/* Does a slice. True: the job has ended, and *ret says how. */
typedef bool job_step(struct engine *engine, struct engine_job_result *ret);

/* Begins a job after the calls of this turn have been completed. `takes_store`: its steps work on
 * the store outside of turns. False: a job is going on. */
bool job_begin(struct engine *engine, job_step *step, bool takes_store, struct engine_job *job);

/* The next slice; at the end answers who asked, and runs the calls that were held back. */
void jobs_step(struct engine *engine);

/* Ends the job as it stands, for a server that stops; the calls that were held back fail. */
void jobs_abandon(struct engine *engine);

/* Keeps a call back until the job has ended. */
void jobs_hold(struct engine *engine, struct call *call);

/* Everything was changed behind the caches: reads queues and tasks again, wakes all who wait. */
void caches_renew(struct engine *engine);

/* ---- snapshots.c ---- */

/* Drops the one that is being taken or restored. */
void snapshots_abandon(struct engine *engine);

void snapshots_release(struct engine *engine);

#endif
