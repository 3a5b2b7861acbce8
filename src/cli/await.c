/* `ropeline await`: waits until something has happened, or has not. */
#include "src/cli/verbs.h"

#define PATH           "/_ropeline/await"
#define BODY_MAX_BYTES ((size_t)1 << 20)

static const struct argument_option options[] = {
    {"account", "account", ARGUMENT_TEXT},
    {"region", "region", ARGUMENT_TEXT},
    {"queue", "queue", ARGUMENT_TEXT},
    {"message", "message", ARGUMENT_TEXT},
    {"group", "group", ARGUMENT_TEXT},
    {"since", "since", ARGUMENT_NUMBER},
    {"body", "body", ARGUMENT_TEXT},
    {"body-contains", "body_contains", ARGUMENT_TEXT},
    {"attribute", "attribute", ARGUMENT_TEXT},
    {"count", "count", ARGUMENT_NUMBER},
    {"none", "none", ARGUMENT_FLAG},
    {"within", "within_ms", ARGUMENT_DURATION},
    {"timeout", "timeout_ms", ARGUMENT_DURATION},
};

int cli_await(int argc, char **argv)
{
    struct arguments arguments;
    struct buf body;
    if (!arguments_read(argc, argv, options, sizeof options / sizeof *options, &arguments))
        return CLI_USAGE;
    if (arguments.word_count != 1)
        return cli_usage("await", "say what to wait for: empty, or the name of an event");
    if (!arguments_add(&arguments, "until", ARGUMENT_TEXT, arguments.words[0]))
        return CLI_USAGE;
    buf_init(&body, BODY_MAX_BYTES);
    arguments_write_json(&arguments, &body);
    const struct client_request request = {
        .method = "POST", .path = SLICE(PATH), .body = buf_slice(&body)};
    int code = cli_verdict(&request, "met");
    buf_release(&body);
    return code;
}
