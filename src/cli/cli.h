/* `ropeline VERB ...`: the laboratory from a shell. Talks to the server at ROPELINE_ENDPOINT. */
#ifndef ROPELINE_CLI_H
#define ROPELINE_CLI_H

#include <stdio.h>

/* Exit codes. */
enum {
    CLI_DONE = 0,
    CLI_NOT_MET = 1, /* what was waited for, or checked, is not so */
    CLI_USAGE = 2,
    CLI_REFUSED = 3, /* no server, or it refused */
};

struct cli_verb {
    const char *name;
    const char *arguments;
    const char *help;
    int (*run)(int argc, char **argv); /* after the verb's name; returns the exit code */
};

/* The verb of this name, or NULL. */
const struct cli_verb *cli_find(const char *name);

/* Runs the verb, or prints its help. */
int cli_run(const struct cli_verb *verb, int argc, char **argv);

/* One line per verb. */
void cli_print_verbs(FILE *out);

#endif
