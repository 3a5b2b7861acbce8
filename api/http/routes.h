/* Whose path is it: a reserved one, or SQS's. */
#ifndef ROPELINE_API_HTTP_ROUTES_H
#define ROPELINE_API_HTTP_ROUTES_H

#include "src/base/slice.h"

enum route_id {
    ROUTE_SQS,
    ROUTE_HEALTH,
    ROUTE_READY,
    ROUTE_CLOCK,
    ROUTE_NOWHERE, /* below /_ropeline/, but there is nothing */
};

/* Paths outside /_ropeline/ are reserved only for GET and HEAD without Action, so that queues may
 * have these names. `query` is absent when there is none. */
enum route_id route_find(struct slice method, struct slice path, struct slice query);

#endif
