/* What the files of the JSON reader and writer share: nobody else includes it. */
#ifndef ROPELINE_BASE_JSON_INSIDE_H
#define ROPELINE_BASE_JSON_INSIDE_H

#include "src/base/json.h"

/* The rest of a text that is being read. */
struct json_cursor {
    const char *at;
    const char *end;
};

/* Steps over `c` when it comes next. */
static inline bool json_accept(struct json_cursor *cursor, char c)
{
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

/* Reads a string with its quotes. Its text points into what is read, or into the arena where there
 * are escapes. False: it is not strict JSON in valid UTF-8. */
bool json_read_text(struct json_cursor *cursor, struct arena *arena, struct slice *ret);

/* Reads a number. False: it is not strict JSON. */
bool json_read_number(struct json_cursor *cursor, struct json *ret);

/* Of members of the same name, keeps the place of the first and the value of the last. Returns how
 * many remain. */
size_t json_drop_repeated(struct json_member *members, size_t count);

#endif
