/* Checking a signature: see sigv4.h. */
#include "api/wire/sigv4.h"

#include "api/wire/decode.h"
#include "src/base/clock.h"
#include "src/base/digest.h"
#include "src/base/text.h"

#define TERMINATOR "aws4_request"
#define SKEW_MS    (15 * 60 * INT64_C(1000))

static bool is_region(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_alnum(text.at[i]) && text.at[i] != '-')
            return false;
    return text.len > 0;
}

static bool fail_with(struct api_error *ret, enum text_id text, struct slice a, struct slice b,
                      struct slice c, struct slice d)
{
    *ret = (struct api_error){.text = text, .args = {a, b, c, d}};
    return false;
}

bool sigv4_check_scope(const struct sigv4 *sig, const char *const *services, size_t service_count,
                       struct api_error *error)
{
    bool known = false;
    for (size_t i = 0; i < service_count; i++)
        known = known || slice_is(sig->service, services[i]);
    struct slice day = slice_head(sig->timestamp, strlen("20260102"));
    if (!is_region(sig->region))
        return wire_fail(error, TEXT_SCOPE_REGION, SLICE_NONE, SLICE_NONE);
    if (!known)
        return wire_fail(error, TEXT_SCOPE_SERVICE, slice_of(services[0]), SLICE_NONE);
    if (!slice_is(sig->terminator, TERMINATOR))
        return wire_fail(error, TEXT_SCOPE_TERMINATOR, SLICE_NONE, SLICE_NONE);
    if (!slice_equal(sig->date, day))
        return fail_with(error, TEXT_SCOPE_DATE, sig->date, day, sig->timestamp, SLICE_NONE);
    return true;
}

static struct slice time_text(struct arena *arena, int64_t ms)
{
    char text[17];
    clock_format_basic(ms, text);
    return arena_copy(arena, slice_of(text));
}

bool sigv4_check_time(const struct sigv4 *sig, int64_t now_ms, struct arena *arena,
                      struct api_error *error)
{
    bool presigned = sig->form == SIGV4_QUERY;
    int64_t life = presigned ? sig->expires_ms : SKEW_MS;
    struct slice now = time_text(arena, now_ms);
    if (sig->signed_ms > now_ms + SKEW_MS)
        return fail_with(error, TEXT_SIGNATURE_FUTURE, sig->timestamp,
                         time_text(arena, now_ms + SKEW_MS), now, SLICE_NONE);
    if (now_ms - sig->signed_ms <= life)
        return true;
    return fail_with(error, presigned ? TEXT_PRESIGNED_EXPIRED : TEXT_SIGNATURE_EXPIRED,
                     sig->timestamp, time_text(arena, now_ms - life), now,
                     arena_int64(arena, life / 1000));
}

struct slice sigv4_to_sign(const struct sigv4 *sig, struct slice canonical, struct arena *arena)
{
    uint8_t digest[SHA256_LEN];
    char hex[SHA256_HEX_LEN];
    digest_sha256(canonical, digest);
    hex_encode(digest, sizeof digest, hex);
    return arena_printf(arena, "AWS4-HMAC-SHA256\n%.*s\n%.*s/%.*s/%.*s/%.*s\n%.*s",
                        SLICE_ARG(sig->timestamp), SLICE_ARG(sig->date), SLICE_ARG(sig->region),
                        SLICE_ARG(sig->service), SLICE_ARG(sig->terminator), (int)sizeof hex, hex);
}

void sigv4_sign(const struct sigv4 *sig, struct slice secret, struct slice to_sign,
                char out[static SIGV4_HEX_LEN])
{
    const struct slice parts[] = {sig->date, sig->region, sig->service, sig->terminator, to_sign};
    struct buf first;
    uint8_t key[SHA256_LEN];
    buf_init(&first, secret.len + 4);
    BUF_LITERAL(&first, "AWS4");
    buf_append(&first, secret);
    digest_hmac_sha256(buf_slice(&first), parts[0], key);
    explicit_bzero(first.at, first.len);
    buf_release(&first);
    for (size_t i = 1; i < sizeof parts / sizeof *parts; i++) {
        uint8_t next[SHA256_LEN];
        digest_hmac_sha256(slice_make(key, sizeof key), parts[i], next);
        memcpy(key, next, sizeof key);
    }
    hex_encode(key, sizeof key, out);
}

static bool is_signed(const struct sigv4 *sig, const char *name)
{
    struct slice rest = sig->signed_headers;
    while (slice_present(rest))
        if (slice_is(slice_cut(&rest, ';'), name))
            return true;
    return false;
}

/* What says where a request goes and what it does must be part of what is signed. */
static bool check_signed_headers(const struct wire_request *request, const struct sigv4 *sig,
                                 struct api_error *error)
{
    if (!is_signed(sig, "host"))
        return wire_fail(error, TEXT_NOT_SIGNED, SLICE("Host"), SLICE_NONE);
    if (slice_present(request->target) && !is_signed(sig, "x-amz-target"))
        return wire_fail(error, TEXT_NOT_SIGNED, SLICE("X-Amz-Target"), SLICE_NONE);
    return true;
}

bool sigv4_verify(const struct wire_request *request, const struct sigv4 *sig, struct slice secret,
                  struct arena *arena, struct api_error *error)
{
    struct slice canonical;
    char wanted[SIGV4_HEX_LEN];
    uint32_t bad;
    if (!check_signed_headers(request, sig, error))
        return false;
    if (!sigv4_canonical(request, sig, arena, &canonical))
        return wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
    struct slice to_sign = sigv4_to_sign(sig, canonical, arena);
    sigv4_sign(sig, secret, to_sign, wanted);
    if (sig->signature.len == sizeof wanted &&
        digest_equal(sig->signature.at, wanted, sizeof wanted))
        return true;
    bool showable = text_is_allowed(canonical, &bad) && text_is_allowed(to_sign, &bad);
    return showable ? wire_fail(error, TEXT_BAD_SIGNATURE_SHOWN, canonical, to_sign)
                    : wire_fail(error, TEXT_BAD_SIGNATURE, SLICE_NONE, SLICE_NONE);
}
