/* Signatures are read, never refused: the input is an Authorization header and, after the first
 * line feed, a query string. */
#include "api/wire/wire.h"
#include "src/base/text.h"
#include "tests/fuzz/fuzz.h"

static bool is_account(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_digit(text.at[i]))
            return false;
    return text.len == 12;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct wire_defaults defaults = {.account = SLICE_INIT("000000000000"),
                                                  .region = SLICE_INIT("us-east-1")};
    struct arena arena = {0};
    struct wire_call call;
    struct api_error error;
    struct slice input = slice_make(data, size);
    ptrdiff_t end = slice_find(input, '\n');
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .query = end < 0 ? SLICE_NONE : slice_from(input, (size_t)end + 1),
        .target = SLICE("AmazonSQS.ListQueues"),
        .authorization = end < 0 ? input : slice_head(input, (size_t)end),
    };
    FUZZ_REQUIRE(wire_decode(&request, &defaults, &arena, &call, &error));
    FUZZ_REQUIRE(is_account(call.account) && call.region.len > 0);
    FUZZ_REQUIRE(slice_find(call.region, '/') < 0);
    if (is_account(call.access_key))
        FUZZ_REQUIRE(slice_equal(call.account, call.access_key));
    arena_release(&arena);
    return 0;
}
