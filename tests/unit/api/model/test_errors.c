/* Errors: rows that make sense, texts with their arguments in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/model/errors.h"

static void assert_text(struct api_error error, bool query, const char *expected)
{
    struct arena arena = {0};
    struct slice text = api_error_text(&arena, &error, query);
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.at, expected, text.len);
    arena_release(&arena);
}

static void test_arguments(void **state)
{
    (void)state;
    assert_text((struct api_error){TEXT_TOO_MANY_ENTRIES, {SLICE("10"), SLICE("20")}}, false,
                "Maximum number of entries per request are 10. You have sent 20.");
    assert_text((struct api_error){TEXT_INVALID_VALUE, {SLICE("{}"), SLICE("a{}"), SLICE("{}b")}},
                false, "Value {} for parameter a{} is invalid. Reason: {}b");
    assert_text((struct api_error){.text = TEXT_UNKNOWN_ATTRIBUTE}, false, "Unknown Attribute .");
}

static void test_words_of_each_protocol(void **state)
{
    (void)state;
    const struct api_error error = {.text = TEXT_NO_SUCH_QUEUE};
    assert_text(error, false, "The specified queue does not exist.");
    assert_text(error, true, "The specified queue does not exist for this wsdl version.");
    assert_text((struct api_error){.text = TEXT_MALFORMED}, true, "");
}

static size_t count_arguments(const char *text)
{
    size_t count = 0;
    for (const char *at = strstr(text, "{}"); at; at = strstr(at + 2, "{}"))
        count++;
    return count;
}

static void test_no_text_takes_too_many_arguments(void **state)
{
    (void)state;
    for (size_t i = TEXT_NONE + 1; i < TEXT_COUNT; i++) {
        const struct text_row *row = &texts_all[i];
        assert_non_null(row->text);
        assert_in_range(row->error, 0, ERROR_COUNT - 1);
        assert_in_range(count_arguments(row->text), 0, API_ERROR_ARGS);
        if (row->query_text)
            assert_in_range(count_arguments(row->query_text), 0, API_ERROR_ARGS);
    }
    assert_false(api_error_is(&(struct api_error){0}));
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ERROR_COUNT; i++) {
        const struct error_row *row = &errors_all[i];
        const char *hash = strchr(row->json_type, '#');
        assert_non_null(hash);
        assert_true(hash[1] != '\0');
        assert_in_range(row->http_status, 400, 503);
        assert_int_equal(row->fault == FAULT_RECEIVER, row->http_status >= 500);
        for (size_t n = 0; n < i; n++)
            assert_string_not_equal(row->json_type, errors_all[n].json_type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_words_of_each_protocol),
        cmocka_unit_test(test_no_text_takes_too_many_arguments),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
