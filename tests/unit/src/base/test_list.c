/* The intrusive list. */
#include "tests/unit/unit.h"

#include "src/base/list.h"

struct item {
    int value;
    struct list_node node;
};

static void keeps_order_and_finds_its_items(void **state)
{
    (void)state;
    struct list_node head;
    list_init(&head);
    assert_true(list_empty(&head));
    struct item items[3] = {{.value = 1}, {.value = 2}, {.value = 3}};
    for (size_t i = 0; i < 3; i++)
        list_append(&head, &items[i].node);
    int wanted = 1;
    for (struct list_node *node = head.next; node != &head; node = node->next)
        assert_int_equal(LIST_OF(node, struct item, node)->value, wanted++);
    assert_int_equal(wanted, 4);
}

static void removes_once_or_twice(void **state)
{
    (void)state;
    struct list_node head;
    list_init(&head);
    struct item a = {.value = 1}, b = {.value = 2};
    list_remove(&a.node); /* in no list yet */
    list_append(&head, &a.node);
    list_append(&head, &b.node);
    assert_true(list_linked(&a.node));
    list_remove(&a.node);
    list_remove(&a.node);
    assert_false(list_linked(&a.node));
    assert_ptr_equal(head.next, &b.node);
    assert_ptr_equal(head.prev, &b.node);
    list_remove(&b.node);
    assert_true(list_empty(&head));
}

TEST_MAIN(UNIT(keeps_order_and_finds_its_items), UNIT(removes_once_or_twice))
