/* Reserved paths, and those that only look like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/http/routes.h"

static void check(const char *method, const char *path, const char *query, enum route_id expected)
{
    enum route_id found = route_find(slice_of(method), slice_of(path), slice_of(query));
    if (found != expected)
        fail_msg("%s %s?%s: route %d, expected %d", method, path, query ? query : "", found,
                 expected);
}

static void test_health_answers_looks_only(void **state)
{
    (void)state;
    check("GET", "/health", NULL, ROUTE_HEALTH);
    check("HEAD", "/health", NULL, ROUTE_HEALTH);
    check("GET", "/health", "verbose=1", ROUTE_HEALTH);
    check("GET", "/ready", NULL, ROUTE_READY);
    check("HEAD", "/ready", "", ROUTE_READY);
}

static void test_queues_may_have_reserved_names(void **state)
{
    (void)state;
    check("POST", "/health", NULL, ROUTE_SQS);
    check("GET", "/health", "Action=ReceiveMessage", ROUTE_SQS);
    check("GET", "/ready", "Version=2012-11-05&Action=ReceiveMessage", ROUTE_SQS);
    check("GET", "/ready", "NoAction=1", ROUTE_READY);
    check("GET", "/health/", NULL, ROUTE_SQS);
    check("GET", "/healthy", NULL, ROUTE_SQS);
    check("GET", "/000000000000/health", NULL, ROUTE_SQS);
}

static void test_own_paths_take_any_method(void **state)
{
    (void)state;
    check("GET", "/_ropeline/clock", NULL, ROUTE_CLOCK);
    check("POST", "/_ropeline/clock", NULL, ROUTE_CLOCK);
    check("DELETE", "/_ropeline/clock", "Action=ListQueues", ROUTE_CLOCK);
    check("GET", "/_ropeline/", NULL, ROUTE_NOWHERE);
    check("POST", "/_ropeline/clocks", "Action=ListQueues", ROUTE_NOWHERE);
    check("POST", "/_ropeline", NULL, ROUTE_SQS);
    check("POST", "/", NULL, ROUTE_SQS);
    check("POST", "", NULL, ROUTE_SQS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_health_answers_looks_only),
        cmocka_unit_test(test_queues_may_have_reserved_names),
        cmocka_unit_test(test_own_paths_take_any_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
