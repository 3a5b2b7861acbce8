/* The rows of permissions.def as a table. */
#include "api/model/permissions.h"

#include "api/model/permissions.def"

#define SHARED true
#define OWNER  false
#define REPAIR true
#define BOUND  false

const struct permission permissions_all[ACTION_COUNT] = {
#define PERMISSION_ROW(ACTION, name, right, lockout) [ACTION_##ACTION] = {name, right, lockout},
    ALL_PERMISSIONS(PERMISSION_ROW)
#undef PERMISSION_ROW
};

bool permission_is_shared(struct slice name)
{
    for (size_t i = 0; i < ACTION_COUNT; i++)
        if (permissions_all[i].shared && slice_is(name, permissions_all[i].name))
            return true;
    return slice_is(name, "*");
}
