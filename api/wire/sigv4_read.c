/* Reading a signature off a request: see sigv4.h. */
#include "api/wire/decode.h"
#include "api/wire/form.h"
#include "api/wire/sigv4.h"
#include "src/base/clock.h"
#include "src/base/text.h"

#define ALGORITHM       "AWS4-HMAC-SHA256"
#define EXPIRES_SECONDS 604800

/* What may stand in an error: text that every encoder can write. */
static struct slice shown(struct slice text)
{
    uint32_t bad;
    return slice_present(text) && text_is_allowed(text, &bad) ? text : SLICE("");
}

static bool read_credential(struct slice credential, struct sigv4 *ret, struct api_error *error)
{
    struct slice *const parts[] = {&ret->access_key, &ret->date, &ret->region, &ret->service,
                                   &ret->terminator};
    struct slice rest = credential;
    size_t count = 0;
    while (slice_present(rest) && count < 5)
        *parts[count++] = slice_cut(&rest, '/');
    if (count == 5 && !slice_present(rest) && ret->access_key.len > 0)
        return true;
    return wire_fail(error, TEXT_CREDENTIAL_FORM, shown(credential), SLICE_NONE);
}

static bool read_timestamp(struct slice text, struct sigv4 *ret, struct api_error *error)
{
    ret->timestamp = text;
    if (clock_parse_basic(text, &ret->signed_ms))
        return true;
    return wire_fail(error, TEXT_TIMESTAMP_FORM, shown(text), SLICE_NONE);
}

/* Credential=..., SignedHeaders=..., Signature=... in any order. */
static bool read_authorization(struct slice text, struct slice *ret_credential, struct sigv4 *ret,
                               struct api_error *error)
{
    const struct {
        const char *name;
        struct slice *slot;
    } parts[] = {{"Credential", ret_credential},
                 {"SignedHeaders", &ret->signed_headers},
                 {"Signature", &ret->signature}};
    while (slice_present(text)) {
        struct slice value = slice_trim(slice_cut(&text, ','));
        if (slice_find(value, '=') < 0)
            return wire_fail(error, TEXT_AUTHORIZATION_PAIR, shown(value), SLICE_NONE);
        struct slice name = slice_cut(&value, '=');
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (slice_is(name, parts[i].name))
                *parts[i].slot = value;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].slot->len == 0)
            return wire_fail(error, TEXT_AUTHORIZATION_MISSES, slice_of(parts[i].name), SLICE_NONE);
    return true;
}

static bool read_header(const struct wire_request *request, struct arena *arena, struct sigv4 *ret,
                        struct api_error *error)
{
    struct slice rest = slice_trim(request->authorization);
    struct slice algorithm = slice_cut(&rest, ' ');
    struct slice credential = SLICE_NONE;
    if (!slice_is(algorithm, ALGORITHM))
        return wire_fail(error, TEXT_ALGORITHM, shown(algorithm), SLICE_NONE);
    ret->form = SIGV4_HEADER;
    if (!read_authorization(slice_present(rest) ? rest : SLICE(""), &credential, ret, error) ||
        !read_credential(credential, ret, error))
        return false;
    struct slice timestamp = wire_header(request, SLICE("x-amz-date"), arena);
    if (!slice_present(timestamp))
        timestamp = wire_header(request, SLICE("date"), arena);
    if (!slice_present(timestamp))
        return wire_fail(error, TEXT_NO_TIMESTAMP, SLICE_NONE, SLICE_NONE);
    ret->token = wire_header(request, SLICE("x-amz-security-token"), arena);
    ret->body_digest = wire_header(request, SLICE("x-amz-content-sha256"), arena);
    return read_timestamp(timestamp, ret, error);
}

static bool read_expires(struct slice text, struct sigv4 *ret, struct api_error *error)
{
    int64_t seconds;
    if (!slice_to_int64(text, &seconds) || seconds < 1 || seconds > EXPIRES_SECONDS)
        return wire_fail(error, TEXT_EXPIRES, SLICE_NONE, SLICE_NONE);
    ret->expires_ms = seconds * 1000;
    return true;
}

static bool read_query(const struct form *form, struct sigv4 *ret, struct api_error *error)
{
    struct slice credential = SLICE_NONE, timestamp = SLICE_NONE, expires = SLICE_NONE;
    const struct {
        const char *name;
        struct slice *slot;
    } parts[] = {{"X-Amz-Credential", &credential},
                 {"X-Amz-Date", &timestamp},
                 {"X-Amz-Expires", &expires},
                 {"X-Amz-SignedHeaders", &ret->signed_headers},
                 {"X-Amz-Signature", &ret->signature}};
    struct slice algorithm = form_get(form, SLICE("X-Amz-Algorithm"));
    if (!slice_is(algorithm, ALGORITHM))
        return wire_fail(error, TEXT_ALGORITHM, shown(algorithm), SLICE_NONE);
    ret->form = SIGV4_QUERY;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i].slot = form_get(form, slice_of(parts[i].name));
        if (parts[i].slot->len == 0)
            return wire_fail(error, TEXT_QUERY_MISSES, slice_of(parts[i].name), SLICE_NONE);
    }
    ret->token = form_get(form, SLICE("X-Amz-Security-Token"));
    ret->body_digest = form_get(form, SLICE("X-Amz-Content-Sha256"));
    return read_credential(credential, ret, error) && read_timestamp(timestamp, ret, error) &&
           read_expires(expires, ret, error);
}

/* Each once and in order, as every client lists them: no header is looked at twice. */
static bool check_header_list(const struct sigv4 *sig, struct api_error *error)
{
    struct slice rest = sig->signed_headers, before = SLICE_NONE;
    while (slice_present(rest)) {
        struct slice name = slice_cut(&rest, ';');
        if (slice_compare(before, name) >= 0)
            return wire_fail(error, TEXT_BAD_SIGNATURE, SLICE_NONE, SLICE_NONE);
        before = name;
    }
    return true;
}

bool sigv4_read(const struct wire_request *request, struct arena *arena, struct sigv4 *ret,
                struct api_error *error)
{
    struct form form;
    *ret = (struct sigv4){0};
    if (slice_present(request->authorization))
        return read_header(request, arena, ret, error) && check_header_list(ret, error);
    if (!form_parse(arena, request->query, SLICE_NONE, &form))
        return wire_fail(error, TEXT_MALFORMED, SLICE_NONE, SLICE_NONE);
    return !slice_present(form_get(&form, SLICE("X-Amz-Algorithm"))) ||
           (read_query(&form, ret, error) && check_header_list(ret, error));
}
