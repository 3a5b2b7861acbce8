/* What is decoded is encoded to the same text; what is encoded is decoded to the same bytes. */
#include "src/base/base64.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct slice input = slice_make(data, size), decoded, back;
    if (base64_decode(&arena, input, &decoded))
        FUZZ_REQUIRE(slice_equal(base64_encode_arena(&arena, decoded), input));
    FUZZ_REQUIRE(base64_decode(&arena, base64_encode_arena(&arena, input), &back));
    FUZZ_REQUIRE(slice_equal(back, input));
    arena_release(&arena);
    return 0;
}
