/* `ropeline snapshot`: keeps and restores everything by name. */
#include <string.h>

#include "src/cli/verbs.h"

#define PATH "/_ropeline/snapshots"

static int call_named(const char *method, const char *name, const char *after)
{
    struct buf path;
    buf_init(&path, 65536);
    BUF_LITERAL(&path, PATH "/");
    arguments_write_escaped(&path, slice_of(name));
    buf_append(&path, slice_of(after));
    int code = cli_call(method, buf_slice(&path), SLICE_NONE);
    buf_release(&path);
    return code;
}

int cli_snapshot(int argc, char **argv)
{
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return CLI_USAGE;
    const char *verb = arguments.word_count > 0 ? arguments.words[0] : "list";
    const char *name = arguments.word_count == 2 ? arguments.words[1] : NULL;
    if (strcmp(verb, "list") == 0 && arguments.word_count <= 1)
        return cli_get(PATH, &arguments);
    if (name && strcmp(verb, "save") == 0)
        return arguments_add(&arguments, "name", ARGUMENT_TEXT, name) ? cli_post(PATH, &arguments)
                                                                      : CLI_USAGE;
    if (name && strcmp(verb, "restore") == 0)
        return call_named("POST", name, "/restore");
    if (name && strcmp(verb, "delete") == 0)
        return call_named("DELETE", name, "");
    return cli_usage("snapshot", "say save, restore or delete and a name, or list");
}
