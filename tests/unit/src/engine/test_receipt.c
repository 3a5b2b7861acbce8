/* Receipt handles: src/engine/receipt.c */
#include "src/engine/receipt.h"

#include "tests/unit/src/engine/fixture.h"

static void comes_back(void **state)
{
    struct arena arena = {0};
    const struct receipt receipt = {7, INT64_MAX, START_MS, 3};
    struct receipt parsed;
    struct slice text = receipt_format(&arena, &receipt);
    (void)state;
    assert_true(slice_starts(text, SLICE("AQEB")));
    assert_true(receipt_parse(&arena, text, &parsed));
    assert_int_equal(parsed.queue, 7);
    assert_int_equal(parsed.message, INT64_MAX);
    assert_int_equal(parsed.visible_ms, START_MS);
    assert_int_equal(parsed.receive_count, 3);
    assert_false(slice_equal(text, receipt_format(&arena, &receipt))); /* each is unique */
    arena_release(&arena);
}

static void garbage_is_refused(void **state)
{
    struct arena arena = {0};
    const struct receipt receipt = {1, 2, 3, 4};
    struct receipt parsed;
    struct slice text = receipt_format(&arena, &receipt);
    (void)state;
    assert_false(receipt_parse(&arena, SLICE("garbage"), &parsed));
    assert_false(receipt_parse(&arena, SLICE(""), &parsed));
    assert_false(receipt_parse(&arena, slice_head(text, text.len - 4), &parsed));
    for (size_t i = 0; i < text.len; i++) {
        char copy[128];
        memcpy(copy, text.at, text.len);
        copy[i] = copy[i] == 'A' ? 'B' : 'A';
        assert_false(receipt_parse(&arena, slice_make(copy, text.len), &parsed));
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(garbage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
