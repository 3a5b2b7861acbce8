/* Base64 as AWS uses it: the standard alphabet, padded. */
#ifndef ROPELINE_BASE_BASE64_H
#define ROPELINE_BASE_BASE64_H

#include "src/base/arena.h"

static inline size_t base64_encoded_len(size_t len)
{
    return (len + 2) / 3 * 4;
}

/* Writes base64_encoded_len(len) characters, no NUL. */
void base64_encode(const void *data, size_t len, char *out);
struct slice base64_encode_arena(struct arena *arena, struct slice data);

/* Strict: wrong characters, length or padding are refused. False leaves `ret` untouched. */
bool base64_decode(struct arena *arena, struct slice text, struct slice *ret);

#endif
