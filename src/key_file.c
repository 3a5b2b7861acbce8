/* Reading access keys: see key_file.h. */
#include "src/key_file.h"

#include <errno.h>
#include <stdio.h>

#include "src/base/buf.h"

#define FILE_MAX ((size_t)1 << 20)

static bool read_file(const char *path, struct buf *into, char *error, size_t error_size)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        snprintf(error, error_size, "cannot read access keys: %s: %s", path, strerror(errno));
        return false;
    }
    char part[4096];
    size_t len;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_append(into, slice_make(part, len));
    bool good = !ferror(file) && !into->overflow;
    explicit_bzero(part, sizeof part);
    fclose(file);
    if (!good)
        snprintf(error, error_size, "cannot read access keys: %s: %s", path,
                 into->overflow ? "it is too large" : "reading failed");
    return good;
}

bool key_file_read(const struct config *config, struct keys *ret, char *error, size_t error_size)
{
    struct buf text;
    char problem[160];
    *ret = (struct keys){0};
    if (!config->access_keys && !config->access_keys_text)
        return true;
    buf_init(&text, FILE_MAX);
    bool good = !config->access_keys || read_file(config->access_keys, &text, error, error_size);
    if (good && config->access_keys_text) {
        if (text.len > 0)
            buf_byte(&text, '\n');
        buf_append(&text, slice_of(config->access_keys_text));
    }
    if (good &&
        !keys_read(ret, buf_slice(&text), slice_of(config->account), problem, sizeof problem)) {
        snprintf(error, error_size, "access keys: %s: %s",
                 config->access_keys ? config->access_keys : "ROPELINE_ACCESS_KEYS_TEXT", problem);
        good = false;
    }
    if (text.at)
        explicit_bzero(text.at, text.len);
    buf_release(&text);
    return good;
}
