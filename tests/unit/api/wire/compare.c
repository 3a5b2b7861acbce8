/* See compare.h. */
#include "compare.h"

#include <libxml/parser.h>
#include <stdlib.h>

#include "src/base/base64.h"
#include "src/base/json.h"

#define CANONICAL_MAX ((size_t)1 << 20)

static bool texts_equal(struct slice a, struct slice b)
{
    return slice_present(a) == slice_present(b) && slice_equal(a, b);
}

static bool item_equal(const struct field *field, const void *a, const void *b)
{
    if (field->element)
        return shape_equal(field->element, a, b);
    if (field->kind == FIELD_PAIRS || field->kind == FIELD_TAGS)
        return texts_equal(((const struct pair *)a)->name, ((const struct pair *)b)->name) &&
               texts_equal(((const struct pair *)a)->value, ((const struct pair *)b)->value);
    return texts_equal(*(const struct slice *)a, *(const struct slice *)b);
}

static bool lists_equal(const struct field *field, const struct list *a, const struct list *b)
{
    size_t size = field_item_size(field);
    if (a->present != b->present || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!item_equal(field, (const char *)a->items + i * size,
                        (const char *)b->items + i * size))
            return false;
    return true;
}

static bool integers_equal(const struct opt_int *a, const struct opt_int *b)
{
    return a->present == b->present && (!a->present || a->value == b->value);
}

bool shape_equal(const struct shape *shape, const void *a, const void *b)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        const void *left = field_of_const(field, a);
        const void *right = field_of_const(field, b);
        bool equal = field_item_size(field) > 0 ? lists_equal(field, left, right)
                     : field->kind == FIELD_INTEGER
                         ? integers_equal(left, right)
                         : texts_equal(*(const struct slice *)left, *(const struct slice *)right);
        if (!equal) {
            print_error("%s.%s differs\n", shape->name, field->json_name);
            return false;
        }
    }
    return true;
}

static void fill(struct arena *arena, const struct shape *shape, const struct json *json,
                 void *object);

static void fill_value(struct arena *arena, const struct field *field, const struct json *json,
                       void *ret)
{
    static const struct queue_ref nowhere = {SLICE_INIT(REGION), SLICE_INIT(ACCOUNT), {0}};
    if (field->element)
        fill(arena, field->element, json, ret);
    else if (field->kind == FIELD_QUEUE || field->kind == FIELD_QUEUES)
        assert_true(wire_parse_queue_url(arena, json->text, &nowhere, ret));
    else if (field->kind == FIELD_INTEGER)
        *(struct opt_int *)ret = (struct opt_int){true, json->integer};
    else if (field->kind == FIELD_BOOLEAN)
        *(struct opt_bool *)ret = (struct opt_bool){true, json->kind == JSON_TRUE};
    else if (field->kind == FIELD_BLOB || field->kind == FIELD_BLOBS)
        assert_true(base64_decode(arena, json->text, ret));
    else
        *(struct slice *)ret = json->text;
}

static void fill_list(struct arena *arena, const struct field *field, const struct json *json,
                      struct list *ret)
{
    size_t size = field_item_size(field);
    *ret = (struct list){true, json->count, arena_array(arena, json->count, size)};
    for (size_t i = 0; i < json->count; i++) {
        char *item = (char *)ret->items + i * size;
        if (json->kind == JSON_ARRAY) {
            fill_value(arena, field, &json->items[i], item);
            continue;
        }
        if (field->kind == FIELD_MAP)
            fill(arena, field->element, &json->members[i].value, item);
        else
            ((struct pair *)(void *)item)->value = json->members[i].value.text;
        *(struct slice *)(void *)item = json->members[i].name;
    }
}

static void fill(struct arena *arena, const struct shape *shape, const struct json *json,
                 void *object)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        const struct json *value = json_get(json, field->json_name);
        if (value && field_item_size(field) > 0)
            fill_list(arena, field, value, field_of(field, object));
        else if (value)
            fill_value(arena, field, value, field_of(field, object));
    }
}

void *result_make(struct arena *arena, const struct shape *shape, struct slice json)
{
    void *object = arena_zalloc(arena, shape->size + 1);
    const struct json *parsed = json_parse(arena, json);
    assert_non_null(parsed);
    fill(arena, shape, parsed, object);
    return object;
}

bool json_same(struct arena *arena, struct slice a, struct slice b)
{
    const struct json *left = json_parse(arena, a);
    const struct json *right = json_parse(arena, b);
    return left && right && json_equal(left, right);
}

/* Stable by name: elements of the same name stay in their order. */
struct child {
    const xmlNode *node;
    size_t place;
};

static int compare_children(const void *a, const void *b)
{
    const struct child *left = a;
    const struct child *right = b;
    int order = strcmp((const char *)left->node->name, (const char *)right->node->name);
    return order ? order : (left->place > right->place) - (left->place < right->place);
}

static void write_canonical(struct arena *arena, const xmlNode *node, struct buf *out)
{
    size_t count = 0;
    for (const xmlNode *child = node->children; child; child = child->next)
        count++;
    struct child *children = arena_array(arena, count, sizeof *children);
    count = 0;
    for (const xmlNode *child = node->children; child; child = child->next, count++)
        children[count] = (struct child){child, count};
    if (count > 1)
        qsort(children, count, sizeof *children, compare_children);
    buf_printf(out, "<%s %s", (const char *)node->name,
               node->ns ? (const char *)node->ns->href : "");
    for (size_t i = 0; i < count; i++)
        write_canonical(arena, children[i].node, out);
    if (node->type == XML_TEXT_NODE)
        buf_append(out, slice_of((const char *)node->content));
    buf_byte(out, '>');
}

static struct slice xml_canonical(struct arena *arena, struct slice text)
{
    struct buf out;
    xmlDocPtr document = xmlReadMemory(text.at, (int)text.len, NULL, NULL, XML_PARSE_NONET);
    if (!document)
        return SLICE_NONE;
    buf_init(&out, CANONICAL_MAX);
    write_canonical(arena, xmlDocGetRootElement(document), &out);
    assert_false(out.overflow);
    struct slice ret = arena_copy(arena, buf_slice(&out));
    buf_release(&out);
    xmlFreeDoc(document);
    return ret;
}

bool xml_same(struct arena *arena, struct slice a, struct slice b)
{
    struct slice left = xml_canonical(arena, a);
    struct slice right = xml_canonical(arena, b);
    return left.len > 0 && slice_equal(left, right);
}
