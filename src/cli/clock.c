/* `ropeline clock`: shows and moves the emulated time. */
#include <string.h>

#include "src/cli/verbs.h"

#define PATH "/_ropeline/clock"

/* What each word becomes in the request. */
static const struct {
    const char *word;
    const char *member;
    enum argument_kind kind;
} changes[] = {
    {"advance", "advance_ms", ARGUMENT_DURATION}, {"set", "set", ARGUMENT_TEXT},
    {"freeze", "freeze", ARGUMENT_FLAG},          {"resume", "resume", ARGUMENT_FLAG},
    {"next", "run_until_next", ARGUMENT_FLAG},
};

int cli_clock(int argc, char **argv)
{
    static const struct argument_option options[] = {{"account", "account", ARGUMENT_TEXT}};
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, 1, &arguments))
        return CLI_USAGE;
    const char *word = arguments.word_count > 0 ? arguments.words[0] : "show";
    if (strcmp(word, "show") == 0 && arguments.word_count <= 1)
        return cli_get(PATH, &arguments);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        bool flag = changes[i].kind == ARGUMENT_FLAG;
        if (strcmp(word, changes[i].word) != 0 || arguments.word_count != (flag ? 1 : 2))
            continue;
        if (!arguments_add(&arguments, changes[i].member, changes[i].kind,
                           flag ? "true" : arguments.words[1]))
            return CLI_USAGE;
        return cli_post(PATH, &arguments);
    }
    return cli_usage("clock", "this is no way to move the clock");
}
