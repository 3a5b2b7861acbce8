/* Query replies as XML, by libxml2's writer (protocols.md sections 3.2 and 3.3).
 *
 * Texts are escaped here and written raw: a carriage return must become &#xD; (parsers turn a raw
 * one into a line feed, and the client's MD5 check fails) and a quote &quot;, as AWS writes them.
 * Characters that XML cannot hold, which errors may quote from a request, become U+FFFD. */
#include <assert.h>
#include <limits.h>

#include <libxml/xmlwriter.h>

#include "api/wire/encode.h"
#include "src/base/base64.h"

#define NAMESPACE "http://queue.amazonaws.com/doc/2012-11-05/"

struct xml {
    xmlTextWriterPtr writer;
    const struct wire_reply *reply;
    struct arena *arena;
};

static void write_struct(struct xml *xml, const struct shape *shape, const void *object,
                         size_t from);

static const xmlChar *as_xml(const char *text)
{
    return (const xmlChar *)text;
}

#define REPLACEMENT SLICE("\xef\xbf\xbd")

/* What stands for the character at `at`, bytes read in `ret_len`; absent when it stands for itself.
 */
static struct slice escape_of(struct slice text, size_t at, size_t *ret_len)
{
    *ret_len = 1;
    switch (text.at[at]) {
    case '&':
        return SLICE("&amp;");
    case '<':
        return SLICE("&lt;");
    case '>':
        return SLICE("&gt;");
    case '"':
        return SLICE("&quot;");
    case '\r':
        return SLICE("&#xD;");
    case '\t':
    case '\n':
        return SLICE_NONE;
    }
    if ((uint8_t)text.at[at] < 0x20)
        return REPLACEMENT;
    *ret_len = 3;
    struct slice rest = slice_from(text, at);
    bool is_character = !slice_starts(rest, SLICE("\xef\xbf\xbe")) /* U+FFFE, U+FFFF */
                        && !slice_starts(rest, SLICE("\xef\xbf\xbf"));
    return is_character ? SLICE_NONE : REPLACEMENT;
}

/* Only these can need an escape. */
static bool is_special(char c)
{
    return (uint8_t)c < 0x20 || c == '&' || c == '<' || c == '>' || c == '"' || c == '\xef';
}

static size_t count_special(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += is_special(text.at[i]);
    return count;
}

static void write_raw(struct xml *xml, struct slice text)
{
    assert(text.len <= INT_MAX);
    xmlTextWriterWriteRawLen(xml->writer, as_xml(text.at), (int)text.len);
}

static char *put(char *out, struct slice s)
{
    memcpy(out, s.at, s.len);
    return out + s.len;
}

/* Escapes into the arena, so that the writer is called once per text. */
static void write_text(struct xml *xml, struct slice text)
{
    size_t special = count_special(text), len;
    if (special == 0) {
        if (text.len > 0)
            write_raw(xml, text);
        return;
    }
    char *start = arena_alloc(xml->arena, text.len + special * strlen("&quot;"));
    char *out = start;
    size_t run = 0; /* begins here and has not been copied yet */
    for (size_t i = 0; i < text.len; i += len) {
        struct slice escape = is_special(text.at[i]) ? escape_of(text, i, &len) : SLICE_NONE;
        if (!slice_present(escape)) {
            len = 1;
            continue;
        }
        out = put(out, slice_make(text.at + run, i - run));
        out = put(out, escape);
        run = i + len;
    }
    out = put(out, slice_from(text, run));
    write_raw(xml, slice_make(start, (size_t)(out - start)));
}

static void start(struct xml *xml, const char *name)
{
    xmlTextWriterStartElement(xml->writer, as_xml(name));
}

static void end(struct xml *xml)
{
    xmlTextWriterEndElement(xml->writer);
}

/* An empty text is written as an element with two tags, as AWS does for tag values. */
static void write_element(struct xml *xml, const char *name, struct slice text)
{
    start(xml, name);
    write_text(xml, text);
    if (text.len == 0)
        xmlTextWriterFullEndElement(xml->writer);
    else
        end(xml);
}

static void write_blob(struct xml *xml, const char *name, struct slice blob)
{
    write_element(xml, name, base64_encode_arena(xml->arena, blob));
}

static void write_pair(struct xml *xml, const struct field *field, const struct pair *pair)
{
    start(xml, field->query_name);
    write_element(xml, field->kind == FIELD_TAGS ? "Key" : "Name", pair->name);
    write_element(xml, "Value", pair->value);
    end(xml);
}

/* <Name>key</Name><Value>the rest</Value> */
static void write_map_item(struct xml *xml, const struct field *field, const void *item)
{
    start(xml, field->query_name);
    write_element(xml, "Name", *(const struct slice *)item);
    start(xml, "Value");
    write_struct(xml, field->element, item, 1);
    end(xml);
    end(xml);
}

static void write_item(struct xml *xml, const struct field *field, const void *item)
{
    switch (field->kind) {
    case FIELD_TEXTS:
        write_element(xml, field->query_name, *(const struct slice *)item);
        break;
    case FIELD_BLOBS:
        write_blob(xml, field->query_name, *(const struct slice *)item);
        break;
    case FIELD_QUEUES:
        write_element(xml, field->query_name, queue_url_encode(xml->reply, xml->arena, item));
        break;
    case FIELD_PAIRS:
    case FIELD_TAGS:
        write_pair(xml, field, item);
        break;
    case FIELD_MAP:
        write_map_item(xml, field, item);
        break;
    default:
        start(xml, field->query_name);
        write_struct(xml, field->element, item, 0);
        end(xml);
        break;
    }
}

static void write_scalar(struct xml *xml, const struct field *field, const void *member)
{
    const char *name = field->query_name;
    switch (field->kind) {
    case FIELD_INTEGER:
        write_element(xml, name, arena_int64(xml->arena, ((const struct opt_int *)member)->value));
        break;
    case FIELD_BOOLEAN:
        write_element(xml, name,
                      ((const struct opt_bool *)member)->value ? SLICE("true") : SLICE("false"));
        break;
    case FIELD_BLOB:
        write_blob(xml, name, *(const struct slice *)member);
        break;
    case FIELD_QUEUE:
        write_element(xml, name, queue_url_encode(xml->reply, xml->arena, member));
        break;
    default:
        write_element(xml, name, *(const struct slice *)member);
        break;
    }
}

static void write_struct(struct xml *xml, const struct shape *shape, const void *object,
                         size_t from)
{
    for (size_t i = from; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        const void *member = field_of_const(field, object);
        size_t size = field_item_size(field);
        if (!field_present(field, object))
            continue;
        if (size == 0)
            write_scalar(xml, field, member);
        for (size_t n = 0; size > 0 && n < ((const struct list *)member)->count; n++)
            write_item(xml, field, (const char *)((const struct list *)member)->items + n * size);
    }
}

static int append_to_body(void *context, const char *bytes, int len)
{
    buf_append(context, slice_make(bytes, (size_t)len));
    return len; /* an overflow is the body's own matter */
}

static void write_document(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                           void (*write)(struct xml *xml))
{
    xmlOutputBufferPtr output = xmlOutputBufferCreateIO(append_to_body, NULL, body, NULL);
    xmlTextWriterPtr writer = output ? xmlNewTextWriter(output) : NULL;
    if (!writer) {
        if (output)
            xmlOutputBufferClose(output);
        body->overflow = true;
        return;
    }
    struct xml xml = {writer, reply, arena};
    xmlTextWriterWriteRaw(writer, as_xml("<?xml version=\"1.0\"?>"));
    write(&xml);
    xmlFreeTextWriter(writer);
}

static void start_root(struct xml *xml, const char *name)
{
    start(xml, name);
    xmlTextWriterWriteAttribute(xml->writer, as_xml("xmlns"), as_xml(NAMESPACE));
}

static void write_response(struct xml *xml)
{
    const struct action *action = xml->reply->action;
    start_root(xml, arena_printf(xml->arena, "%sResponse", action->name).at);
    if (action->result->count > 0) {
        start(xml, arena_printf(xml->arena, "%sResult", action->name).at);
        write_struct(xml, action->result, xml->reply->result, 0);
        end(xml);
    }
    start(xml, "ResponseMetadata");
    write_element(xml, "RequestId", xml->reply->request_id);
    end(xml);
    end(xml);
}

static void write_error(struct xml *xml)
{
    const struct api_error *error = xml->reply->error;
    const struct error_row *row = api_error_row(error);
    start_root(xml, "ErrorResponse");
    start(xml, "Error");
    write_element(xml, "Type", error_fault_name(row));
    write_element(xml, "Code", slice_of(row->query_code));
    write_element(xml, "Message", api_error_text(xml->arena, error, true));
    start(xml, "Detail");
    end(xml);
    end(xml);
    write_element(xml, "RequestId", xml->reply->request_id);
    end(xml);
}

void xml_encode_result(const struct wire_reply *reply, struct arena *arena, struct buf *body)
{
    write_document(reply, arena, body, write_response);
}

void xml_encode_error(const struct wire_reply *reply, struct arena *arena, struct buf *body)
{
    write_document(reply, arena, body, write_error);
}
