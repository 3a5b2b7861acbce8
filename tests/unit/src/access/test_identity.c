/* How callers are called. */
#include "src/access/identity.h"
#include "tests/unit/unit.h"

static void test_names(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct identity who = {.account = SLICE("123456789012")};
    assert_slice(identity_arn(&arena, &who), "arn:aws:iam::123456789012:root");
    assert_slice(identity_user_id(&arena, &who), "123456789012");
    who.user = SLICE("alice");
    assert_slice(identity_arn(&arena, &who), "arn:aws:iam::123456789012:user/alice");
    struct slice id = identity_user_id(&arena, &who);
    assert_int_equal(id.len, 21);
    assert_true(slice_starts(id, SLICE("AIDA")));
    assert_true(slice_equal(id, identity_user_id(&arena, &who)));
    who.user = SLICE("bob");
    assert_false(slice_equal(id, identity_user_id(&arena, &who)));
    who.anonymous = true;
    assert_slice(identity_arn(&arena, &who), "anonymous");
    assert_slice(identity_user_id(&arena, &who), "anonymous");
    arena_release(&arena);
}

TEST_MAIN(UNIT(test_names))
