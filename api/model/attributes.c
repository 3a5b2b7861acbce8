/* The rows of attributes.def as tables, and the values that they accept. */
#include "api/model/attributes.h"

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

const struct attribute_choice attribute_choices_all[] = {
#define CHOICE_ROW(ID, choice_text) {QUEUE_ATTRIBUTE_##ID, choice_text},
    ALL_CHOICES(CHOICE_ROW)
#undef CHOICE_ROW
};

const size_t attribute_choices_count = sizeof attribute_choices_all / sizeof *attribute_choices_all;

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

static bool accept_choice(const struct queue_attribute *attribute, struct slice value,
                          struct slice *ret)
{
    for (size_t i = 0; i < attribute_choices_count; i++) {
        const struct attribute_choice *choice = &attribute_choices_all[i];
        if (&queue_attributes_all[choice->attribute] == attribute &&
            slice_is(value, choice->text)) {
            *ret = value;
            return true;
        }
    }
    return false;
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
        return accept_choice(attribute, value, ret);
    case ATTRIBUTE_JSON:
    case ATTRIBUTE_TEXT:
        *ret = slice_present(value) ? value : SLICE("");
        return true;
    }
    return false;
}
