/* What each action needs (actions.md sections 18, 24). */
#include "api/model/permissions.h"
#include "tests/unit/unit.h"

/* Every action has its own permission, but for batches, which have the single action's. */
static void test_every_action(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        struct slice name = slice_of(actions_all[i].name);
        assert_non_null(permissions_all[i].name);
        if (slice_ends(name, SLICE("Batch")))
            name.len -= strlen("Batch");
        if (!slice_is(name, permissions_all[i].name))
            fail_msg("%s needs %s", actions_all[i].name, permissions_all[i].name);
    }
}

static void test_what_may_be_shared(void **state)
{
    (void)state;
    static const char *const shared[] = {
        "*",           "ChangeMessageVisibility",    "DeleteMessage", "GetQueueAttributes",
        "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",    "ReceiveMessage",
        "SendMessage"};
    static const char *const owned[] = {"AddPermission",
                                        "CancelMessageMoveTask",
                                        "CreateQueue",
                                        "DeleteQueue",
                                        "ListMessageMoveTasks",
                                        "ListQueues",
                                        "ListQueueTags",
                                        "RemovePermission",
                                        "SetQueueAttributes",
                                        "StartMessageMoveTask",
                                        "TagQueue",
                                        "UntagQueue",
                                        "SendMessageBatch",
                                        ""};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        assert_true(permission_is_shared(slice_of(shared[i])));
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        assert_false(permission_is_shared(slice_of(owned[i])));
}

/* Enough to read and to mend a policy, and no more. */
static void test_repairs(void **state)
{
    (void)state;
    size_t count = 0;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        count += permissions_all[i].repair;
    assert_int_equal(count, 4);
    assert_true(permissions_all[ACTION_SET_QUEUE_ATTRIBUTES].repair);
    assert_true(permissions_all[ACTION_GET_QUEUE_ATTRIBUTES].repair);
}

TEST_MAIN(UNIT(test_every_action), UNIT(test_what_may_be_shared), UNIT(test_repairs))
