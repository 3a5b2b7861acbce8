/* `ropeline fault`: injects faults, shows and removes them. */
#include <string.h>

#include "src/cli/verbs.h"

#define PATH           "/_ropeline/faults"
#define PATH_MAX_BYTES 4096

static const struct argument_option options[] = {
    {"account", "account", ARGUMENT_TEXT},
    {"region", "region", ARGUMENT_TEXT},
    {"queue", "queue", ARGUMENT_TEXT},
    {"action", "action", ARGUMENT_TEXT},
    {"group", "group", ARGUMENT_TEXT},
    {"next", "next", ARGUMENT_NUMBER},
    {"probability", "probability", ARGUMENT_NUMBER},
    {"at", "at", ARGUMENT_LIST},
    {"seed", "seed", ARGUMENT_NUMBER},
    {"for", "for_ms", ARGUMENT_DURATION},
    {"after", "after_ms", ARGUMENT_DURATION},
    {"after-delete", "after_delete", ARGUMENT_FLAG},
    {"break-fifo", "break_fifo", ARGUMENT_FLAG},
    {"status", "status", ARGUMENT_NUMBER},
    {"code", "code", ARGUMENT_TEXT},
    {"ids", "ids", ARGUMENT_LIST},
    {"sender-fault", "sender_fault", ARGUMENT_FLAG},
};

static int clear(const struct arguments *arguments)
{
    struct buf path;
    buf_init(&path, PATH_MAX_BYTES);
    BUF_LITERAL(&path, PATH);
    if (arguments->word_count > 1) {
        buf_byte(&path, '/');
        arguments_write_escaped(&path, slice_of(arguments->words[1]));
    }
    int code = cli_call("DELETE", buf_slice(&path), SLICE_NONE);
    buf_release(&path);
    return code;
}

int cli_fault(int argc, char **argv)
{
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, sizeof options / sizeof *options, &arguments))
        return CLI_USAGE;
    const char *word = arguments.word_count > 0 ? arguments.words[0] : "list";
    bool bare = arguments.member_count == 0;
    if (strcmp(word, "list") == 0 && arguments.word_count <= 1 && bare)
        return cli_get(PATH, &arguments);
    if (strcmp(word, "clear") == 0 && arguments.word_count <= 2 && bare)
        return clear(&arguments);
    if (strcmp(word, "add") != 0 || arguments.word_count != 2)
        return cli_usage("fault", "say add KIND, list or clear [ID]");
    if (!arguments_add(&arguments, "fault", ARGUMENT_TEXT, arguments.words[1]))
        return CLI_USAGE;
    return cli_post(PATH, &arguments);
}
