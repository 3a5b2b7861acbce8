/* Bodies of AWS JSON: the first byte chooses the action, the rest is the body. */
#include "tests/fuzz/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena arena = {0};
    const struct action *action = &actions_all[(uint8_t)(data[0] - 'a') % ACTION_COUNT];
    const struct wire_request request = {
        .method = SLICE("POST"),
        .path = SLICE("/"),
        .body = slice_make(data + 1, size - 1),
        .target = arena_printf(&arena, "AmazonSQS.%s", action->name),
    };
    fuzz_wire_decode(&request);
    arena_release(&arena);
    return 0;
}
