/* Form parameters: decoding, order, limits (protocols.md section 3.1). */
#include "support.h"

#include "api/wire/form.h"
#include "src/base/random.h"

static struct form parse(struct arena *arena, const char *query, const char *body)
{
    struct form form;
    assert_true(form_parse(arena, slice_of(query), slice_of(body), &form));
    return form;
}

static void test_escapes_and_blanks(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form = parse(&arena, NULL, "a=%41+%2B%c3%A9&b%20c=&d&e==x&&");
    assert_int_equal(form.count, 4);
    assert_slice(form_get(&form, SLICE("a")), "A +\xc3\xa9");
    assert_slice(form_get(&form, SLICE("b c")), "");
    assert_slice(form_get(&form, SLICE("d")), "");
    assert_slice(form_get(&form, SLICE("e")), "=x");
    assert_slice(form_get(&form, SLICE("f")), NULL);
    arena_release(&arena);
}

static void test_query_string_and_body_are_merged(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form = parse(&arena, "Action=A&x=1", "x=2&y=3");
    assert_int_equal(form.count, 4);
    assert_slice(form_get(&form, SLICE("x")), "1");
    assert_slice(form_get(&form, SLICE("y")), "3");
    form = parse(&arena, NULL, NULL);
    assert_int_equal(form.count, 0);
    arena_release(&arena);
}

static void test_what_is_no_form(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "a=%",   "a=%4",        "a=%4g",    "a=%g4", "%zz=1",  "a=%ff",
        "a=%c3", "a=%ed%a0%80", "a=%c0%80", "%ff=a", "a=\xff", "a=%f4%90%80%80",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena arena = {0};
        struct form form;
        assert_false(form_parse(&arena, SLICE_NONE, slice_of(texts[i]), &form));
        arena_release(&arena);
    }
}

static void test_nul_bytes_are_kept(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form = parse(&arena, NULL, "a=x%00y");
    struct slice value = form_get(&form, SLICE("a"));
    assert_int_equal(value.len, 3);
    assert_memory_equal(value.at, "x\0y", 3);
    arena_release(&arena);
}

static void test_numbers_in_names_count_as_numbers(void **state)
{
    (void)state;
    static const char *const sorted[] = {
        "A", "A.1", "A.1.Name", "A.1.Value", "A.2", "A.9.Name", "A.10", "A.10.Name", "A.100", "B",
    };
    struct arena arena = {0};
    struct form form =
        parse(&arena, NULL, "B&A.100&A.10.Name&A.2&A.10&A.9.Name&A.1.Value&A.1&A&A.1.Name");
    assert_int_equal(form.count, sizeof sorted / sizeof *sorted);
    for (size_t i = 0; i < form.count; i++)
        assert_slice(form.items[i].name, sorted[i]);
    arena_release(&arena);
}

static void test_same_name_stays_in_order(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form = parse(&arena, NULL, "b=1&a=1&b=2&a=2&b=3");
    static const char *const values[] = {"1", "2", "1", "2", "3"};
    for (size_t i = 0; i < form.count; i++)
        assert_slice(form.items[i].value, values[i]);
    arena_release(&arena);
}

/* Does the part of a name before the first dot behind `from` stand in one run? */
static void assert_runs(const struct form *form, size_t length)
{
    for (size_t i = 0; i < form->count; i++) {
        struct slice prefix = slice_head(form->items[i].name, length);
        bool left = false;
        for (size_t n = i + 1; n < form->count; n++) {
            struct slice other = form->items[n].name;
            bool same = slice_equal(slice_head(other, length), prefix) &&
                        (other.len <= length || other.at[length] == '.');
            bool own = form->items[i].name.len <= length || form->items[i].name.at[length] == '.';
            assert_false(same && own && left);
            left = left || !same;
        }
    }
}

/* Whatever the names, those with a common start up to a dot lie side by side: the decoder depends
 * on it. */
static void test_sorting_keeps_lists_together(void **state)
{
    (void)state;
    static const char alphabet[] = "01.9a.2";
    struct random_stream random;
    random_stream_seed(&random, 7);
    for (int round = 0; round < 200; round++) {
        struct arena arena = {0};
        struct buf text;
        buf_init(&text, 4096);
        for (int name = 0; name < 40; name++) {
            for (uint64_t left = 1 + random_stream_below(&random, 5); left > 0; left--)
                buf_byte(&text, alphabet[random_stream_below(&random, sizeof alphabet - 1)]);
            buf_byte(&text, '&');
        }
        struct form form;
        assert_true(form_parse(&arena, SLICE_NONE, buf_slice(&text), &form));
        for (size_t length = 1; length < 6; length++)
            assert_runs(&form, length);
        buf_release(&text);
        arena_release(&arena);
    }
}

static void test_number_of_parameters_is_bounded(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf text;
    struct form form;
    buf_init(&text, (size_t)1 << 20);
    for (int i = 0; i < FORM_PARAMETERS_MAX; i++)
        buf_append(&text, i ? SLICE("&a=") : SLICE("a="));
    assert_true(form_parse(&arena, SLICE_NONE, buf_slice(&text), &form));
    assert_int_equal(form.count, FORM_PARAMETERS_MAX);
    assert_false(form_parse(&arena, SLICE("b=1"), buf_slice(&text), &form));
    buf_release(&text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes_and_blanks),
        cmocka_unit_test(test_query_string_and_body_are_merged),
        cmocka_unit_test(test_what_is_no_form),
        cmocka_unit_test(test_nul_bytes_are_kept),
        cmocka_unit_test(test_numbers_in_names_count_as_numbers),
        cmocka_unit_test(test_same_name_stays_in_order),
        cmocka_unit_test(test_sorting_keeps_lists_together),
        cmocka_unit_test(test_number_of_parameters_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
