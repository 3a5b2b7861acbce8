/* Settings: small named texts. */
#include "tests/storage/fixture.h"
#include "tests/storage/suite.h"

static enum store_status get(struct fixture *f, const char *name, struct slice *ret)
{
    return f->ops->setting_get(f->store, slice_of(name), &f->arena, ret);
}

static void settings_are_kept(void **state)
{
    struct fixture *f = *state;
    struct slice value;
    assert_missing(get(f, "clock", &value));
    assert_ok(f->ops->setting_put(f->store, SLICE("clock"), SLICE("1000")));
    assert_ok(f->ops->setting_put(f->store, SLICE("clock 2"), SLICE("")));
    reopen(f);
    assert_ok(get(f, "clock", &value));
    assert_slice(value, "1000");
    assert_ok(get(f, "clock 2", &value));
    assert_int_equal(value.len, 0);
    assert_missing(get(f, "clock 3", &value));
}

static void settings_are_replaced_and_removed(void **state)
{
    struct fixture *f = *state;
    struct slice value;
    assert_ok(f->ops->setting_put(f->store, SLICE("a"), SLICE("1")));
    assert_ok(f->ops->setting_put(f->store, SLICE("a"), SLICE("two")));
    assert_ok(get(f, "a", &value));
    assert_slice(value, "two");
    assert_ok(f->ops->setting_put(f->store, SLICE("a"), SLICE_NONE));
    assert_missing(get(f, "a", &value));
    assert_ok(f->ops->setting_put(f->store, SLICE("a"), SLICE_NONE));
    reopen(f);
    assert_missing(get(f, "a", &value));
}

int test_settings(void)
{
    const struct CMUnitTest tests[] = {
        TEST(settings_are_kept),
        TEST(settings_are_replaced_and_removed),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
