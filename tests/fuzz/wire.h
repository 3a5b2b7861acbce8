/* What the fuzz targets of api/wire share. */
#ifndef ROPELINE_TESTS_FUZZ_WIRE_H
#define ROPELINE_TESTS_FUZZ_WIRE_H

#include "api/wire/wire.h"
#include "tests/fuzz/fuzz.h"

/* Decodes as the server does and requires of the outcome: texts are UTF-8, memory is in proportion
 * to the request, and a failure is answered by a well-formed reply. */
void fuzz_wire_decode(const struct wire_request *request);

#endif
