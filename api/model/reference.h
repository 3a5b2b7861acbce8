/* The program `reference`: the contract's rows for people (docs/api.md) and for tests (JSON). */
#ifndef ROPELINE_API_MODEL_REFERENCE_H
#define ROPELINE_API_MODEL_REFERENCE_H

#include "api/model/actions.h"
#include "api/model/attributes.h"
#include "src/base/buf.h"

/* What the tables of api/model do not carry: the rows' own names. */
extern const char *const reference_check_names[CHECK_COUNT];
extern const char *const reference_error_names[ERROR_COUNT];
extern const char *const reference_text_names[TEXT_COUNT];

struct reference_limit {
    const char *name;
    int64_t value;
};

extern const struct reference_limit reference_limits[];
extern const size_t reference_limits_count;

/* Appends the whole document. */
void reference_markdown(struct buf *out);
void reference_json(struct buf *out);

#endif
