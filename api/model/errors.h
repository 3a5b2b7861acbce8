/* Errors as data: which error, with which text, filled with which arguments. */
#ifndef ROPELINE_API_MODEL_ERRORS_H
#define ROPELINE_API_MODEL_ERRORS_H

#include "api/model/errors.def"
#include "src/base/arena.h"

enum error_id {
#define DECLARE_ERROR(ID, ...) ERROR_##ID,
    ALL_ERRORS(DECLARE_ERROR)
#undef DECLARE_ERROR
        ERROR_COUNT
};

enum text_id {
    TEXT_NONE, /* no error */
#define DECLARE_TEXT(ID, ...) TEXT_##ID,
    ALL_TEXTS(DECLARE_TEXT)
#undef DECLARE_TEXT
        TEXT_COUNT
};

enum error_fault { FAULT_SENDER, FAULT_RECEIVER };

struct error_row {
    const char *json_type;  /* "com.amazonaws.sqs#QueueDoesNotExist" */
    const char *query_code; /* "" when AWS sends none (UnknownOperationException) */
    int http_status;
    enum error_fault fault;
};

extern const struct error_row errors_all[ERROR_COUNT];

struct text_row {
    enum error_id error;
    const char *text;       /* with {} for each argument */
    const char *query_text; /* NULL: as text */
};

extern const struct text_row texts_all[TEXT_COUNT]; /* [TEXT_NONE] is zero */

#define API_ERROR_ARGS 4

/* What went wrong with a call. Arguments belong to the call's arena. */
struct api_error {
    enum text_id text;
    struct slice args[API_ERROR_ARGS];
};

static inline bool api_error_is(const struct api_error *error)
{
    return error->text != TEXT_NONE;
}

static inline const struct error_row *api_error_row(const struct api_error *error)
{
    return &errors_all[texts_all[error->text].error];
}

/* The text with its arguments in place, as the JSON (query = false) or Query protocol words it. */
struct slice api_error_text(struct arena *arena, const struct api_error *error, bool query);

#endif
