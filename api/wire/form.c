/* Form parameters: see form.h. */
#include "api/wire/form.h"

#include "src/base/text.h"

static int hex_value(char c)
{
    c = char_lower(c);
    if (char_is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool percent_decode(struct arena *arena, struct slice text, bool plus, struct slice *ret)
{
    char *start = arena_alloc(arena, text.len + 1);
    char *out = start;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex_value(text.at[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_value(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        *out++ = c;
    }
    *ret = slice_make(start, (size_t)(out - start));
    return true;
}

/* Compares names part by part; parts that are numbers as numbers. */
static int compare_names(struct slice a, struct slice b)
{
    size_t i = 0;
    while (i < a.len && i < b.len && a.at[i] == b.at[i])
        i++;
    /* Both differ inside a number when digits stand here: the longer run is the greater number. */
    size_t left = i, right = i;
    while (left < a.len && char_is_digit(a.at[left]))
        left++;
    while (right < b.len && char_is_digit(b.at[right]))
        right++;
    bool in_number = (left > i || right > i) &&
                     ((left > i && right > i) || (i > 0 && char_is_digit(a.at[i - 1])));
    if (in_number && left != right)
        return left < right ? -1 : 1;
    return slice_compare(slice_from(a, i), slice_from(b, i));
}

static size_t count_parameters(struct slice text)
{
    size_t count = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == '&';
    return count;
}

static bool decode_text(struct arena *arena, struct slice text, struct slice *ret)
{
    return percent_decode(arena, text, true, ret) && text_is_utf8(*ret);
}

static bool parse_part(struct arena *arena, struct slice text, struct form *form)
{
    while (text.len > 0) {
        struct slice value = slice_cut(&text, '&');
        if (value.len == 0)
            continue;
        struct slice name = slice_cut(&value, '=');
        if (!slice_present(value))
            value = SLICE("");
        struct form_parameter *item = &form->items[form->count++];
        if (!decode_text(arena, name, &item->name) || !decode_text(arena, value, &item->value))
            return false;
    }
    return true;
}

/* Merge sort keeps parameters of one name in order; qsort of a C library need not. */
static void sort(struct form_parameter *items, size_t count, struct form_parameter *scratch)
{
    if (count < 2)
        return;
    size_t half = count / 2;
    sort(items, half, scratch);
    sort(items + half, count - half, scratch);
    memcpy(scratch, items, half * sizeof *items);
    size_t left = 0, right = half, out = 0;
    while (left < half && right < count)
        items[out++] = compare_names(scratch[left].name, items[right].name) <= 0 ? scratch[left++]
                                                                                 : items[right++];
    while (left < half)
        items[out++] = scratch[left++];
}

bool form_parse(struct arena *arena, struct slice first, struct slice second, struct form *ret)
{
    size_t most = count_parameters(first) + count_parameters(second);
    *ret = (struct form){0};
    if (most > FORM_PARAMETERS_MAX)
        return false;
    ret->items = arena_array(arena, most, sizeof *ret->items);
    if (!parse_part(arena, first, ret) || !parse_part(arena, second, ret))
        return false;
    sort(ret->items, ret->count, arena_array(arena, most / 2 + 1, sizeof *ret->items));
    return true;
}

struct slice form_get(const struct form *form, struct slice name)
{
    for (size_t i = 0; i < form->count; i++)
        if (slice_equal(form->items[i].name, name))
            return form->items[i].value;
    return SLICE_NONE;
}
