/* Work that nobody waits for: retention in queues in use, garbage in the store. */
#ifndef ROPELINE_ENGINE_IDLE_H
#define ROPELINE_ENGINE_IDLE_H

#include "src/engine/state.h"

/* Does one slice when it is time; sets engine->collect_ms, the clock time of the next. */
void idle_step(struct engine *engine);

/* There is garbage: the next slice is due now. */
void idle_hurry(struct engine *engine);

#endif
