/* `ropeline export`: a queue as JSON lines on standard output. */
#include "src/cli/verbs.h"

int cli_export(int argc, char **argv)
{
    static const struct argument_option options[] = {{"account", "account", ARGUMENT_TEXT},
                                                     {"region", "region", ARGUMENT_TEXT}};
    struct arguments arguments;
    struct client_reply reply;
    struct buf path;
    if (!arguments_read(argc, argv, options, 2, &arguments))
        return CLI_USAGE;
    if (arguments.word_count != 1)
        return cli_usage("export", "name one queue");
    if (!arguments_add(&arguments, "queue", ARGUMENT_TEXT, arguments.words[0]))
        return CLI_USAGE;
    buf_init(&path, 65536);
    BUF_LITERAL(&path, "/_ropeline/export");
    arguments_write_query(&arguments, &path);
    const struct client_request request = {
        .method = "GET", .path = buf_slice(&path), .out = stdout};
    bool done = cli_ask(&request, &reply);
    buf_release(&reply.body);
    buf_release(&path);
    return done ? CLI_DONE : CLI_REFUSED;
}
