/* Query replies as XML, by libxml2's writer (protocols.md sections 3.2 and 3.3).
 *
 * Texts are escaped here and written raw: a carriage return must become &#xD; (parsers turn a raw
 * one into a line feed, and the client's MD5 check fails) and a quote &quot;, as AWS writes them.
 */
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

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\r':
        return "&#xD;";
    default:
        return NULL;
    }
}

static void write_text(struct xml *xml, struct slice text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *escape = escape_of(text.at[i]);
        if (!escape)
            continue;
        xmlTextWriterWriteRawLen(xml->writer, as_xml(text.at + start), (int)(i - start));
        xmlTextWriterWriteRaw(xml->writer, as_xml(escape));
        start = i + 1;
    }
    if (text.len > start)
        xmlTextWriterWriteRawLen(xml->writer, as_xml(text.at + start), (int)(text.len - start));
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

/* libxml2 writes into a buffer of its own, which is appended to the body at the end. */
static void write_document(const struct wire_reply *reply, struct arena *arena, struct buf *body,
                           void (*write)(struct xml *xml))
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlTextWriterPtr writer = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    if (!writer) {
        xmlBufferFree(buffer);
        body->overflow = true;
        return;
    }
    struct xml xml = {writer, reply, arena};
    xmlTextWriterWriteRaw(writer, as_xml("<?xml version=\"1.0\"?>"));
    write(&xml);
    xmlFreeTextWriter(writer);
    buf_append(body, slice_make(xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer)));
    xmlBufferFree(buffer);
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
