/* The rows of attributes.def as tables, and the values that they accept. */
#include "api/model/attributes.h"

static const char *const deduplication_scopes[] = {"queue", "messageGroup", NULL};
static const char *const throughput_limits[] = {"perQueue", "perMessageGroupId", NULL};

const struct queue_attribute queue_attributes_all[QUEUE_ATTRIBUTE_COUNT] = {
#define ATTRIBUTE_ROW(ID, name_text, kind_name, fallback_text, min_value, max_value, type_name,    \
                      is_settable, shown_name)                                                     \
    [QUEUE_ATTRIBUTE_##ID] = {.name = name_text,                                                   \
                              .kind = ATTRIBUTE_##kind_name,                                       \
                              .fallback = fallback_text,                                           \
                              .min = min_value,                                                    \
                              .max = max_value,                                                    \
                              .types = ATTRIBUTE_FOR_##type_name,                                  \
                              .settable = is_settable,                                             \
                              .shown = SHOWN_##shown_name},
    ALL_QUEUE_ATTRIBUTES(ATTRIBUTE_ROW)
#undef ATTRIBUTE_ROW
};

const char *const system_attribute_names[SYSTEM_ATTRIBUTE_COUNT] = {
#define SYSTEM_ROW(ID, name) [SYSTEM_ATTRIBUTE_##ID] = name,
    ALL_SYSTEM_ATTRIBUTES(SYSTEM_ROW)
#undef SYSTEM_ROW
};

int queue_attribute_find(struct slice name)
{
    for (int i = 0; i < QUEUE_ATTRIBUTE_COUNT; i++)
        if (slice_is(name, queue_attributes_all[i].name))
            return i;
    return -1;
}

int system_attribute_find(struct slice name)
{
    for (int i = 0; i < SYSTEM_ATTRIBUTE_COUNT; i++)
        if (slice_is(name, system_attribute_names[i]))
            return i;
    return -1;
}

static bool accept_integer(const struct queue_attribute *attribute, struct slice value,
                           struct slice *ret)
{
    int64_t number;
    if (!slice_to_int64(value, &number) || number < attribute->min || number > attribute->max)
        return false;
    *ret = value;
    return true;
}

static bool accept_boolean(struct slice value, struct slice *ret)
{
    bool truth = slice_equal_nocase(value, SLICE("true"));
    if (!truth && !slice_equal_nocase(value, SLICE("false")))
        return false;
    *ret = truth ? SLICE("true") : SLICE("false");
    return true;
}

static bool accept_choice(const char *const *choices, struct slice value, struct slice *ret)
{
    for (size_t i = 0; choices[i]; i++)
        if (slice_is(value, choices[i])) {
            *ret = value;
            return true;
        }
    return false;
}

const char *const *queue_attribute_choices(const struct queue_attribute *attribute)
{
    if (attribute == &queue_attributes_all[QUEUE_ATTRIBUTE_DEDUPLICATION_SCOPE])
        return deduplication_scopes;
    if (attribute == &queue_attributes_all[QUEUE_ATTRIBUTE_FIFO_THROUGHPUT_LIMIT])
        return throughput_limits;
    return NULL;
}

bool queue_attribute_accept(const struct queue_attribute *attribute, struct slice value,
                            struct slice *ret)
{
    switch (attribute->kind) {
    case ATTRIBUTE_INTEGER:
        return accept_integer(attribute, value, ret);
    case ATTRIBUTE_BOOLEAN:
        return accept_boolean(value, ret);
    case ATTRIBUTE_CHOICE:
        return accept_choice(queue_attribute_choices(attribute), value, ret);
    case ATTRIBUTE_JSON:
    case ATTRIBUTE_TEXT:
        *ret = slice_present(value) ? value : SLICE("");
        return true;
    }
    return false;
}
