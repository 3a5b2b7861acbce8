/* The planned fault: see fault.h. The checkpoint thread meets it too, so the counters are atomic.
 */
#include "tests/faults/fault.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

const char *const fault_names[FAULT_KINDS] = {"verb", "write", "sync",      "read",
                                              "open", "shm",   "allocation"};

static struct fault plan;
static atomic_bool planned;
static atomic_bool paused;
static atomic_int seen;
static atomic_int fired;

void fault_plan(struct fault fault)
{
    planned = false;
    plan = fault;
    seen = 0;
    fired = 0;
    planned = true;
}

bool fault_drop(void)
{
    planned = false;
    return fired > 0;
}

void fault_pause(bool now)
{
    paused = now;
}

bool fault_reached(enum fault_kind kind, void (*before_death)(void *), void *argument)
{
    if (!planned || paused || plan.kind != kind)
        return false;
    int number = atomic_fetch_add(&seen, 1);
    if (number < plan.after || number - plan.after >= plan.length)
        return false;
    fired++;
    if (plan.kill) {
        if (before_death)
            before_death(argument);
        kill(getpid(), SIGKILL);
    }
    return true;
}

bool fault_is_full(void)
{
    return plan.full;
}
