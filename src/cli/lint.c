/* `ropeline lint`: what looks wrong in a run. */
#include "src/cli/verbs.h"

static const struct argument_option options[] = {
    {"account", "account", ARGUMENT_TEXT},
    {"region", "region", ARGUMENT_TEXT},
    {"queue", "queue", ARGUMENT_TEXT},
    {"since", "since", ARGUMENT_NUMBER},
};

int cli_lint(int argc, char **argv)
{
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, sizeof options / sizeof *options, &arguments))
        return CLI_USAGE;
    if (arguments.word_count > 0)
        return cli_usage("lint", "there are only options");
    return cli_get("/_ropeline/lints", &arguments);
}
