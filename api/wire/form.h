/* Form parameters: application/x-www-form-urlencoded bodies and query strings
 * (protocols.md section 3.1). */
#ifndef ROPELINE_API_WIRE_FORM_H
#define ROPELINE_API_WIRE_FORM_H

#include "src/base/arena.h"

struct form_parameter {
    struct slice name;
    struct slice value; /* present, perhaps empty */
};

/* Sorted by name, parameters of the same name in the order given; numbers inside a name compare as
 * numbers ("Entry.2" before "Entry.10"), so that lists come in order. */
struct form {
    struct form_parameter *items;
    size_t count;
};

/* Far above what any action takes. */
#define FORM_PARAMETERS_MAX 20000

/* Decodes both texts (either may be absent). False: more than FORM_PARAMETERS_MAX parameters, a
 * percent sign without two hex digits, or bytes that are no UTF-8. */
bool form_parse(struct arena *arena, struct slice first, struct slice second, struct form *ret);

/* The value of the first parameter of this name, or absent. */
struct slice form_get(const struct form *form, struct slice name);

/* Decodes percent escapes, and plus signs as blanks if asked. False when an escape is malformed. */
bool percent_decode(struct arena *arena, struct slice text, bool plus, struct slice *ret);

#endif
