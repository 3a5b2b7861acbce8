/* JSON's numbers: see json.h. */
#include "src/base/json_inside.h"

#include "src/base/text.h"

static bool digits(struct json_cursor *cursor)
{
    const char *start = cursor->at;
    while (cursor->at < cursor->end && char_is_digit(*cursor->at))
        cursor->at++;
    return cursor->at > start;
}

bool json_read_number(struct json_cursor *cursor, struct json *ret)
{
    const char *start = cursor->at;
    json_accept(cursor, '-');
    if (!json_accept(cursor, '0') && !digits(cursor))
        return false;
    bool whole = true;
    if (json_accept(cursor, '.')) {
        whole = false;
        if (!digits(cursor))
            return false;
    }
    if (json_accept(cursor, 'e') || json_accept(cursor, 'E')) {
        whole = false;
        if (!json_accept(cursor, '+'))
            json_accept(cursor, '-');
        if (!digits(cursor))
            return false;
    }
    struct slice text = slice_make(start, (size_t)(cursor->at - start));
    int64_t integer;
    if (whole && slice_to_int64(text, &integer))
        *ret = (struct json){.kind = JSON_INTEGER, .integer = integer};
    else
        *ret = (struct json){.kind = JSON_NUMBER, .text = text};
    return true;
}
