/* Forms: the first byte chooses where the parameters stand and what is accepted. */
#include "tests/fuzz/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice text = slice_make(data + 1, size - 1);
    unsigned choice = data[0];
    const struct wire_request request = {
        .method = choice & 1 ? SLICE("POST") : SLICE("GET"),
        .path = choice & 2 ? SLICE("/") : SLICE("/000000000000/q"),
        .query = choice & 4 ? SLICE_NONE : text,
        .body = choice & 4 ? text : SLICE_NONE,
        .accept = choice & 8 ? SLICE("application/json") : SLICE_NONE,
    };
    fuzz_wire_decode(&request);
    return 0;
}
