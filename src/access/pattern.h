/* Wildcards of policies: `*` is any text, `?` one character. */
#ifndef ROPELINE_ACCESS_PATTERN_H
#define ROPELINE_ACCESS_PATTERN_H

#include "src/base/slice.h"

/* Takes time in the product of both lengths at most. */
bool pattern_matches(struct slice pattern, struct slice text, bool ignore_case);

#endif
