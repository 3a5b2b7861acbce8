/* Form parameters: application/x-www-form-urlencoded bodies and query strings. */
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

/* Decodes both texts (either may be absent). False: more than FORM_PARAMETERS_MAX parameters, or a
 * percent sign without two hex digits. */
#define FORM_PARAMETERS_MAX 20000

bool form_parse(struct arena *arena, struct slice first, struct slice second, struct form *ret);

/* The value of the first parameter of this name, or absent. */
struct slice form_get(const struct form *form, struct slice name);

/* The parameters whose names start with `prefix`, as a part of the form. */
struct form form_under(const struct form *form, struct slice prefix);

/* Decodes percent escapes, and plus signs as blanks if asked. False when an escape is malformed. */
bool percent_decode(struct arena *arena, struct slice text, bool plus, struct slice *ret);

#endif
