/* Whatever is read as JSON must be written, read again and be the same. */
#include "src/base/json.h"
#include "src/base/text.h"
#include "tests/fuzz/fuzz.h"

#define LONGEST_ESCAPE 6 /* a byte as \u0000 */

static void check_texts(const struct json *value)
{
    if (value->kind == JSON_STRING)
        FUZZ_REQUIRE(slice_present(value->text) && text_is_utf8(value->text));
    for (size_t i = 0; value->kind == JSON_ARRAY && i < value->count; i++)
        check_texts(&value->items[i]);
    for (size_t i = 0; value->kind == JSON_OBJECT && i < value->count; i++) {
        FUZZ_REQUIRE(text_is_utf8(value->members[i].name));
        check_texts(&value->members[i].value);
    }
}

static void check_round_trip(struct arena *arena, const struct json *value, size_t size)
{
    struct buf first, second;
    buf_init(&first, LONGEST_ESCAPE * size + 2);
    buf_init(&second, LONGEST_ESCAPE * size + 2);
    json_write(&first, value);
    FUZZ_REQUIRE(!first.overflow);
    const struct json *again = json_parse(arena, buf_slice(&first));
    FUZZ_REQUIRE(again != NULL && json_equal(value, again));
    json_write(&second, again);
    FUZZ_REQUIRE(slice_equal(buf_slice(&first), buf_slice(&second)));
    buf_release(&first);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    const struct json *value = json_parse(&arena, slice_make(data, size));
    if (value != NULL) {
        check_texts(value);
        check_round_trip(&arena, value, size);
    }
    arena_release(&arena);
    return 0;
}
