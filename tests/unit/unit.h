/* What every unit test includes: cmocka with the headers that it wants, and asserts on slices. */
#ifndef ROPELINE_TESTS_UNIT_H
#define ROPELINE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/base/slice.h"

/* Fails with both texts when the slice is absent or is not exactly `text` (a literal, which may
 * hold NUL bytes). */
#define assert_slice(s, text) unit_assert_slice((s), SLICE(text), __FILE__, __LINE__)

static inline void unit_assert_slice(struct slice s, struct slice wanted, const char *file,
                                     int line)
{
    if (slice_present(s) && slice_equal(s, wanted))
        return;
    print_error("is \"%.*s\"%s, not \"%.*s\"\n", SLICE_ARG(s), slice_present(s) ? "" : " (absent)",
                SLICE_ARG(wanted));
    _fail(file, line);
}

/* main of a test program: TEST_MAIN(UNIT(name), UNIT(other)). */
#define UNIT(function) cmocka_unit_test(function)
#define TEST_MAIN(...)                                                                             \
    int main(void)                                                                                 \
    {                                                                                              \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                           \
        return cmocka_run_group_tests(tests, NULL, NULL);                                          \
    }

#endif
