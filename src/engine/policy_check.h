/* Is a text that is given as Policy one? (attributes.md section 7) */
#ifndef ROPELINE_ENGINE_POLICY_CHECK_H
#define ROPELINE_ENGINE_POLICY_CHECK_H

#include "src/engine/state.h"

/* Checks form and quotas; sets the call's error. `creating` words some errors as CreateQueue does.
 */
bool policy_check(struct call *call, struct slice policy, bool creating);

#endif
