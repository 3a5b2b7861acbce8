/* Checks that need nothing but the contract's rows: required fields, ranges, alphabets.
 * Rules that depend on the queue live with their action in src/engine. */
#ifndef ROPELINE_API_MODEL_CHECK_H
#define ROPELINE_API_MODEL_CHECK_H

#include "api/model/shape.h"

/* Checks the fields of `object` in row order; the first failure is written to `ret`, whose
 * arguments are made in the arena. True when all is well. */
bool shape_check(const struct shape *shape, const void *object, struct arena *arena,
                 struct api_error *ret);

/* One field's check on a value that is present; for batch entries, whose rows are unchecked because
 * AWS words them differently. `name` is the parameter's name in the error text. */
bool check_integer(enum check_id id, int64_t value, struct arena *arena, struct api_error *ret);
bool check_text(enum check_id id, struct slice value, struct slice name, struct arena *arena,
                struct api_error *ret);

/* 1 to max characters of [A-Za-z0-9_-]. */
bool text_is_name(struct slice s, size_t max);

#endif
