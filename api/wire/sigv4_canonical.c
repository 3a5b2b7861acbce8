/* The canonical form of a request, which is what is signed: see sigv4.h. */
#include <stdlib.h>

#include "api/wire/form.h"
#include "api/wire/sigv4.h"
#include "src/base/digest.h"
#include "src/base/text.h"

#define SIGNATURE "X-Amz-Signature"

struct slice wire_header(const struct wire_request *request, struct slice name, struct arena *arena)
{
    const struct wire_header *last = NULL;
    size_t count = 0, len = 0;
    for (size_t i = 0; i < request->header_count; i++)
        if (slice_equal_nocase(request->headers[i].name, name)) {
            last = &request->headers[i];
            len += last->value.len;
            count++;
        }
    if (count < 2)
        return last ? slice_trim(last->value) : SLICE_NONE;
    char *joined = arena_alloc(arena, len + count);
    size_t at = 0;
    for (size_t i = 0; i < request->header_count; i++)
        if (slice_equal_nocase(request->headers[i].name, name)) {
            struct slice value = slice_trim(request->headers[i].value);
            if (value.len > 0)
                memcpy(joined + at, value.at, value.len);
            at += value.len;
            joined[at++] = ',';
        }
    return slice_make(joined, at - 1);
}

/* Everything but letters, digits and -._~ (and the slash, in paths) becomes %XX. */
static void append_encoded(struct buf *out, struct slice text, bool path)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (char_is_alnum(c) || memchr("-._~", c, 4) || (path && c == '/')) {
            buf_byte(out, c);
        } else {
            buf_byte(out, '%');
            buf_byte(out, digits[(uint8_t)c >> 4]);
            buf_byte(out, digits[(uint8_t)c & 15]);
        }
    }
}

/* Without empty and dotted segments; then encoded once more, as all services but S3 have it. */
static void append_path(struct buf *out, struct slice path, struct arena *arena)
{
    char *at = arena_alloc(arena, path.len + 1);
    size_t len = 0;
    while (path.len > 0) {
        ptrdiff_t slash = slice_find(path, '/');
        struct slice segment = slash < 0 ? path : slice_head(path, (size_t)slash);
        bool last = slash < 0;
        path = last ? SLICE("") : slice_from(path, (size_t)slash + 1);
        if (slice_is(segment, "..")) {
            while (len > 0 && at[--len] != '/')
                ;
        } else if (segment.len > 0 && !slice_is(segment, ".")) {
            at[len++] = '/';
            memcpy(at + len, segment.at, segment.len);
            len += segment.len;
        }
        if (!last && path.len == 0 && len > 0)
            at[len++] = '/'; /* the path ends in a slash */
    }
    append_encoded(out, len > 0 ? slice_make(at, len) : SLICE("/"), true);
}

static int compare_parameters(const void *a, const void *b)
{
    const struct form_parameter *left = a, *right = b;
    int names = slice_compare(left->name, right->name);
    return names ? names : slice_compare(left->value, right->value);
}

static struct slice encoded(struct slice text, struct arena *arena)
{
    struct buf out;
    buf_init(&out, 3 * text.len + 1);
    append_encoded(&out, text, false);
    struct slice copy = arena_copy(arena, out.len > 0 ? buf_slice(&out) : SLICE(""));
    buf_release(&out);
    return copy;
}

static bool append_query(struct buf *out, struct slice query, struct arena *arena)
{
    struct form form;
    size_t count = 0;
    if (!form_parse(arena, query, SLICE_NONE, &form))
        return false;
    for (size_t i = 0; i < form.count; i++)
        if (!slice_is(form.items[i].name, SIGNATURE))
            form.items[count++] = (struct form_parameter){encoded(form.items[i].name, arena),
                                                          encoded(form.items[i].value, arena)};
    if (count > 1)
        qsort(form.items, count, sizeof *form.items, compare_parameters);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%.*s=%.*s", i > 0 ? "&" : "", SLICE_ARG(form.items[i].name),
                   SLICE_ARG(form.items[i].value));
    return true;
}

/* Trimmed, and with one blank where there are several. */
static void append_value(struct buf *out, struct slice value)
{
    bool blank = false, started = false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == ' ') {
            blank = started;
            continue;
        }
        if (blank)
            buf_byte(out, ' ');
        blank = false;
        started = true;
        buf_byte(out, value.at[i]);
    }
}

static void append_headers(struct buf *out, const struct wire_request *request, struct slice names,
                           struct arena *arena)
{
    while (slice_present(names)) {
        struct slice name = slice_cut(&names, ';');
        buf_append(out, name);
        buf_byte(out, ':');
        append_value(out, wire_header(request, name, arena));
        buf_byte(out, '\n');
    }
}

/* Clients say UNSIGNED-PAYLOAD where they leave the body out. */
static void append_body_digest(struct buf *out, const struct wire_request *request,
                               const struct sigv4 *sig)
{
    uint8_t digest[SHA256_LEN];
    char hex[SHA256_HEX_LEN];
    if (slice_is(sig->body_digest, "UNSIGNED-PAYLOAD")) {
        buf_append(out, sig->body_digest);
        return;
    }
    digest_sha256(request->body, digest);
    hex_encode(digest, sizeof digest, hex);
    buf_append(out, slice_make(hex, sizeof hex));
}

bool sigv4_canonical(const struct wire_request *request, const struct sigv4 *sig,
                     struct arena *arena, struct slice *ret)
{
    struct buf out;
    buf_init(&out, SIZE_MAX / 2); /* a few times the request's head, which is bounded */
    buf_append(&out, request->method);
    buf_byte(&out, '\n');
    append_path(&out, request->path, arena);
    buf_byte(&out, '\n');
    bool good = append_query(&out, request->query, arena);
    buf_byte(&out, '\n');
    append_headers(&out, request, sig->signed_headers, arena);
    buf_byte(&out, '\n');
    buf_append(&out, sig->signed_headers);
    buf_byte(&out, '\n');
    append_body_digest(&out, request, sig);
    *ret = arena_copy(arena, buf_slice(&out));
    buf_release(&out);
    return good;
}
