/* Queue attributes and message system attributes as tables, made from attributes.def. */
#ifndef ROPELINE_API_MODEL_ATTRIBUTES_H
#define ROPELINE_API_MODEL_ATTRIBUTES_H

#include "api/model/attributes.def"
#include "src/base/slice.h"

enum queue_attribute_id {
#define DECLARE_ATTRIBUTE(ID, ...) QUEUE_ATTRIBUTE_##ID,
    ALL_QUEUE_ATTRIBUTES(DECLARE_ATTRIBUTE)
#undef DECLARE_ATTRIBUTE
        QUEUE_ATTRIBUTE_COUNT
};

enum attribute_kind {
    ATTRIBUTE_INTEGER,
    ATTRIBUTE_BOOLEAN,
    ATTRIBUTE_CHOICE,
    ATTRIBUTE_JSON,
    ATTRIBUTE_TEXT
};

enum attribute_types { ATTRIBUTE_FOR_ANY, ATTRIBUTE_FOR_FIFO };

enum attribute_shown { SHOWN_ALWAYS, SHOWN_WHEN_SET, SHOWN_WITH_KMS };

struct queue_attribute {
    const char *name;
    enum attribute_kind kind;
    const char *fallback; /* the default's text, or NULL: unset */
    int64_t min;
    int64_t max;
    enum attribute_types types;
    bool settable;
    enum attribute_shown shown;
};

extern const struct queue_attribute queue_attributes_all[QUEUE_ATTRIBUTE_COUNT];

/* Index of the attribute of this exact name, or -1. */
int queue_attribute_find(struct slice name);

/* A text that an ATTRIBUTE_CHOICE accepts. */
struct attribute_choice {
    enum queue_attribute_id attribute;
    const char *text;
};

extern const struct attribute_choice attribute_choices_all[];
extern const size_t attribute_choices_count;

/* Normalises a value for storing: integers must be whole numbers in range, booleans become lower
 * case, choices must match; JSON and text are left alone. False when the value is invalid. */
bool queue_attribute_accept(const struct queue_attribute *attribute, struct slice value,
                            struct slice *ret);

enum system_attribute_id {
#define DECLARE_SYSTEM_ATTRIBUTE(ID, ...) SYSTEM_ATTRIBUTE_##ID,
    ALL_SYSTEM_ATTRIBUTES(DECLARE_SYSTEM_ATTRIBUTE)
#undef DECLARE_SYSTEM_ATTRIBUTE
        SYSTEM_ATTRIBUTE_COUNT
};

extern const char *const system_attribute_names[SYSTEM_ATTRIBUTE_COUNT];

/* Index of the system attribute of this exact name, or -1. */
int system_attribute_find(struct slice name);

#endif
