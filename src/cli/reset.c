/* `ropeline reset`: empties an account, or everything. */
#include "src/cli/verbs.h"

int cli_reset(int argc, char **argv)
{
    static const struct argument_option options[] = {{"account", "account", ARGUMENT_TEXT},
                                                     {"clock", "clock", ARGUMENT_FLAG}};
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, 2, &arguments))
        return CLI_USAGE;
    if (arguments.word_count > 0)
        return cli_usage("reset", "reset takes no words");
    return cli_post("/_ropeline/reset", &arguments);
}
