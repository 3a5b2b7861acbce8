/* Structs, JSON and XML compared by what they say, and results made from JSON. */
#ifndef ROPELINE_TESTS_WIRE_COMPARE_H
#define ROPELINE_TESTS_WIRE_COMPARE_H

#include "support.h"

/* Do both structs of the shape hold the same? Items of lists and maps in the same order. */
bool shape_equal(const struct shape *shape, const void *a, const void *b);

/* A struct of a result's shape with the members of a JSON object: what a test wants encoded. */
void *result_make(struct arena *arena, const struct shape *shape, struct slice json);

/* Is it the same JSON value, members in any order? */
bool json_same(struct arena *arena, struct slice a, struct slice b);

/* Is it the same XML, elements of different names in any order? */
bool xml_same(struct arena *arena, struct slice a, struct slice b);

#endif
