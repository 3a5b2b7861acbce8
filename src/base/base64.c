/* Base64: groups of three bytes and four characters. */
#include "src/base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode_group(const uint8_t *bytes, size_t count, char *out)
{
    uint32_t group = (uint32_t)bytes[0] << 16;
    if (count > 1)
        group |= (uint32_t)bytes[1] << 8;
    if (count > 2)
        group |= bytes[2];
    out[0] = alphabet[group >> 18];
    out[1] = alphabet[group >> 12 & 63];
    out[2] = count > 1 ? alphabet[group >> 6 & 63] : '=';
    out[3] = count > 2 ? alphabet[group & 63] : '=';
}

void base64_encode(const void *data, size_t len, char *out)
{
    const uint8_t *bytes = data;
    size_t i = 0;
    for (; len - i >= 3; i += 3, out += 4)
        encode_group(bytes + i, 3, out);
    if (i < len)
        encode_group(bytes + i, len - i, out);
}

struct slice base64_encode_arena(struct arena *arena, struct slice data)
{
    size_t len = base64_encoded_len(data.len);
    char *text = arena_alloc(arena, len + 1);
    base64_encode(data.at, data.len, text);
    text[len] = '\0';
    return slice_make(text, len);
}

/* Value of each character plus one, so that 0 marks those outside the alphabet. */
static const uint8_t values[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/* Decodes `count` characters (2 to 4) to count - 1 bytes; bits that are left over must be 0. */
static bool decode_group(const char *text, size_t count, uint8_t *out)
{
    uint32_t group = 0;
    for (size_t i = 0; i < 4; i++) {
        uint8_t value = i < count ? values[(uint8_t)text[i]] : 1;
        if (value == 0)
            return false;
        group = group << 6 | (uint32_t)(value - 1);
    }
    if ((count == 2 && (group & 0xffff) != 0) || (count == 3 && (group & 0xff) != 0))
        return false;
    for (size_t i = 0; i < count - 1; i++)
        out[i] = (uint8_t)(group >> (16 - 8 * i));
    return true;
}

/* How many '=' stand at the end: 0 to 2. */
static size_t padding(struct slice text)
{
    if (text.len == 0 || text.at[text.len - 1] != '=')
        return 0;
    return text.at[text.len - 2] == '=' ? 2 : 1;
}

bool base64_decode(struct arena *arena, struct slice text, struct slice *ret)
{
    if (text.len % 4 != 0)
        return false;
    size_t padded = padding(text);
    size_t len = text.len / 4 * 3 - padded;
    uint8_t *bytes = arena_alloc(arena, len + 1);
    size_t i = 0;
    uint8_t *out = bytes;
    for (; i + 4 + padded <= text.len; i += 4, out += 3) {
        if (!decode_group(text.at + i, 4, out))
            return false;
    }
    if (padded > 0 && !decode_group(text.at + i, 4 - padded, out))
        return false;
    bytes[len] = 0;
    *ret = slice_make(bytes, len);
    return true;
}
