/* The one function that each fuzz target defines; libFuzzer or replay.c calls it. */
#ifndef ROPELINE_TESTS_FUZZ_H
#define ROPELINE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program when a property does not hold, also in builds without assert. */
#define FUZZ_REQUIRE(condition)                                                                    \
    do {                                                                                           \
        if (!(condition))                                                                          \
            __builtin_trap();                                                                      \
    } while (0)

#endif
