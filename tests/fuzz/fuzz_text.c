/* The functions on text agree with each other: allowed text is UTF-8, and decoding UTF-8 one by one
 * finds as many code points as are counted, and the offender that is reported. */
#include "src/base/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_make(data, size);
    uint32_t bad = UINT32_MAX;
    bool allowed = text_is_allowed(text, &bad);
    FUZZ_REQUIRE(allowed == (bad == UINT32_MAX));
    if (!text_is_utf8(text)) {
        FUZZ_REQUIRE(!allowed);
        return 0;
    }
    size_t at = 0, count = 0;
    bool met = false;
    for (uint32_t point; (point = text_next(text, &at)) != UINT32_MAX; count++)
        met = met || point == bad;
    FUZZ_REQUIRE(at == size && count == text_length(text));
    FUZZ_REQUIRE(allowed || met);
    return 0;
}
