/* The table of permissions, made from permissions.def. */
#ifndef ROPELINE_API_MODEL_PERMISSIONS_H
#define ROPELINE_API_MODEL_PERMISSIONS_H

#include "api/model/actions.h"

struct permission {
    const char *name; /* "SendMessage" */
    bool shared;      /* may be granted to other accounts */
    bool repair;      /* the owner's root has it whatever the policy denies */
};

/* Indexed by action_id. */
extern const struct permission permissions_all[ACTION_COUNT];

/* May AddPermission grant it? "*" may be granted too. */
bool permission_is_shared(struct slice name);

#endif
