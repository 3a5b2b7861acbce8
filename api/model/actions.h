/* The actions' table, made from actions.def. */
#ifndef ROPELINE_API_MODEL_ACTIONS_H
#define ROPELINE_API_MODEL_ACTIONS_H

#include "api/model/actions.def"
#include "api/model/shapes.h"

enum action_id {
#define DECLARE_ACTION(UPPER, ...) ACTION_##UPPER,
    ALL_ACTIONS(DECLARE_ACTION)
#undef DECLARE_ACTION
        ACTION_COUNT
};

enum action_scope {
    SCOPE_QUEUE,    /* the request names a queue by URL, or stands at the queue's path */
    SCOPE_ACCOUNT,  /* no queue URL; refused at a queue's path (Query) */
    SCOPE_ANYWHERE, /* no queue URL; works at a queue's path too */
};

struct action {
    enum action_id id;
    const char *name;
    enum action_scope scope;
    const struct shape *request;
    const struct shape *result; /* &shape_empty: the action has no output */
};

/* Indexed by action_id. */
extern const struct action actions_all[ACTION_COUNT];

/* By its exact name; NULL when there is no such action. */
const struct action *action_find(struct slice name);

#endif
