/* `ropeline import`: JSON lines into a queue, in requests of bounded size. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/json.h"
#include "src/cli/verbs.h"

/* Bytes of one request; a single line may be larger. */
#define REQUEST_BYTES ((size_t)2 << 20)
#define BODY_MAX      ((size_t)64 << 20)

struct importing {
    struct arguments arguments;
    struct buf body;
    char queue[128];   /* as the first answer says */
    char shift_ms[24]; /* likewise */
    bool answered;
    int64_t messages;
};

/* Later requests go on with the queue and the shift of the first. */
static bool remember(struct importing *importing, struct slice answer)
{
    struct arena arena = {0};
    const struct json *json = json_parse(&arena, answer);
    const struct json *messages = json ? json_get(json, "messages") : NULL;
    const struct json *shift = json ? json_get(json, "shift_ms") : NULL;
    bool good = messages && messages->kind == JSON_INTEGER && shift && shift->kind == JSON_INTEGER;
    if (good) {
        importing->messages += messages->integer;
        snprintf(importing->queue, sizeof importing->queue, "%.*s",
                 SLICE_ARG(json_get_text(json, "queue")));
        snprintf(importing->shift_ms, sizeof importing->shift_ms, "%lld",
                 (long long)shift->integer);
    }
    arena_release(&arena);
    if (good && !importing->answered &&
        !slice_present(arguments_get(&importing->arguments, "queue")))
        good = arguments_add(&importing->arguments, "queue", ARGUMENT_TEXT, importing->queue);
    if (good && !importing->answered)
        good = arguments_add(&importing->arguments, "shift_ms", ARGUMENT_TEXT, importing->shift_ms);
    importing->answered = true;
    return good;
}

static bool send_lines(struct importing *importing)
{
    struct buf path;
    struct client_reply reply;
    if (importing->body.len == 0 && importing->answered)
        return true;
    buf_init(&path, 65536);
    BUF_LITERAL(&path, "/_ropeline/import");
    arguments_write_query(&importing->arguments, &path);
    const struct client_request request = {
        .method = "POST", .path = buf_slice(&path), .body = buf_slice(&importing->body)};
    bool done = cli_ask(&request, &reply) && remember(importing, buf_slice(&reply.body));
    buf_release(&reply.body);
    buf_release(&path);
    buf_clear(&importing->body);
    return done;
}

static int refuse_file(const char *file)
{
    fprintf(stderr, "ropeline: cannot read %s: %s\n", file, strerror(errno));
    return CLI_USAGE;
}

static int import(struct importing *importing, const char *file, FILE *in)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    bool good = true;
    int code = CLI_REFUSED;
    buf_init(&importing->body, BODY_MAX);
    while (good && (len = getline(&line, &size, in)) > 0) {
        buf_append(&importing->body, slice_make(line, (size_t)len));
        if (importing->body.len >= REQUEST_BYTES)
            good = send_lines(importing);
    }
    if (good && ferror(in)) {
        code = refuse_file(file);
    } else if (good && send_lines(importing)) {
        printf("{\"queue\":\"%s\",\"messages\":%lld}\n", importing->queue,
               (long long)importing->messages);
        code = CLI_DONE;
    }
    free(line);
    buf_release(&importing->body);
    return code;
}

int cli_import(int argc, char **argv)
{
    static const struct argument_option options[] = {{"queue", "queue", ARGUMENT_TEXT},
                                                     {"account", "account", ARGUMENT_TEXT},
                                                     {"region", "region", ARGUMENT_TEXT},
                                                     {"keep-times", "keep_times", ARGUMENT_FLAG}};
    struct importing importing = {0};
    if (!arguments_read(argc, argv, options, 4, &importing.arguments))
        return CLI_USAGE;
    if (importing.arguments.word_count > 1)
        return cli_usage("import", "name one file, or none for standard input");
    const char *file = importing.arguments.word_count > 0 ? importing.arguments.words[0] : "-";
    FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    if (!in)
        return refuse_file(file);
    int code = import(&importing, file, in);
    if (in != stdin)
        fclose(in);
    return code;
}
