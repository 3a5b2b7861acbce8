/* Which Host headers may become part of a queue's URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/http/intake.h"

static void test_hosts(void **state)
{
    (void)state;
    static const char *const hosts[] = {"localhost",
                                        "localhost:9324",
                                        "127.0.0.1:1",
                                        "[::1]:9324",
                                        "sqs.eu-west-1.amazonaws.com",
                                        "my_service:80",
                                        "[fe80::1%25eth0]:80"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        assert_true(is_host(slice_of(hosts[i])));
}

static void test_no_hosts(void **state)
{
    (void)state;
    static const char *const others[] = {"",     "a b",  "a/b",         "a?b",  "user@host",
                                         "a\"b", "<x>",  "caf\xc3\xa9", "\xff", "a\\b",
                                         "a,b",  "a\tb", "http://host", "a&b",  "a#b"};
    char longest[300];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(is_host(slice_of(others[i])));
    memset(longest, 'a', sizeof longest);
    assert_true(is_host(slice_make(longest, 255)));
    assert_false(is_host(slice_make(longest, sizeof longest)));
    assert_false(is_host(SLICE_NONE));
    assert_false(is_host(slice_make("a\0b", 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_no_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
