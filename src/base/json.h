/* JSON: reading into a small tree, and writing (docs/adr/0004-json-reader.md).
 *
 * The tree lives in the arena; texts without escapes point into the input, which must outlive it.
 * Limits: the depth and the number of values below (a tree never takes more than some 50 bytes per
 * value); the caller bounds the text's size before. */
#ifndef ROPELINE_BASE_JSON_H
#define ROPELINE_BASE_JSON_H

#include "src/base/arena.h"
#include "src/base/buf.h"

#define JSON_DEPTH_MAX  32     /* arrays and objects inside each other */
#define JSON_VALUES_MAX 131072 /* in one text; far more than any request of SQS can have */

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_INTEGER, /* fits int64_t, written without fraction or exponent */
    JSON_NUMBER,  /* any other number; only its text is kept */
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_member;

struct json {
    enum json_kind kind;
    size_t count; /* of items or members */
    union {
        int64_t integer;
        struct slice text; /* JSON_STRING: decoded; JSON_NUMBER: as written */
        struct json *items;
        struct json_member *members; /* names differ: the last value of a name counts */
    };
};

struct json_member {
    struct slice name;
    struct json value;
};

/* Parses exactly one value with only white space around it. Returns NULL when it is not strict JSON
 * (RFC 8259) in valid UTF-8, when a \u escape is half a surrogate pair, or past the limits. */
const struct json *json_parse(struct arena *arena, struct slice text);

/* The member's value, or NULL when absent or `object` is not an object. */
const struct json *json_get(const struct json *object, const char *name);

/* The member's text when it is a string, else SLICE_NONE. */
struct slice json_get_text(const struct json *object, const char *name);

/* Appends a JSON string with its quotes: escapes ", \ and control characters; other bytes as they
 * are (they must be valid UTF-8). */
void json_write_text(struct buf *buf, struct slice text);

/* Appends a whole value without white space, members in their order. */
void json_write(struct buf *buf, const struct json *value);

/* Same value? Members of objects in any order. Used to compare policies. */
bool json_equal(const struct json *a, const struct json *b);

#endif
