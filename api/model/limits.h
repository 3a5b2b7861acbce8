/* The contract's numbers as constants: LIMIT_BATCH_ENTRIES and so on, made from limits.def. */
#ifndef ROPELINE_API_MODEL_LIMITS_H
#define ROPELINE_API_MODEL_LIMITS_H

#include "api/model/limits.def"

enum limit {
#define DECLARE_LIMIT(NAME, value) LIMIT_##NAME = (value),
    ALL_LIMITS(DECLARE_LIMIT)
#undef DECLARE_LIMIT
};

#endif
