/* What the tests of api/wire share: calls decoded and replies encoded in one line. */
#ifndef ROPELINE_TESTS_WIRE_SUPPORT_H
#define ROPELINE_TESTS_WIRE_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/wire/wire.h"

#define ACCOUNT "000000000000"
#define REGION  "us-east-1"

/* A call with what its decoding needs: the arena holds everything. */
struct decoded {
    struct arena arena;
    struct wire_call call;
    struct api_error error;
    bool good;
};

void decoded_release(struct decoded *decoded);

/* Decode a POST to "/": of AWS JSON (target without its prefix), or of a form. */
struct decoded decode_json(const char *action, const char *body);
struct decoded decode_form(const char *body);
struct decoded decode_request(const struct wire_request *request);

/* The error's text as the call's protocol words it; "" for none. NUL-terminated, in the arena. */
const char *error_text(struct decoded *decoded);

/* Encodes a reply with the request id "R" and base URL "http://localhost:9324" into the arena; the
 * bytes are NUL-terminated. */
struct encoded {
    struct wire_head head;
    const char *body;
};

struct encoded encode_result(struct arena *arena, enum wire_protocol protocol,
                             enum action_id action, const void *result);
struct encoded encode_error(struct arena *arena, enum wire_protocol protocol,
                            const struct api_error *error);

/* How the request is answered when its decoding fails. */
struct encoded encode_failure(struct decoded *decoded);

void assert_slice(struct slice actual, const char *expected);

/* The struct behind `decoded`, when decoding succeeded. */
#define REQUEST_OF(decoded, type) ((const struct type *)request_of(decoded))
const void *request_of(const struct decoded *decoded);

/* Item `i` of a list. */
#define ITEM(list, type, i) (((const type *)(list).items)[i])

#endif
