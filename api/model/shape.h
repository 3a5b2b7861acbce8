/* How the AWS contract is written down as data.
 *
 * A *shape* is a request, a result or a part of one; each of its fields is one row of shapes.def.
 * From the rows come the C structs (shapes.h), the lookups that both protocols decode and encode
 * with (api/wire), the checks (check.h) and the reference page docs/api.md. Nothing else in
 * Ropeline spells the name of an AWS parameter. */
#ifndef ROPELINE_API_MODEL_SHAPE_H
#define ROPELINE_API_MODEL_SHAPE_H

#include "api/model/checks.h"
#include "src/base/arena.h"

/* The C type of a field and its form on the wire. */
enum field_kind {
    FIELD_TEXT,    /* struct slice; absent = not given */
    FIELD_INTEGER, /* struct opt_int */
    FIELD_BOOLEAN, /* struct opt_bool; results only */
    FIELD_BLOB,    /* struct slice of decoded bytes; base64 on the wire */
    FIELD_QUEUE,   /* struct queue_ref; results only: the wire layer makes the URL */
    FIELD_TEXTS,   /* struct list of struct slice */
    FIELD_BLOBS,   /* struct list of struct slice; base64 on the wire */
    FIELD_QUEUES,  /* struct list of struct queue_ref; results only */
    FIELD_PAIRS,   /* struct list of struct pair: JSON {"k":"v"}, Query X.N.Name + X.N.Value */
    FIELD_TAGS,    /* as FIELD_PAIRS, but Query X.N.Key + X.N.Value */
    FIELD_STRUCTS, /* struct list of `element` */
    FIELD_MAP,     /* struct list of `element`, whose first field is the key: JSON {"k":{...}},
                      Query X.N.Name + X.N.Value.Field */
};

struct opt_int {
    bool present;
    int64_t value;
};

struct opt_bool {
    bool present;
    bool value;
};

struct pair {
    struct slice name;
    struct slice value;
};

/* Which queue: what a queue URL or an ARN names. */
struct queue_ref {
    struct slice region;
    struct slice account;
    struct slice name;
};

/* A list of items of the type that the field's kind says. */
struct list {
    bool present; /* given, though perhaps empty */
    size_t count;
    void *items;
};

enum field_flags {
    FIELD_OPTIONAL = 0,
    FIELD_REQUIRED = 1, /* absent, or empty text: MissingParameter (actions.md section 0) */
};

struct shape;

struct field {
    enum field_kind kind;
    const char *json_name;
    struct slice json_key; /* `"json_name":`, ready to be written */
    const char *query_name;
    const char *alias; /* requests: further name accepted in both protocols; results: the name in
                          Query's JSON replies where it is not json_name; or NULL */
    size_t offset;
    enum field_flags flags;
    enum check_id check;
    const struct shape *element; /* FIELD_STRUCTS, FIELD_MAP */
};

struct shape {
    const char *name; /* as in AWS's model, "SendMessageRequest" */
    size_t size;
    const struct field *fields; /* requests: in the order of checks; results: in XML order */
    size_t count;
};

/* The member that `field` describes in the struct at `object`. */
static inline void *field_of(const struct field *field, void *object)
{
    return (char *)object + field->offset;
}

static inline const void *field_of_const(const struct field *field, const void *object)
{
    return (const char *)object + field->offset;
}

/* The JSON name as a slice, without counting its characters again. */
static inline struct slice field_json_name(const struct field *field)
{
    return (struct slice){field->json_key.at + 1, field->json_key.len - 3};
}

/* Is the field given? Lists and maps without items are as good as absent: Query cannot tell the two
 * apart, and AWS never writes empty ones. */
bool field_present(const struct field *field, const void *object);

/* sizeof one item of a list field. */
size_t field_item_size(const struct field *field);

/* Indexes of the shape's fields in alphabetical order of their JSON names, the order in which AWS
 * writes JSON (wire-recorded.md). `out` takes shape->count entries. */
void shape_json_order(const struct shape *shape, unsigned char *out);

#endif
