/* The table of reserved paths: see routes.h. */
#include "api/http/routes.h"

static const struct {
    const char *path;
    enum route_id route;
    bool any_method; /* else GET and HEAD without Action */
} routes[] = {
    {"/health", ROUTE_HEALTH, false},
    {"/ready", ROUTE_READY, false},
    {"/_ropeline/clock", ROUTE_CLOCK, true},
};

static bool has_action(struct slice query)
{
    static const char name[] = "Action=";
    while (query.len > 0) {
        if (slice_starts(query, SLICE(name)))
            return true;
        ptrdiff_t next = slice_find(query, '&');
        query = next < 0 ? SLICE_NONE : slice_from(query, (size_t)next + 1);
    }
    return false;
}

static bool only_looks(struct slice method, struct slice query)
{
    return (slice_is(method, "GET") || slice_is(method, "HEAD")) && !has_action(query);
}

enum route_id route_find(struct slice method, struct slice path, struct slice query)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (slice_is(path, routes[i].path) && (routes[i].any_method || only_looks(method, query)))
            return routes[i].route;
    return slice_starts(path, SLICE("/_ropeline/")) ? ROUTE_NOWHERE : ROUTE_SQS;
}
