/* The table that grows and shrinks chain by chain. */
#include "storage/memory/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/unit.h"

#define ENTRIES 5000

struct entry {
    struct table_node node;
    char key[16];
};

static struct slice set_key(struct entry *entry, int i)
{
    int len = snprintf(entry->key, sizeof entry->key, "key %d", i);
    return slice_make(entry->key, (size_t)len);
}

static void entries_are_found_while_it_grows(void **state)
{
    struct entry *entries = calloc(ENTRIES, sizeof *entries);
    struct entry probe;
    struct table table = {0};
    (void)state;
    assert_null(table_find(&table, SLICE("key 0")));
    for (int i = 0; i < ENTRIES; i++) {
        entries[i].node.key = set_key(&entries[i], i);
        table_insert(&table, &entries[i].node);
        assert_ptr_equal(table_find(&table, set_key(&probe, i / 2)), &entries[i / 2].node);
        assert_null(table_find(&table, set_key(&probe, i + 1)));
    }
    assert_int_equal(table.count, ENTRIES);
    assert_true(table.chains >= ENTRIES);
    table_release(&table);
    free(entries);
}

static void entries_are_found_while_it_shrinks(void **state)
{
    struct entry *entries = calloc(ENTRIES, sizeof *entries);
    struct entry probe;
    struct table table = {0};
    (void)state;
    for (int i = 0; i < ENTRIES; i++) {
        entries[i].node.key = set_key(&entries[i], i);
        table_insert(&table, &entries[i].node);
    }
    for (int i = 0; i < ENTRIES; i++) {
        table_remove(&table, &entries[i].node);
        assert_null(table_find(&table, set_key(&probe, i)));
        int last = ENTRIES - 1 - i / 3;
        if (last > i)
            assert_ptr_equal(table_find(&table, set_key(&probe, last)), &entries[last].node);
    }
    assert_int_equal(table.count, 0);
    assert_true(table.chains <= 64);
    table_insert(&table, &entries[7].node);
    assert_ptr_equal(table_find(&table, SLICE("key 7")), &entries[7].node);
    table_release(&table);
    free(entries);
}

static void the_empty_key_is_a_key(void **state)
{
    struct table table = {0};
    struct table_node node = {.key = SLICE("")};
    (void)state;
    table_insert(&table, &node);
    assert_ptr_equal(table_find(&table, SLICE("")), &node);
    assert_null(table_find(&table, SLICE("a")));
    table_release(&table);
}

TEST_MAIN(UNIT(entries_are_found_while_it_grows), UNIT(entries_are_found_while_it_shrinks),
          UNIT(the_empty_key_is_a_key))
