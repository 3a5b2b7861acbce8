/* The table of verbs, and what they share: see cli.h and verbs.h. */
#include "src/cli/cli.h"

#include <string.h>

#include "src/base/json.h"
#include "src/cli/verbs.h"

#define PATH_MAX_BYTES ((size_t)1 << 20)

static const struct cli_verb verbs[] = {
#define VERB_ROW(name, arguments, help) {#name, arguments, help, cli_##name},
    ALL_VERBS(VERB_ROW)
#undef VERB_ROW
};

const struct cli_verb *cli_find(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static void print_verb(FILE *out, const struct cli_verb *verb)
{
    fprintf(out, "  ropeline %s %s\n      %s\n", verb->name, verb->arguments, verb->help);
}

void cli_print_verbs(FILE *out)
{
    fputs("\nVerbs, for the server at ROPELINE_ENDPOINT (default: http://localhost:9324):\n", out);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        print_verb(out, &verbs[i]);
    fputs("They print the server's answer and exit 0; 1: what was waited for or checked is not so; "
          "2: wrong usage;\n3: no server, or it refused.\n",
          out);
}

int cli_run(const struct cli_verb *verb, int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_verb(stdout, verb);
            return CLI_DONE;
        }
    return verb->run(argc, argv);
}

int cli_usage(const char *verb, const char *what)
{
    fprintf(stderr, "ropeline: %s (see ropeline %s --help)\n", what, verb);
    return CLI_USAGE;
}

/* The text of {"error": ...}, or the whole body. */
static void print_refusal(const struct client_reply *reply)
{
    struct arena arena = {0};
    struct slice body = buf_slice(&reply->body);
    const struct json *json = json_parse(&arena, body);
    struct slice text = json ? json_get_text(json, "error") : SLICE_NONE;
    if (!slice_present(text))
        text = body;
    fprintf(stderr, "ropeline: the server refused (%d): %.*s\n", reply->status, SLICE_ARG(text));
    arena_release(&arena);
}

bool cli_ask(const struct client_request *request, struct client_reply *ret)
{
    struct client_address address;
    *ret = (struct client_reply){0};
    if (!client_find("localhost", "9324", &address))
        return false;
    if (!client_ask(&address, request, ret)) {
        fprintf(stderr, "ropeline: no answer from a server at http://%s:%s\n", address.host,
                address.port);
        return false;
    }
    if (ret->status >= 200 && ret->status < 300)
        return true;
    print_refusal(ret);
    return false;
}

int cli_call(const char *method, struct slice path, struct slice body)
{
    struct client_reply reply;
    const struct client_request request = {.method = method, .path = path, .body = body};
    bool done = cli_ask(&request, &reply);
    if (done)
        fwrite(reply.body.at, 1, reply.body.len, stdout);
    buf_release(&reply.body);
    return done ? CLI_DONE : CLI_REFUSED;
}

int cli_verdict(const struct client_request *request, const char *name)
{
    struct arena arena = {0};
    struct client_reply reply;
    int code = CLI_REFUSED;
    if (cli_ask(request, &reply)) {
        fwrite(reply.body.at, 1, reply.body.len, stdout);
        const struct json *json = json_parse(&arena, buf_slice(&reply.body));
        const struct json *verdict = json ? json_get(json, name) : NULL;
        code = verdict && verdict->kind == JSON_TRUE ? CLI_DONE : CLI_NOT_MET;
    }
    buf_release(&reply.body);
    arena_release(&arena);
    return code;
}

int cli_post(const char *path, const struct arguments *arguments)
{
    struct buf body;
    buf_init(&body, PATH_MAX_BYTES);
    arguments_write_json(arguments, &body);
    int code = cli_call("POST", slice_of(path), buf_slice(&body));
    buf_release(&body);
    return code;
}

int cli_get(const char *path, const struct arguments *arguments)
{
    struct buf target;
    buf_init(&target, PATH_MAX_BYTES);
    buf_append(&target, slice_of(path));
    arguments_write_query(arguments, &target);
    int code = cli_call("GET", buf_slice(&target), SLICE_NONE);
    buf_release(&target);
    return code;
}
