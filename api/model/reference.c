/* The program `reference`: prints docs/api.md, or the same rows as JSON.
 *
 *   reference           Markdown
 *   reference --json    JSON */
#include "api/model/reference.h"

#include <stdio.h>

#define OUTPUT_MAX ((size_t)16 << 20)

const char *const reference_check_names[CHECK_COUNT] = {
#define CHECK_NAME(ID, ...) [CHECK_##ID] = #ID,
    ALL_CHECKS(CHECK_NAME)
#undef CHECK_NAME
};

const char *const reference_error_names[ERROR_COUNT] = {
#define ERROR_NAME(ID, ...) [ERROR_##ID] = #ID,
    ALL_ERRORS(ERROR_NAME)
#undef ERROR_NAME
};

const char *const reference_text_names[TEXT_COUNT] = {
#define TEXT_NAME(ID, ...) [TEXT_##ID] = #ID,
    ALL_TEXTS(TEXT_NAME)
#undef TEXT_NAME
};

const struct reference_limit reference_limits[] = {
#define LIMIT_ROW(NAME, value) {#NAME, value},
    ALL_LIMITS(LIMIT_ROW)
#undef LIMIT_ROW
};

const size_t reference_limits_count = sizeof reference_limits / sizeof *reference_limits;

int main(int argc, char **argv)
{
    struct buf out;
    bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    if (argc > 1 && !json) {
        fputs("usage: reference [--json]\n", stderr);
        return 2;
    }
    buf_init(&out, OUTPUT_MAX);
    if (json)
        reference_json(&out);
    else
        reference_markdown(&out);
    bool written = !out.overflow && fwrite(out.at, 1, out.len, stdout) == out.len;
    buf_release(&out);
    return written && fflush(stdout) == 0 ? 0 : 1;
}
