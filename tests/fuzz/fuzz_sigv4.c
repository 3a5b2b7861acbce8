/* Signatures of any request: reading them never fails badly, and what is signed here verifies.
 *
 * The input is lines: Authorization (empty: none), the path, the query string, headers ("name:
 * value"), an empty line; the rest is the body. */
#include "api/wire/sigv4.h"
#include "tests/fuzz/fuzz.h"

#define HEADERS_MAX 100

static struct slice next_line(struct slice *rest)
{
    ptrdiff_t end = slice_find(*rest, '\n');
    struct slice line = end < 0 ? *rest : slice_head(*rest, (size_t)end);
    *rest = end < 0 ? SLICE("") : slice_from(*rest, (size_t)end + 1);
    return line;
}

static size_t read_headers(struct slice *rest, struct wire_header *headers)
{
    size_t count = 0;
    for (;;) {
        struct slice line = next_line(rest);
        ptrdiff_t colon = slice_find(line, ':');
        if (line.len == 0)
            return count;
        if (colon >= 0 && count < HEADERS_MAX)
            headers[count++] = (struct wire_header){slice_head(line, (size_t)colon),
                                                    slice_from(line, (size_t)colon + 1)};
    }
}

static void check_signed(const struct wire_request *request, struct sigv4 sig, struct arena *arena)
{
    static const char *const services[] = {"sqs", "sts"};
    static const struct slice secret = SLICE_INIT("secret");
    struct api_error error = {0};
    struct slice canonical;
    char hex[SIGV4_HEX_LEN];
    FUZZ_REQUIRE(slice_present(sig.access_key) && sig.timestamp.len == 16);
    sigv4_check_scope(&sig, services, 2, &error);
    sigv4_check_time(&sig, 1767323045000, arena, &error);
    if (!sigv4_canonical(request, &sig, arena, &canonical))
        return;
    sigv4_sign(&sig, secret, sigv4_to_sign(&sig, canonical, arena), hex);
    error = (struct api_error){0};
    sig.signature = slice_make(hex, sizeof hex);
    bool good = sigv4_verify(request, &sig, secret, arena, &error);
    FUZZ_REQUIRE(good || error.text == TEXT_NOT_SIGNED);
    hex[0] ^= 1;
    FUZZ_REQUIRE(!sigv4_verify(request, &sig, secret, arena, &error));
    api_error_text(arena, &error, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = slice_make(data, size);
    struct arena arena = {0};
    struct wire_header headers[HEADERS_MAX];
    struct sigv4 sig;
    struct api_error error = {0};
    struct wire_request request = {.method = SLICE("POST"), .headers = headers};
    request.authorization = next_line(&rest);
    if (request.authorization.len == 0)
        request.authorization = SLICE_NONE;
    request.path = next_line(&rest);
    request.query = next_line(&rest);
    request.header_count = read_headers(&rest, headers);
    request.body = rest;
    request.target = wire_header(&request, SLICE("x-amz-target"), &arena);
    if (!sigv4_read(&request, &arena, &sig, &error))
        FUZZ_REQUIRE(api_error_is(&error) && api_error_text(&arena, &error, true).len < 1 << 20);
    else if (sig.form != SIGV4_NONE)
        check_signed(&request, sig, &arena);
    arena_release(&arena);
    return 0;
}
