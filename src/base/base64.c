/* Base64: see base64.h. */
#include "src/base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *data, size_t len, char *out)
{
    const uint8_t *in = data;
    size_t i = 0;
    for (; i + 3 <= len; i += 3) {
        uint32_t bits = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
        *out++ = alphabet[bits >> 18];
        *out++ = alphabet[bits >> 12 & 63];
        *out++ = alphabet[bits >> 6 & 63];
        *out++ = alphabet[bits & 63];
    }
    if (i == len)
        return;
    uint32_t bits = (uint32_t)in[i] << 16 | (i + 1 < len ? (uint32_t)in[i + 1] << 8 : 0);
    *out++ = alphabet[bits >> 18];
    *out++ = alphabet[bits >> 12 & 63];
    *out++ = i + 1 < len ? alphabet[bits >> 6 & 63] : '=';
    *out = '=';
}

struct slice base64_encode_arena(struct arena *arena, struct slice data)
{
    size_t len = base64_encoded_len(data.len);
    char *text = arena_alloc(arena, len + 1);
    base64_encode(data.at, data.len, text);
    return slice_make(text, len);
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Four characters to three bytes; false when one is none of the alphabet. */
static bool decode_group(const char *in, uint32_t *ret)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = value_of(in[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
    }
    *ret = bits;
    return true;
}

bool base64_decode(struct arena *arena, struct slice text, struct slice *ret)
{
    if (text.len % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.at[text.len - 1 - padding] == '=')
        padding++;
    uint8_t *out = arena_alloc(arena, text.len / 4 * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i += 4) {
        bool last = i + 4 == text.len;
        char group[4];
        uint32_t bits;
        memcpy(group, text.at + i, 4);
        for (size_t p = 0; last && p < padding; p++)
            group[3 - p] = 'A';
        if (!decode_group(group, &bits))
            return false;
        size_t bytes = last ? 3 - padding : 3;
        if (bytes < 3 && (bits & ((1u << (8 * padding)) - 1)) != 0)
            return false; /* bits that no byte holds: not what an encoder writes */
        for (size_t b = 0; b < bytes; b++)
            out[len++] = (uint8_t)(bits >> (16 - 8 * b));
    }
    *ret = slice_make(out, len);
    return true;
}
