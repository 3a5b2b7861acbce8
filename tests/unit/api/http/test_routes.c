/* Reserved paths, and those that only look like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/http/routes.h"

static const struct route *check(const char *method, const char *path, const char *query,
                                 enum route_outcome expected)
{
    const struct route *route = NULL;
    struct slice stars[ROUTE_STARS_MAX];
    enum route_outcome found =
        route_find(slice_of(method), slice_of(path), slice_of(query), &route, stars);
    if (found != expected)
        fail_msg("%s %s?%s: outcome %d, expected %d", method, path, query ? query : "", found,
                 expected);
    return route;
}

static void test_health_answers_looks_only(void **state)
{
    (void)state;
    check("GET", "/health", NULL, ROUTE_FOUND);
    check("HEAD", "/health", NULL, ROUTE_FOUND);
    check("GET", "/health", "verbose=1", ROUTE_FOUND);
    check("GET", "/ready", NULL, ROUTE_FOUND);
    check("HEAD", "/ready", "", ROUTE_FOUND);
}

static void test_queues_may_have_reserved_names(void **state)
{
    (void)state;
    check("POST", "/health", NULL, ROUTE_SQS);
    check("GET", "/health", "Action=ReceiveMessage", ROUTE_SQS);
    check("GET", "/ready", "Version=2012-11-05&Action=ReceiveMessage", ROUTE_SQS);
    check("GET", "/ready", "NoAction=1", ROUTE_FOUND);
    check("GET", "/health/", NULL, ROUTE_SQS);
    check("GET", "/healthy", NULL, ROUTE_SQS);
    check("GET", "/000000000000/health", NULL, ROUTE_SQS);
}

static void test_own_paths_know_their_methods(void **state)
{
    (void)state;
    assert_false(check("GET", "/_ropeline/clock", NULL, ROUTE_FOUND)->changes);
    assert_true(check("POST", "/_ropeline/clock", NULL, ROUTE_FOUND)->changes);
    check("DELETE", "/_ropeline/clock", "Action=ListQueues", ROUTE_NO_METHOD);
    check("GET", "/_ropeline/", NULL, ROUTE_NOWHERE);
    check("GET", "/_ropeline/clock/", NULL, ROUTE_NOWHERE);
    check("POST", "/_ropeline/clocks", "Action=ListQueues", ROUTE_NOWHERE);
    check("POST", "/_ropeline", NULL, ROUTE_SQS);
    check("POST", "/", NULL, ROUTE_SQS);
    check("POST", "", NULL, ROUTE_SQS);
}

static void test_methods_are_listed(void **state)
{
    (void)state;
    char methods[ROUTE_METHODS_SIZE];
    route_methods(SLICE("/_ropeline/clock"), methods);
    assert_string_equal(methods, "GET, HEAD, POST");
    route_methods(SLICE("/_ropeline/nothing"), methods);
    assert_string_equal(methods, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_health_answers_looks_only),
        cmocka_unit_test(test_queues_may_have_reserved_names),
        cmocka_unit_test(test_own_paths_know_their_methods),
        cmocka_unit_test(test_methods_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
