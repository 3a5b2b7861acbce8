/* Checks of single parameters as data, made from checks.def. */
#ifndef ROPELINE_API_MODEL_CHECKS_H
#define ROPELINE_API_MODEL_CHECKS_H

#include "api/model/checks.def"
#include "api/model/errors.h"
#include "api/model/limits.h"

enum check_id {
    CHECK_NONE,
#define DECLARE_CHECK(ID, ...) CHECK_##ID,
    ALL_CHECKS(DECLARE_CHECK)
#undef DECLARE_CHECK
        CHECK_COUNT
};

enum check_kind { CHECK_KIND_RANGE, CHECK_KIND_PUNCTUATED, CHECK_KIND_NAME };

struct check {
    enum check_kind kind;
    int64_t min;
    int64_t max;
    enum text_id text;
};

extern const struct check checks_all[CHECK_COUNT]; /* [CHECK_NONE] is zero */

#endif
