/* The options as help for a terminal and as docs/config.md: see config.h. */
#include "src/backup.h"
#include "src/config.h"
#include "src/options.h"

#define HEALTHCHECK_HELP                                                                           \
    "asks /health of the server at ROPELINE_ENDPOINT, or on the first configured host and port, "  \
    "and exits 0 when it is well"

void config_print_help(FILE *out)
{
    fputs("Usage: ropeline [OPTION]...\n"
          "       ropeline healthcheck [OPTION]...\n"
          "       ropeline backup --db FILE --to FILE\n\n"
          "An AWS SQS-compatible queue emulator. Every option can be set in the environment too.\n"
          "The second form " HEALTHCHECK_HELP ".\n"
          "The third form " BACKUP_HELP ".\n\n",
          out);
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options_all[i];
        if (!option->help)
            continue;
        if (*option->name)
            fprintf(out, "  --%s%s%s\n      %s", option->name, option->value ? " " : "",
                    option->value ? option->value : "", option->help);
        else
            fprintf(out, "  (environment only)\n      %s", option->help);
        if (option->fallback)
            fprintf(out, " (default: %s)", option->fallback);
        fprintf(out, " [%s]\n", option->environment);
    }
    fputs("  --help\n      print this and exit\n  --version\n      print the version and exit\n",
          out);
}

/* In a table of Markdown a bar must be escaped. */
static void print_cell(FILE *out, const char *text)
{
    for (; *text; text++)
        fprintf(out, *text == '|' ? "\\%c" : "%c", *text);
}

static void print_row(FILE *out, const struct option *option)
{
    if (*option->name) {
        fprintf(out, "| `--%s%s", option->name, option->value ? " " : "");
        print_cell(out, option->value ? option->value : "");
        fputc('`', out);
    } else {
        fputs("| (environment only)", out);
    }
    fprintf(out, " | `%s` | ", option->environment);
    if (option->fallback)
        fprintf(out, "`%s`", option->fallback);
    fputs(" | ", out);
    print_cell(out, option->help);
    fputs(" |\n", out);
}

void config_print_markdown(FILE *out)
{
    fputs(
        "# Configuration\n\n"
        "Made from src/options.def by `ropeline --help-markdown >docs/config.md`; a test keeps it "
        "current.\n\n"
        "An option on the command line wins over the environment. In the environment an empty "
        "value counts as\n"
        "none, a repeatable option takes a list with commas, and a flag is `true` or `false`. (A "
        "`ROPELINE_PORT`\n"
        "of the form `tcp://...` is ignored: that is how Kubernetes tells of a service named "
        "`ropeline`.)\n\n"
        "| option | environment | default | meaning |\n|---|---|---|---|\n",
        out);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (options_all[i].help)
            print_row(out, &options_all[i]);
    fputs("\n`--help` and `--version` print and exit.\n\n"
          "`ropeline healthcheck` " HEALTHCHECK_HELP ", else 1.\n\n"
          "`ropeline backup --db FILE --to FILE` " BACKUP_HELP ".\n\n"
          "The exit code of the server is 0 after SIGTERM or SIGINT, 1 when it cannot start or go "
          "on, and 2 when\n"
          "an option is wrong; the reason is one line on stderr.\n",
          out);
}
