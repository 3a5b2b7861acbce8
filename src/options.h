/* The options of the server as a table, made from options.def. */
#ifndef ROPELINE_OPTIONS_H
#define ROPELINE_OPTIONS_H

#include "src/options.def"

enum option_id {
#define OPTION_ID(ID, ...) OPTION_##ID,
    ALL_OPTIONS(OPTION_ID)
#undef OPTION_ID
        OPTION_COUNT
};

enum option_kind { KIND_TEXT, KIND_TEXTS, KIND_FLAG };

struct option {
    const char *name;        /* without the dashes */
    const char *environment; /* variable that sets it too */
    enum option_kind kind;
    const char *fallback; /* as text; NULL: none */
    const char *value;    /* placeholder in the help; NULL for flags */
    const char *help;     /* NULL: not shown */
};

/* Indexed by option_id. */
extern const struct option options_all[OPTION_COUNT];

#endif
