/* `ropeline history`: shows what happened to messages. */
#include "src/cli/verbs.h"

#define PATH           "/_ropeline/history"
#define PATH_MAX_BYTES ((size_t)1 << 20)

static const struct argument_option options[] = {
    {"account", "account", ARGUMENT_TEXT},     {"region", "region", ARGUMENT_TEXT},
    {"queue", "queue", ARGUMENT_TEXT},         {"message", "message", ARGUMENT_TEXT},
    {"group", "group", ARGUMENT_TEXT},         {"event", "event", ARGUMENT_TEXT},
    {"since", "since", ARGUMENT_NUMBER},       {"limit", "limit", ARGUMENT_NUMBER},
    {"body", "body", ARGUMENT_TEXT},           {"body-contains", "body_contains", ARGUMENT_TEXT},
    {"attribute", "attribute", ARGUMENT_TEXT}, {"jsonl", "jsonl", ARGUMENT_FLAG},
};

/* Lines come as they are, however many. */
static int print_lines(const struct arguments *arguments)
{
    struct buf path;
    struct client_reply reply;
    buf_init(&path, PATH_MAX_BYTES);
    BUF_LITERAL(&path, PATH);
    arguments_write_query(arguments, &path);
    const struct client_request request = {
        .method = "GET", .path = buf_slice(&path), .out = stdout};
    bool done = cli_ask(&request, &reply);
    buf_release(&reply.body);
    buf_release(&path);
    return done ? CLI_DONE : CLI_REFUSED;
}

int cli_history(int argc, char **argv)
{
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, sizeof options / sizeof *options, &arguments))
        return CLI_USAGE;
    if (arguments.word_count > 0)
        return cli_usage("history", "there are only options");
    for (size_t i = 0; i < arguments.member_count; i++) {
        struct argument_member *member = &arguments.members[i];
        if (!slice_is(slice_of(member->name), "jsonl"))
            continue;
        *member = (struct argument_member){
            .name = "format", .kind = ARGUMENT_TEXT, .value = SLICE("jsonl")};
        return print_lines(&arguments);
    }
    return cli_get(PATH, &arguments);
}
