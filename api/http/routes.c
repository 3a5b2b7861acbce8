/* Looking paths up in the table of routes: see routes.h. */
#include "api/http/routes.h"

#include <stdio.h>

#include "api/http/admin/admin.h"
#include "api/http/admin/routes.def"

#define LOOKS   false
#define CHANGES true
#define SMALL   false
#define LARGE   true

static const struct route routes[] = {
#define ROUTE_ROW(METHOD, path, TAKES, RIGHT, SIZE, handler)                                       \
    {#METHOD, path, TAKES_##TAKES, RIGHT, SIZE, handler},
    ALL_ROUTES(ROUTE_ROW)
#undef ROUTE_ROW
};

#define ROUTE_COUNT (sizeof routes / sizeof *routes)

static bool is_reserved(struct slice path)
{
    return slice_starts(path, SLICE("/_ropeline/"));
}

static bool has_action(struct slice query)
{
    static const char name[] = "Action=";
    while (query.len > 0)
        if (slice_starts(slice_cut(&query, '&'), SLICE(name)))
            return true;
    return false;
}

static bool only_looks(struct slice method, struct slice query)
{
    return (slice_is(method, "GET") || slice_is(method, "HEAD")) && !has_action(query);
}

static bool path_matches(struct slice path, const char *pattern, struct slice *stars)
{
    struct slice wanted = slice_of(pattern);
    size_t count = 0;
    for (size_t i = 0; i < ROUTE_STARS_MAX; i++)
        stars[i] = SLICE_NONE;
    while (slice_present(path) && slice_present(wanted)) {
        struct slice segment = slice_cut(&path, '/');
        struct slice expected = slice_cut(&wanted, '/');
        if (slice_is(expected, "*") && segment.len > 0 && count < ROUTE_STARS_MAX)
            stars[count++] = segment;
        else if (!slice_equal(segment, expected))
            return false;
    }
    return !slice_present(path) && !slice_present(wanted);
}

static bool method_matches(struct slice method, const char *wanted)
{
    return slice_is(method, wanted) || (slice_is(method, "HEAD") && strcmp(wanted, "GET") == 0);
}

enum route_outcome route_find(struct slice method, struct slice path, struct slice query,
                              const struct route **ret, struct slice stars[static ROUTE_STARS_MAX])
{
    enum route_outcome outcome = is_reserved(path) ? ROUTE_NOWHERE : ROUTE_SQS;
    if (outcome == ROUTE_SQS && !only_looks(method, query))
        return ROUTE_SQS;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!path_matches(path, routes[i].path, stars))
            continue;
        *ret = &routes[i];
        if (method_matches(method, routes[i].method))
            return ROUTE_FOUND;
        outcome = ROUTE_NO_METHOD;
    }
    return outcome;
}

void route_methods(struct slice path, char out[static ROUTE_METHODS_SIZE])
{
    struct slice stars[ROUTE_STARS_MAX];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!path_matches(path, routes[i].path, stars))
            continue;
        bool get = strcmp(routes[i].method, "GET") == 0;
        len += (size_t)snprintf(out + len, ROUTE_METHODS_SIZE - len, "%s%s%s", len > 0 ? ", " : "",
                                routes[i].method, get ? ", HEAD" : "");
    }
}
