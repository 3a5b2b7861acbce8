/* The rows of actions.def as a table. */
#include "api/model/actions.h"

const struct action actions_all[ACTION_COUNT] = {
#define ACTION_ROW(UPPER, lower, text, scope_name, request_name, result_name)                      \
    [ACTION_##UPPER] = {ACTION_##UPPER, text, SCOPE_##scope_name, &shape_##request_name,           \
                        &shape_##result_name},
    ALL_ACTIONS(ACTION_ROW)
#undef ACTION_ROW
};

static const struct slice names[ACTION_COUNT] = {
#define ACTION_ROW(UPPER, lower, text, ...) [ACTION_##UPPER] = SLICE_INIT(text),
    ALL_ACTIONS(ACTION_ROW)
#undef ACTION_ROW
};

const struct action *action_find(struct slice name)
{
    for (size_t i = 0; i < ACTION_COUNT; i++)
        if (slice_equal(name, names[i]))
            return &actions_all[i];
    return NULL;
}
