/* Checking and merging tags: see tags.h. */
#include "src/engine/tags.h"

#include "src/base/text.h"

/* Letters, digits and white space of any script, and _ . : / = + - @. Beyond ASCII everything but
 * symbols of Latin-1 is taken for a letter. */
static bool key_characters(struct slice key)
{
    for (size_t at = 0; at < key.len;) {
        uint32_t c = text_next(key, &at);
        bool ascii =
            c < 0x80 && (char_is_alnum((char)c) || (c > 0 && strchr(" \t_.:/=+-@", (int)c)));
        if (!ascii && (c < 0xA0 || c == UINT32_MAX))
            return false;
    }
    return true;
}

static bool check_tag(struct call *call, const struct pair *tag)
{
    size_t length = text_length(tag->name);
    if (length < 1 || length > LIMIT_TAG_KEY_LENGTH)
        return call_fail(call, TEXT_TAG_KEY_LENGTH);
    if (text_length(tag->value) > LIMIT_TAG_VALUE_LENGTH)
        return call_fail(call, TEXT_TAG_VALUE_LENGTH);
    if (!key_characters(tag->name))
        return call_fail(call, TEXT_TAG_KEY_CHARACTER);
    return true;
}

static void put_tag(struct store_pairs *tags, const struct pair *tag)
{
    /* An empty value is a value. */
    struct slice value = slice_present(tag->value) ? tag->value : SLICE("");
    for (size_t i = 0; i < tags->count; i++) {
        if (slice_equal(tags->items[i].name, tag->name)) {
            tags->items[i].value = value;
            return;
        }
    }
    tags->items[tags->count++] = (struct store_pair){tag->name, value};
}

bool tags_merge(struct call *call, const struct queue_ref *ref, struct store_pairs *tags,
                const struct list *given)
{
    const struct pair *items = given->items;
    if (given->count > LIMIT_TAGS)
        return call_fail(call, TEXT_TOO_MANY_TAGS, ref->name);
    struct store_pairs merged = {
        arena_array(call->arena, tags->count + given->count, sizeof *merged.items), tags->count};
    if (tags->count > 0)
        memcpy(merged.items, tags->items, tags->count * sizeof *tags->items);
    for (size_t i = 0; i < given->count; i++) {
        if (!check_tag(call, &items[i]))
            return false;
        put_tag(&merged, &items[i]);
    }
    if (merged.count > LIMIT_TAGS)
        return call_fail(call, TEXT_TOO_MANY_TAGS, ref->name);
    *tags = merged;
    return true;
}
