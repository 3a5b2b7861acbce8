/* Message attributes: see message_attributes.h. */
#include "src/engine/message_attributes.h"

#include <stdlib.h>

#include "api/model/attributes.h"
#include "src/base/buf.h"
#include "src/base/digest.h"
#include "src/base/text.h"

#define TRANSPORT_STRING 1
#define TRANSPORT_BINARY 2

/* The least that an attribute takes in a record: the lengths of its three texts. */
#define RECORD_ITEM_MIN 12

static bool is_binary(const struct message_attribute *attribute)
{
    return slice_starts(attribute->data_type, SLICE("Binary"));
}

static struct slice value_of(const struct message_attribute *attribute)
{
    return is_binary(attribute) ? attribute->binary_value : attribute->string_value;
}

/* "String", "Number" or "Binary", alone or with a ".label". */
static bool type_is(struct slice type, struct slice prefix)
{
    return slice_starts(type, prefix) && (type.len == prefix.len || type.at[prefix.len] == '.');
}

static bool name_has_only_allowed(struct slice name, struct slice *ret_bad)
{
    for (size_t at = 0; at < name.len;) {
        size_t start = at;
        uint32_t c = text_next(name, &at);
        bool ascii_ok = c < 0x80 && (char_is_alnum((char)c) || c == '_' || c == '-' || c == '.');
        /* Letters beyond ASCII are allowed, their punctuation (the Latin-1 block of it) is not:
         * recorded for U+00F8, U+00DF, U+00E4 and U+00A7. */
        bool letter = c >= 0xC0 && c != 0xD7 && c != 0xF7 && c != UINT32_MAX;
        if (!ascii_ok && !letter) {
            *ret_bad = slice_make(name.at + start, at - start);
            return false;
        }
    }
    return true;
}

static bool check_name(struct slice name, struct api_error *error)
{
    struct slice bad;
    if (name.len == 0)
        return fail(error, TEXT_ATTRIBUTE_NAME_EMPTY);
    if (text_length(name) > LIMIT_MESSAGE_ATTRIBUTE_NAME_LENGTH)
        return fail(error, TEXT_ATTRIBUTE_NAME_LONG);
    if (slice_starts_nocase(name, SLICE("AWS.")) || slice_starts_nocase(name, SLICE("Amazon.")))
        return fail(error, TEXT_ATTRIBUTE_NAME_RESERVED);
    if (name.at[0] == '.')
        return fail(error, TEXT_ATTRIBUTE_NAME_START);
    if (name.at[name.len - 1] == '.')
        return fail(error, TEXT_ATTRIBUTE_NAME_END);
    if (memmem(name.at, name.len, "..", 2))
        return fail(error, TEXT_ATTRIBUTE_NAME_DOTS);
    if (!name_has_only_allowed(name, &bad))
        return fail(error, TEXT_ATTRIBUTE_NAME_CHARACTER, bad);
    return true;
}

static bool check_type(const struct message_attribute *attribute, struct api_error *error)
{
    struct slice type = attribute->data_type;
    if (type.len == 0)
        return fail(error, TEXT_ATTRIBUTE_TYPE_EMPTY, attribute->name);
    if (!type_is(type, SLICE("String")) && !type_is(type, SLICE("Number")) &&
        !type_is(type, SLICE("Binary")))
        return fail(error, TEXT_ATTRIBUTE_TYPE, attribute->name);
    if (type.len > LIMIT_MESSAGE_ATTRIBUTE_TYPE_BYTES)
        return fail(error, TEXT_ATTRIBUTE_TYPE_LONG);
    return true;
}

/* Of exponents that are read; those beyond are as far out of the range as these. */
#define EXPONENT_MAX 1000000L

static long read_exponent(const char *text)
{
    long exponent = strtol(text, NULL, 10);
    return exponent < -EXPONENT_MAX  ? -EXPONENT_MAX
           : exponent > EXPONENT_MAX ? EXPONENT_MAX
                                     : exponent;
}

/* A decimal number as its significant digits and the power of ten of the first one. */
struct magnitude {
    int digits;
    long power;
    char first; /* 0: the number is zero */
};

static struct magnitude magnitude_of(const char *text)
{
    struct magnitude ret = {0};
    int seen = 0;  /* digits from the first that is not 0 on */
    int point = 0; /* -1 for each digit behind the point until then, +1 for each before it */
    bool behind = false;
    const char *at = text;
    for (; *at && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.')
            behind = true;
        if (!char_is_digit(*at))
            continue;
        if (*at != '0' && !ret.first)
            ret.first = *at;
        seen += ret.first != 0;
        ret.digits = *at != '0' ? seen : ret.digits;
        if (behind && (!ret.first || seen == 1))
            point -= point <= 0;
        else if (!behind && ret.first)
            point++;
    }
    ret.power = (point > 0 ? point - 1 : point) + (*at ? read_exponent(at + 1) : 0);
    return ret;
}

/* attributes.md section 4.1: what the service keeps exactly. */
static bool is_in_range(const char *text)
{
    struct magnitude magnitude = magnitude_of(text);
    if (!magnitude.first)
        return true;
    bool is_power = magnitude.digits == 1 && magnitude.first == '1';
    return magnitude.digits <= LIMIT_NUMBER_DIGITS && magnitude.power >= LIMIT_NUMBER_POWER_MIN &&
           magnitude.power < LIMIT_NUMBER_POWER_MAX + is_power;
}

/* A decimal number with an optional exponent. */
static bool is_number(struct slice text)
{
    char copy[256];
    char *end;
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_digit(text.at[i]) && !memchr("+-.eE", text.at[i], 5))
            return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    strtod(copy, &end);
    return end == copy + text.len && is_in_range(copy);
}

static struct slice base_type(struct slice type)
{
    ptrdiff_t dot = slice_find(type, '.');
    return dot < 0 ? type : slice_head(type, (size_t)dot);
}

static bool check_value(struct arena *arena, const struct message_attribute *attribute,
                        struct api_error *error)
{
    bool binary = is_binary(attribute);
    struct slice type = base_type(attribute->data_type);
    struct slice value = value_of(attribute);
    struct slice other = binary ? attribute->string_value : attribute->binary_value;
    uint32_t bad;
    if (slice_present(value) && slice_present(other) && other.len > 0)
        return fail(error, TEXT_ATTRIBUTE_TWO_VALUES, attribute->name);
    if (!slice_present(value) && other.len > 0)
        return fail(error, TEXT_ATTRIBUTE_FIELD, attribute->name, type,
                    binary ? SLICE("Binary") : SLICE("String"));
    if (value.len == 0)
        return fail(error, TEXT_ATTRIBUTE_EMPTY_VALUE, attribute->name, attribute->data_type);
    if (binary)
        return true;
    if (!text_is_allowed(value, &bad))
        return fail(error, TEXT_ATTRIBUTE_CHARACTER, arena_printf(arena, "%x", bad),
                    attribute->name);
    if (slice_is(type, "Number") && !is_number(value))
        return fail(error, TEXT_ATTRIBUTE_NOT_NUMBER, attribute->name);
    return true;
}

bool message_attributes_check(struct arena *arena, const struct list *attributes,
                              struct api_error *error)
{
    const struct message_attribute *items = attributes->items;
    if (attributes->count > LIMIT_MESSAGE_ATTRIBUTES)
        return fail(error, TEXT_ATTRIBUTE_COUNT, arena_int64(arena, (int64_t)attributes->count),
                    arena_int64(arena, LIMIT_MESSAGE_ATTRIBUTES));
    for (size_t i = 0; i < attributes->count; i++) {
        if (items[i].string_list_values.count > 0 || items[i].binary_list_values.count > 0)
            return fail(error, TEXT_ATTRIBUTE_LIST_VALUES);
        if (!check_name(items[i].name, error) || !check_type(&items[i], error) ||
            !check_value(arena, &items[i], error))
            return false;
    }
    return true;
}

bool system_attributes_check(const struct list *attributes, struct slice *ret_trace_header,
                             struct api_error *error)
{
    const struct message_attribute *items = attributes->items;
    *ret_trace_header = SLICE_NONE;
    for (size_t i = 0; i < attributes->count; i++) {
        if (system_attribute_find(items[i].name) != SYSTEM_ATTRIBUTE_AWS_TRACE_HEADER)
            return fail(error, TEXT_SYSTEM_ATTRIBUTE_NAME, items[i].name);
        if (!slice_is(items[i].data_type, "String"))
            return fail(error, TEXT_SYSTEM_ATTRIBUTE_TYPE, items[i].name);
        if (items[i].string_value.len == 0)
            return fail(error, TEXT_SYSTEM_ATTRIBUTE_EMPTY, items[i].name, items[i].data_type);
        *ret_trace_header = items[i].string_value;
    }
    return true;
}

size_t message_attributes_size(const struct list *attributes)
{
    const struct message_attribute *items = attributes->items;
    size_t size = 0;
    for (size_t i = 0; i < attributes->count; i++)
        size += items[i].name.len + items[i].data_type.len + value_of(&items[i]).len;
    return size;
}

static int compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct message_attribute *)a)->name,
                         ((const struct message_attribute *)b)->name);
}

static void digest_part(struct digest *digest, struct slice part)
{
    uint8_t length[4] = {(uint8_t)(part.len >> 24), (uint8_t)(part.len >> 16),
                         (uint8_t)(part.len >> 8), (uint8_t)part.len};
    digest_md5_add(digest, length, sizeof length);
    digest_md5_add(digest, part.at, part.len);
}

struct slice message_attributes_md5(struct arena *arena, struct list *attributes)
{
    struct message_attribute *items = attributes->items;
    if (attributes->count == 0)
        return SLICE_NONE;
    qsort(items, attributes->count, sizeof *items, compare_names);
    struct digest *digest = digest_md5_begin();
    for (size_t i = 0; i < attributes->count; i++) {
        uint8_t transport = is_binary(&items[i]) ? TRANSPORT_BINARY : TRANSPORT_STRING;
        digest_part(digest, items[i].name);
        digest_part(digest, items[i].data_type);
        digest_md5_add(digest, &transport, 1);
        digest_part(digest, value_of(&items[i]));
    }
    uint8_t md5[MD5_LEN];
    digest_md5_end(digest, md5);
    char *hex = arena_alloc(arena, MD5_HEX_LEN);
    hex_encode(md5, sizeof md5, hex);
    return slice_make(hex, MD5_HEX_LEN);
}

struct slice message_attributes_record(struct arena *arena, const struct list *attributes)
{
    const struct message_attribute *items = attributes->items;
    if (attributes->count == 0)
        return SLICE_NONE;
    struct buf buf;
    buf_init(&buf, message_attributes_size(attributes) + attributes->count * 16 + 16);
    buf_put_u32(&buf, (uint32_t)attributes->count);
    for (size_t i = 0; i < attributes->count; i++) {
        buf_put_slice(&buf, items[i].name);
        buf_put_slice(&buf, items[i].data_type);
        buf_put_slice(&buf, value_of(&items[i]));
    }
    struct slice record = arena_copy(arena, buf_slice(&buf));
    buf_release(&buf);
    return record;
}

static bool chooses(const struct list *names, struct slice name)
{
    const struct slice *items = names->items;
    for (size_t i = 0; i < names->count; i++) {
        struct slice item = items[i];
        if (slice_is(item, "All") || slice_is(item, "*") || slice_equal(item, name))
            return true;
        if (slice_ends(item, SLICE(".*")) && slice_starts(name, slice_head(item, item.len - 2)))
            return true;
    }
    return false;
}

struct list message_attributes_choose(struct arena *arena, struct slice record,
                                      const struct list *names)
{
    struct list chosen = {.present = true};
    if (names->count == 0 || record.len == 0)
        return chosen;
    struct reader reader = {.rest = record};
    uint32_t count = reader_u32(&reader);
    if (count > record.len / RECORD_ITEM_MIN)
        return chosen; /* the file is damaged */
    struct message_attribute *items = arena_array(arena, count, sizeof *items);
    for (uint32_t i = 0; i < count && !reader.failed; i++) {
        struct message_attribute *item = &items[chosen.count];
        item->name = reader_slice(&reader);
        item->data_type = reader_slice(&reader);
        struct slice value = reader_slice(&reader);
        item->binary_value = is_binary(item) ? value : SLICE_NONE;
        item->string_value = is_binary(item) ? SLICE_NONE : value;
        if (chooses(names, item->name))
            chosen.count++;
    }
    chosen.items = items;
    return chosen;
}
