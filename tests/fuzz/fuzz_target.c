/* What api/http reads itself: the input's first line is a Host, the second a request target. */
#include "api/http/intake.h"
#include "api/http/routes.h"
#include "tests/fuzz/fuzz.h"

/* A host goes into URLs, XML and JSON as it is. */
static void check_host(struct slice host)
{
    FUZZ_REQUIRE(host.len > 0 && host.len < 512);
    for (size_t i = 0; i < host.len; i++)
        FUZZ_REQUIRE(host.at[i] > ' ' && host.at[i] < 0x7f && !strchr("\"\\<>&'/?#@", host.at[i]));
}

static void check_route(struct slice method, struct slice path, struct slice query)
{
    const struct route *route = NULL;
    struct slice stars[ROUTE_STARS_MAX];
    char methods[ROUTE_METHODS_SIZE];
    enum route_outcome outcome = route_find(method, path, query, &route, stars);
    bool ours = slice_starts(path, SLICE("/_ropeline/"));
    FUZZ_REQUIRE(!(ours && outcome == ROUTE_SQS));
    FUZZ_REQUIRE(ours || outcome != ROUTE_NOWHERE);
    if (!ours && (slice_is(method, "POST") || slice_starts(query, SLICE("Action="))))
        FUZZ_REQUIRE(outcome == ROUTE_SQS);
    if (outcome == ROUTE_FOUND)
        FUZZ_REQUIRE(route != NULL && route->handler != NULL);
    if (outcome != ROUTE_NO_METHOD)
        return;
    route_methods(path, methods);
    FUZZ_REQUIRE(strlen(methods) > 0 && strlen(methods) < sizeof methods);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice input = slice_make(data, size);
    ptrdiff_t end = slice_find(input, '\n');
    struct slice host = end < 0 ? input : slice_head(input, (size_t)end);
    struct slice target = end < 0 ? SLICE_NONE : slice_from(input, (size_t)end + 1);
    ptrdiff_t mark = slice_find(target, '?');
    struct slice path = mark < 0 ? target : slice_head(target, (size_t)mark);
    struct slice query = mark < 0 ? SLICE_NONE : slice_from(target, (size_t)mark + 1);
    if (is_host(host))
        check_host(host);
    check_route(SLICE("GET"), path, query);
    check_route(SLICE("POST"), path, query);
    return 0;
}
