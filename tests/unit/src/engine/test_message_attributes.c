/* Message attributes: src/engine/message_attributes.c. Digests: protocols.md section 6. */
#include "src/engine/message_attributes.h"

#include "tests/unit/src/engine/fixture.h"

static struct message_attribute text(const char *name, const char *type, const char *value)
{
    return (struct message_attribute){
        .name = slice_of(name), .data_type = slice_of(type), .string_value = slice_of(value)};
}

static struct list list_of(struct message_attribute *items, size_t count)
{
    return (struct list){true, count, items};
}

static void digest_is_of_sorted_attributes(void **state)
{
    struct arena arena = {0};
    struct message_attribute items[] = {text("Help.Me", "String", "Me"),
                                        text("Hello", "String", "There"),
                                        text("General", "String", "Kenobi")};
    struct list list = list_of(items, 3);
    (void)state;
    assert_slice(message_attributes_md5(&arena, &list), "4c360f3fdafd970e05fae2f149d997f5");
    assert_slice(items[0].name, "General");
    list.count = 0;
    assert_false(slice_present(message_attributes_md5(&arena, &list)));
    arena_release(&arena);
}

static void digest_of_binary_takes_bytes(void **state)
{
    struct arena arena = {0};
    struct message_attribute item = {.name = SLICE("binaryAttribute"),
                                     .data_type = SLICE("Binary"),
                                     .binary_value = SLICE("Hello binary world!")};
    struct list list = list_of(&item, 1);
    (void)state;
    assert_slice(message_attributes_md5(&arena, &list), "31a92b15d92f8db860eda32aceb656c3");
    arena_release(&arena);
}

static void record_comes_back(void **state)
{
    struct arena arena = {0};
    struct message_attribute items[] = {text("Hello", "String", "There"),
                                        text("Help.Me", "Number.int", "7")};
    struct list list = list_of(items, 2);
    struct slice record = message_attributes_record(&arena, &list);
    struct slice names[] = {SLICE("Help.*")};
    const struct list one = {true, 1, names};
    struct list chosen = message_attributes_choose(&arena, record, &one);
    const struct message_attribute *got = chosen.items;
    (void)state;
    assert_int_equal(chosen.count, 1);
    assert_slice(got[0].name, "Help.Me");
    assert_slice(got[0].data_type, "Number.int");
    assert_slice(got[0].string_value, "7");
    names[0] = SLICE("All");
    assert_int_equal(message_attributes_choose(&arena, record, &one).count, 2);
    names[0] = SLICE("nothing");
    assert_int_equal(message_attributes_choose(&arena, record, &one).count, 0);
    arena_release(&arena);
}

static void size_counts_names_types_and_values(void **state)
{
    struct message_attribute item = text("k", "String", "x");
    struct list list = list_of(&item, 1);
    (void)state;
    assert_int_equal(message_attributes_size(&list), 8);
}

static enum text_id refusal(struct message_attribute item)
{
    struct arena arena = {0};
    struct api_error error = {0};
    struct list list = list_of(&item, 1);
    bool good = message_attributes_check(&arena, &list, &error);
    arena_release(&arena);
    assert_int_equal(good, error.text == TEXT_NONE);
    return error.text;
}

static void names_are_checked(void **state)
{
    (void)state;
    assert_int_equal(refusal(text("attr.1\xc3\xb8\xc3\x9f\xc3\xa4", "String", "x")), TEXT_NONE);
    assert_int_equal(refusal(text("", "String", "x")), TEXT_ATTRIBUTE_NAME_EMPTY);
    assert_int_equal(refusal(text("aWs.x", "String", "x")), TEXT_ATTRIBUTE_NAME_RESERVED);
    assert_int_equal(refusal(text("AMAZON.x", "String", "x")), TEXT_ATTRIBUTE_NAME_RESERVED);
    assert_int_equal(refusal(text(".x", "String", "x")), TEXT_ATTRIBUTE_NAME_START);
    assert_int_equal(refusal(text("x.", "String", "x")), TEXT_ATTRIBUTE_NAME_END);
    assert_int_equal(refusal(text("x..y", "String", "x")), TEXT_ATTRIBUTE_NAME_DOTS);
    assert_int_equal(refusal(text("x!", "String", "x")), TEXT_ATTRIBUTE_NAME_CHARACTER);
    assert_int_equal(refusal(text("x\xc2\xa7", "String", "x")), TEXT_ATTRIBUTE_NAME_CHARACTER);
}

static void types_and_values_are_checked(void **state)
{
    static const char *const far_out[] = {"1e99999999999999999999", "1000e9223372036854775807",
                                          "0.001e-9223372036854775808"};
    struct message_attribute both = text("k", "String", "x");
    (void)state;
    both.binary_value = SLICE("y");
    assert_int_equal(refusal(both), TEXT_ATTRIBUTE_TWO_VALUES);
    assert_int_equal(refusal(text("k", "", "x")), TEXT_ATTRIBUTE_TYPE_EMPTY);
    assert_int_equal(refusal(text("k", "Stringy", "x")), TEXT_ATTRIBUTE_TYPE);
    assert_int_equal(refusal(text("k", "String", "")), TEXT_ATTRIBUTE_EMPTY_VALUE);
    assert_int_equal(refusal(text("k", "Binary", "x")), TEXT_ATTRIBUTE_FIELD);
    assert_int_equal(refusal(text("k", "String", "\x0b")), TEXT_ATTRIBUTE_CHARACTER);
    assert_int_equal(refusal(text("k", "Number", "1e5")), TEXT_NONE);
    assert_int_equal(refusal(text("k", "Number", "one")), TEXT_ATTRIBUTE_NOT_NUMBER);
    for (size_t i = 0; i < sizeof far_out / sizeof *far_out; i++)
        assert_int_equal(refusal(text("k", "Number", far_out[i])), TEXT_ATTRIBUTE_NOT_NUMBER);
}

static void a_damaged_record_gives_nothing(void **state)
{
    struct arena arena = {0};
    struct slice all = SLICE("All");
    const struct list names = {true, 1, &all};
    (void)state;
    assert_int_equal(message_attributes_choose(&arena, SLICE("\xff\xff\xff\x7f"), &names).count, 0);
    assert_int_equal(arena_used(&arena), 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_is_of_sorted_attributes),
        cmocka_unit_test(digest_of_binary_takes_bytes),
        cmocka_unit_test(record_comes_back),
        cmocka_unit_test(size_counts_names_types_and_values),
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(types_and_values_are_checked),
        cmocka_unit_test(a_damaged_record_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
