/* May the caller do this (actions.md section 24, auth.md section 4)? */
#ifndef ROPELINE_ENGINE_AUTHORIZE_H
#define ROPELINE_ENGINE_AUTHORIZE_H

#include "src/engine/state.h"

/* Asked before an action runs, when policies are enforced. False: the call's error is set. What
 * does not exist is left to the action. */
bool authorize(struct engine *engine, struct call *call);

#endif
