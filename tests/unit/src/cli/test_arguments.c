/* The arguments of verbs, and the requests that they become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "src/base/json.h"
#include "src/cli/arguments.h"

static const struct argument_option options[] = {
    {"queue", "queue", ARGUMENT_TEXT},    {"probability", "probability", ARGUMENT_NUMBER},
    {"for", "for_ms", ARGUMENT_DURATION}, {"none", "none", ARGUMENT_FLAG},
    {"at", "at", ARGUMENT_LIST},          {"output", "output", ARGUMENT_LOCAL},
};

/* The values point into what is kept here until the next call. */
static bool read_all(struct arguments *ret, size_t count, const char *const *texts)
{
    static char memory[8][64];
    static char *argv[8];
    for (size_t i = 0; i < count; i++) {
        snprintf(memory[i], sizeof memory[i], "%s", texts[i]);
        argv[i] = memory[i];
    }
    return arguments_read((int)count, argv, options, sizeof options / sizeof *options, ret);
}

/* What the arguments become as JSON and as a query string. */
static void check(const char *json, const char *query, size_t count, const char *const *texts)
{
    struct arguments arguments;
    struct buf text;
    assert_true(read_all(&arguments, count, texts));
    buf_init(&text, 4096);
    arguments_write_json(&arguments, &text);
    buf_byte(&text, '\0');
    assert_string_equal(text.at, json);
    buf_clear(&text);
    arguments_write_query(&arguments, &text);
    buf_byte(&text, '\0');
    assert_string_equal(text.at, query);
    buf_release(&text);
}

#define CHECK(json, query, ...)                                                                    \
    check(json, query, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),                \
          (const char *const[]){__VA_ARGS__})

static void test_members(void **state)
{
    (void)state;
    CHECK("{}", "", "word");
    CHECK("{\"queue\":\"a\\\"b\"}", "?queue=a%22b", "--queue", "a\"b");
    CHECK("{\"queue\":\"x\",\"for_ms\":31000}", "?queue=x&for_ms=31000", "--queue=x", "--for",
          "31s");
    CHECK("{\"none\":true,\"probability\":0.25}", "?none=true&probability=0.25", "--none",
          "--probability", "0.25");
    CHECK("{\"at\":[1,4,7]}", "?at=1%2C4%2C7", "--at", "1,4,7");
    CHECK("{\"at\":[\"1\",\"b\"]}", "?at=1%2Cb", "--at", "1,b");
    CHECK("{}", "", "--output", "file");
}

static void test_words_and_values(void **state)
{
    (void)state;
    struct arguments arguments;
    const char *const texts[] = {"add", "--queue", "--x", "duplicate", "--output=o"};
    assert_true(read_all(&arguments, 5, texts));
    assert_int_equal(arguments.word_count, 2);
    assert_true(slice_is(arguments_get(&arguments, "queue"), "--x"));
    assert_true(slice_is(arguments_get(&arguments, "output"), "o"));
    assert_false(slice_present(arguments_get(&arguments, "at")));
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"--what", "1"},
        {"--queue", NULL},
        {"--none=1", NULL},
        {"--for", "31"},
        {"--for", "s"},
        {"--for", "1.5s"},
        {"--for", "99999999999999999999s"},
        {"--for", "106751991168d"},
        {"--probability", "x"},
        {"--probability", "1."},
        {"--probability", "."},
        {"--probability", "01"},
        {"--probability", "1.2.3"},
    };
    struct arguments arguments;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (read_all(&arguments, wrong[i][1] ? 2 : 1, wrong[i]))
            fail_msg("%s %s is not refused", wrong[i][0], wrong[i][1] ? wrong[i][1] : "");
    const char *const words[] = {"a", "b", "c", "d", "e"};
    assert_false(read_all(&arguments, 5, words));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_words_and_values),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
