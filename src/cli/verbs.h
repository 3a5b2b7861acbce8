/* What the files of the verbs share. */
#ifndef ROPELINE_CLI_VERBS_H
#define ROPELINE_CLI_VERBS_H

#include "src/cli/arguments.h"
#include "src/cli/cli.h"
#include "src/cli/client.h"
#include "src/cli/verbs.def"

/* One line on stderr; returns CLI_USAGE. */
int cli_usage(const char *verb, const char *what);

/* Sends the request to the server; false: it is not there or it refused, which one line on stderr
 * tells. The caller releases ret->body. */
bool cli_ask(const struct client_request *request, struct client_reply *ret);

/* As cli_ask, and prints the reply. Returns the exit code. */
int cli_call(const char *method, struct slice path, struct slice body);

/* As cli_call, for a reply that says whether something is so: exits 0 when its member `name` is
 * true, 1 when it is false. */
int cli_verdict(const struct client_request *request, const char *name);

/* cli_call with the arguments as JSON body, or as query string. */
int cli_post(const char *path, const struct arguments *arguments);
int cli_get(const char *path, const struct arguments *arguments);

#define DECLARE_VERB(name, ...) int cli_##name(int argc, char **argv);
ALL_VERBS(DECLARE_VERB)
#undef DECLARE_VERB

#endif
