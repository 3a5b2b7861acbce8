/* Receipt handles: what is written is read back, and what is not ours, or changed in one place, is
 * refused. */
#include "src/base/buf.h"
#include "src/engine/receipt.h"
#include "tests/fuzz/fuzz.h"

static void check_round_trip(struct arena *arena, const struct receipt *receipt, size_t at, char c)
{
    struct receipt again;
    struct slice text = receipt_format(arena, receipt);
    FUZZ_REQUIRE(receipt_parse(arena, text, &again));
    FUZZ_REQUIRE(again.queue == receipt->queue && again.message == receipt->message);
    FUZZ_REQUIRE(again.visible_ms == receipt->visible_ms);
    FUZZ_REQUIRE(again.receive_count == receipt->receive_count);
    char *changed = arena_alloc(arena, text.len);
    memcpy(changed, text.at, text.len);
    changed[at % text.len] = c;
    if (c != text.at[at % text.len])
        FUZZ_REQUIRE(!receipt_parse(arena, slice_make(changed, text.len), &again));
    for (size_t len = 0; len < text.len; len++)
        FUZZ_REQUIRE(!receipt_parse(arena, slice_head(text, len), &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct receipt receipt = {0};
    struct slice input = slice_make(data, size);
    if (receipt_parse(&arena, input, &receipt))
        FUZZ_REQUIRE(input.len == receipt_format(&arena, &receipt).len);
    struct reader reader = {.rest = input};
    receipt = (struct receipt){
        .queue = (int64_t)reader_u64(&reader),
        .message = (int64_t)reader_u64(&reader),
        .visible_ms = (int64_t)reader_u64(&reader),
        .receive_count = (int32_t)reader_u32(&reader),
    };
    check_round_trip(&arena, &receipt, reader_u8(&reader), (char)reader_u8(&reader));
    arena_release(&arena);
    return 0;
}
