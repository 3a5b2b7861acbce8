/* `ropeline report`: judges a run. */
#include "src/cli/verbs.h"

#define PATH           "/_ropeline/report"
#define PATH_MAX_BYTES 8192

static const struct argument_option options[] = {
    {"account", "account", ARGUMENT_TEXT}, {"region", "region", ARGUMENT_TEXT},
    {"queue", "queue", ARGUMENT_TEXT},     {"since", "since", ARGUMENT_NUMBER},
    {"expect", "expect", ARGUMENT_TEXT},   {"format", "format", ARGUMENT_TEXT},
};

/* How each format says that all is well. */
static bool passed(struct slice format, struct slice report)
{
    if (slice_is(format, "json"))
        return slice_starts(report, SLICE("{\"passed\":true"));
    if (slice_is(format, "junit"))
        return memmem(report.at, report.len, " failures=\"0\"", strlen(" failures=\"0\"")) != NULL;
    return memmem(report.at, report.len, " passed, 0 failed,", strlen(" passed, 0 failed,")) !=
           NULL;
}

int cli_report(int argc, char **argv)
{
    struct arguments arguments;
    struct client_reply reply;
    struct buf path;
    int code = CLI_REFUSED;
    if (!arguments_read(argc, argv, options, sizeof options / sizeof *options, &arguments))
        return CLI_USAGE;
    if (arguments.word_count > 0)
        return cli_usage("report", "there are only options");
    if (!slice_present(arguments_get(&arguments, "format")) &&
        !arguments_add(&arguments, "format", ARGUMENT_TEXT, "text"))
        return CLI_USAGE;
    buf_init(&path, PATH_MAX_BYTES);
    BUF_LITERAL(&path, PATH);
    arguments_write_query(&arguments, &path);
    if (cli_ask(&(struct client_request){.method = "GET", .path = buf_slice(&path)}, &reply)) {
        struct slice report = buf_slice(&reply.body);
        fwrite(report.at, 1, report.len, stdout);
        code = passed(arguments_get(&arguments, "format"), report) ? CLI_DONE : CLI_NOT_MET;
    }
    buf_release(&reply.body);
    buf_release(&path);
    return code;
}
