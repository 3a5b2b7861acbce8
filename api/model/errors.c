/* The rows of errors.def as tables, and their texts with arguments. */
#include "api/model/errors.h"

const struct error_row errors_all[ERROR_COUNT] = {
#define ERROR_ROW(ID, json, query, status, fault_name)                                             \
    [ERROR_##ID] = {json, query, status, FAULT_##fault_name},
    ALL_ERRORS(ERROR_ROW)
#undef ERROR_ROW
};

const struct text_row texts_all[TEXT_COUNT] = {
#define TEXT_ROW(ID, error_name, words, query_words)                                               \
    [TEXT_##ID] = {ERROR_##error_name, words, query_words},
    ALL_TEXTS(TEXT_ROW)
#undef TEXT_ROW
};

static size_t filled_length(const struct api_error *error, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < API_ERROR_ARGS; i++)
        length += error->args[i].len;
    return length;
}

struct slice api_error_text(struct arena *arena, const struct api_error *error, bool query)
{
    const struct text_row *row = &texts_all[error->text];
    const char *text = query && row->query_text ? row->query_text : row->text;
    char *start = arena_alloc(arena, filled_length(error, text) + 1);
    char *out = start;
    size_t next = 0;
    for (const char *at = text; *at;) {
        if (at[0] == '{' && at[1] == '}' && next < API_ERROR_ARGS) {
            struct slice arg = error->args[next++];
            if (arg.len > 0)
                memcpy(out, arg.at, arg.len);
            out += arg.len;
            at += 2;
        } else {
            *out++ = *at++;
        }
    }
    return slice_make(start, (size_t)(out - start));
}
