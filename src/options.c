/* The table of options: see options.h. */
#include "src/options.h"

#include <stddef.h>

const struct option options_all[OPTION_COUNT] = {
#define OPTION_ROW(ID, name, environment, kind, fallback, value, help)                             \
    [OPTION_##ID] = {name, environment, KIND_##kind, fallback, value, help},
    ALL_OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};
