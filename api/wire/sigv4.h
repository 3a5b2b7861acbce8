/* Signature version 4: what AWS's clients sign, and whether they did (auth.md section 2).
 *
 * Pure functions in the order of their use: read, check the scope, check the time, verify. Errors
 * are AWS's. Texts of a request go into errors only when they can be shown. */
#ifndef ROPELINE_API_WIRE_SIGV4_H
#define ROPELINE_API_WIRE_SIGV4_H

#include "api/wire/wire.h"

#define SIGV4_HEX_LEN 64

enum sigv4_form {
    SIGV4_NONE,   /* not signed, or by an older version */
    SIGV4_HEADER, /* Authorization */
    SIGV4_QUERY,  /* a presigned URL */
};

/* What a request says of its signature; slices point into it or into the arena. */
struct sigv4 {
    enum sigv4_form form;
    struct slice access_key;
    struct slice date; /* the scope: date, region, service, terminator */
    struct slice region;
    struct slice service;
    struct slice terminator;
    struct slice signed_headers; /* "host;x-amz-date" */
    struct slice signature;
    struct slice timestamp; /* "20260102T030405Z" */
    int64_t signed_ms;
    int64_t expires_ms;       /* how long a presigned URL is good for */
    struct slice token;       /* absent: none was sent */
    struct slice body_digest; /* X-Amz-Content-Sha256; absent: not sent */
};

/* `request->headers` must be all of them. False: the signature is malformed. */
bool sigv4_read(const struct wire_request *request, struct arena *arena, struct sigv4 *ret,
                struct api_error *error);

/* For one of these services, a region, and the day of the timestamp? */
bool sigv4_check_scope(const struct sigv4 *sig, const char *const *services, size_t service_count,
                       struct api_error *error);

/* Within 15 minutes of `now_ms`, or within the life of the presigned URL? */
bool sigv4_check_time(const struct sigv4 *sig, int64_t now_ms, struct arena *arena,
                      struct api_error *error);

/* Made with this secret for this request? The error shows what should have been signed. */
bool sigv4_verify(const struct wire_request *request, const struct sigv4 *sig, struct slice secret,
                  struct arena *arena, struct api_error *error);

/* The steps of sigv4_verify, for tests. False: a percent escape is malformed. */
bool sigv4_canonical(const struct wire_request *request, const struct sigv4 *sig,
                     struct arena *arena, struct slice *ret);
struct slice sigv4_to_sign(const struct sigv4 *sig, struct slice canonical, struct arena *arena);
void sigv4_sign(const struct sigv4 *sig, struct slice secret, struct slice to_sign,
                char out[static SIGV4_HEX_LEN]);

/* A header's value, the values of several joined by commas; absent when not sent. */
struct slice wire_header(const struct wire_request *request, struct slice name,
                         struct arena *arena);

#endif
