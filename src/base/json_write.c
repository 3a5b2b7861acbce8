/* Writing JSON's values: see json.h. Strings are written in json_text.c. */
#include "src/base/json.h"

static void write_array(struct buf *buf, const struct json *value)
{
    buf_byte(buf, '[');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buf_byte(buf, ',');
        json_write(buf, &value->items[i]);
    }
    buf_byte(buf, ']');
}

static void write_object(struct buf *buf, const struct json *value)
{
    buf_byte(buf, '{');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            buf_byte(buf, ',');
        json_write_text(buf, value->members[i].name);
        buf_byte(buf, ':');
        json_write(buf, &value->members[i].value);
    }
    buf_byte(buf, '}');
}

void json_write(struct buf *buf, const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL:
        BUF_LITERAL(buf, "null");
        break;
    case JSON_FALSE:
        BUF_LITERAL(buf, "false");
        break;
    case JSON_TRUE:
        BUF_LITERAL(buf, "true");
        break;
    case JSON_INTEGER:
        buf_int64(buf, value->integer);
        break;
    case JSON_NUMBER:
        buf_append(buf, value->text);
        break;
    case JSON_STRING:
        json_write_text(buf, value->text);
        break;
    case JSON_ARRAY:
        write_array(buf, value);
        break;
    case JSON_OBJECT:
        write_object(buf, value);
        break;
    }
}
