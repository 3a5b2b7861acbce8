/* Which events of the history somebody wants to see. */
#include "src/base/digest.h"
#include "src/lab/state.h"

bool lab_filter_events(struct lab_filter *filter, struct slice names)
{
    while (slice_present(names)) {
        int id = lab_event_find(slice_cut(&names, ','));
        if (id < 0)
            return false;
        filter->events |= UINT32_C(1) << id;
    }
    return true;
}

bool filter_matches_queue(const struct lab_filter *filter, const struct queue_ref *ref)
{
    return fits(filter->account, ref->account) && fits(filter->region, ref->region) &&
           fits(filter->queue, ref->name);
}

static bool matches_place(const struct lab_filter *filter, const struct place *place)
{
    static const struct queue_ref nowhere = {{"", 0}, {"", 0}, {"", 0}};
    return filter_matches_queue(filter, place ? &place->ref : &nowhere);
}

static bool is_id(struct slice text, const struct uuid *id)
{
    char own[UUID_TEXT_LEN];
    uuid_format(id, own);
    return slice_equal(text, slice_make(own, sizeof own));
}

static bool matches_message(const struct lab_filter *filter, const struct record *record)
{
    return is_id(filter->message, &record->life->id) ||
           (record->event == LAB_EVENT_REDRIVEN && is_id(filter->message, &record->former));
}

/* Of a long body only the beginning is kept; its digest tells the rest. */
static bool body_is(struct slice body, const struct life *life)
{
    uint8_t md5[MD5_LEN];
    if (!life->content || body.len != life->body_len)
        return false;
    if (body.len == life->body.len)
        return slice_equal(body, life->body);
    digest_md5(body, md5);
    return memcmp(md5, life->body_md5, sizeof md5) == 0;
}

static bool contains(struct slice text, struct slice part)
{
    return part.len == 0 || memmem(text.at, text.len, part.at, part.len) != NULL;
}

static bool has_attribute(const struct life *life, struct slice name, const struct json *value)
{
    const struct pair *pairs = life->attributes.items;
    for (size_t i = 0; i < life->attributes.count; i++)
        if (slice_equal(pairs[i].name, name))
            return value->kind == JSON_STRING && slice_equal(pairs[i].value, value->text);
    return false;
}

static bool has_attributes(const struct life *life, const struct json *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (!has_attribute(life, wanted->members[i].name, &wanted->members[i].value))
            return false;
    return true;
}

static bool asks_for_message(const struct lab_filter *filter)
{
    return slice_present(filter->message) || slice_present(filter->group) ||
           slice_present(filter->body) || slice_present(filter->body_contains) || filter->attribute;
}

bool filter_matches(const struct lab_filter *filter, const struct record *record)
{
    const struct life *life = record->life;
    if (record->n < filter->since)
        return false;
    if (filter->events != 0 && !(filter->events & (UINT32_C(1) << record->event)))
        return false;
    if (!matches_place(filter, record->place))
        return false;
    if (!asks_for_message(filter))
        return true;
    return life && (!slice_present(filter->message) || matches_message(filter, record)) &&
           fits(filter->group, life->group) &&
           (!slice_present(filter->body) || body_is(filter->body, life)) &&
           (!slice_present(filter->body_contains) || contains(life->body, filter->body_contains)) &&
           (!filter->attribute || has_attributes(life, filter->attribute));
}
