/* Message attributes: the input's lines are name, type and value of one after the other. What
 * passes the checks is stored and chosen from again; and a record may be any bytes. */
#include "api/model/shapes.h"
#include "src/engine/message_attributes.h"
#include "tests/fuzz/fuzz.h"

#define ATTRIBUTES_MAX 12

static struct slice take_line(struct slice *rest)
{
    ptrdiff_t end = slice_find(*rest, '\n');
    struct slice line = end < 0 ? *rest : slice_head(*rest, (size_t)end);
    *rest = slice_from(*rest, line.len + 1);
    return line;
}

static struct list read_attributes(struct arena *arena, struct slice input)
{
    struct list list = {.present = true};
    struct message_attribute *items = arena_array(arena, ATTRIBUTES_MAX, sizeof *items);
    for (; input.len > 0 && list.count < ATTRIBUTES_MAX; list.count++) {
        struct message_attribute *item = &items[list.count];
        item->name = take_line(&input);
        item->data_type = take_line(&input);
        bool binary = slice_starts(item->data_type, SLICE("Binary"));
        *(binary ? &item->binary_value : &item->string_value) = take_line(&input);
    }
    list.items = items;
    return list;
}

static void check_choice(struct arena *arena, const struct list *stored, struct slice record)
{
    struct slice all = SLICE("All");
    const struct list names = {true, 1, &all};
    struct list chosen = message_attributes_choose(arena, record, &names);
    const struct message_attribute *before = stored->items, *after = chosen.items;
    FUZZ_REQUIRE(chosen.count == stored->count);
    for (size_t i = 0; i < chosen.count; i++) {
        FUZZ_REQUIRE(slice_equal(after[i].name, before[i].name));
        FUZZ_REQUIRE(slice_equal(after[i].data_type, before[i].data_type));
        FUZZ_REQUIRE(slice_equal(after[i].string_value, before[i].string_value));
        FUZZ_REQUIRE(slice_equal(after[i].binary_value, before[i].binary_value));
    }
}

/* Records come from a file, which may be damaged. */
static void check_any_record(struct arena *arena, struct slice record)
{
    struct slice all = SLICE("*");
    const struct list names = {true, 1, &all};
    struct list chosen = message_attributes_choose(arena, record, &names);
    FUZZ_REQUIRE(chosen.count <= record.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct api_error error = {0};
    struct slice input = slice_make(data, size);
    struct list list = read_attributes(&arena, input);
    if (message_attributes_check(&arena, &list, &error)) {
        FUZZ_REQUIRE(slice_present(message_attributes_md5(&arena, &list)) == (list.count > 0));
        check_choice(&arena, &list, message_attributes_record(&arena, &list));
    } else {
        FUZZ_REQUIRE(api_error_is(&error));
    }
    check_any_record(&arena, input);
    arena_release(&arena);
    return 0;
}
