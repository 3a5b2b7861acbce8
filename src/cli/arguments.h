/* The arguments of a verb: words and options, and the members of the request that they become. */
#ifndef ROPELINE_CLI_ARGUMENTS_H
#define ROPELINE_CLI_ARGUMENTS_H

#include "src/base/buf.h"

#define ARGUMENT_WORDS_MAX   4
#define ARGUMENT_MEMBERS_MAX 32

enum argument_kind {
    ARGUMENT_TEXT,
    ARGUMENT_NUMBER,   /* "0.1", as it stands */
    ARGUMENT_DURATION, /* "31s", "500ms", "5m", "2h", "1d": becomes milliseconds */
    ARGUMENT_FLAG,     /* takes no value; becomes true */
    ARGUMENT_LIST,     /* "1,4,7" or "a,b": numbers when all of them are */
    ARGUMENT_LOCAL,    /* a text for the verb itself, no member of the request */
};

/* An option of a verb: `--name VALUE` or `--name=VALUE`. */
struct argument_option {
    const char *name;   /* without the dashes */
    const char *member; /* of the request */
    enum argument_kind kind;
};

struct argument_member {
    const char *name;
    enum argument_kind kind;
    struct slice value; /* durations: in milliseconds, by `text` */
    char text[24];
};

struct arguments {
    const char *words[ARGUMENT_WORDS_MAX]; /* what is no option, in order */
    size_t word_count;
    struct argument_member members[ARGUMENT_MEMBERS_MAX];
    size_t member_count;
};

/* Reads the arguments after the verb's name. False: one line on stderr tells what is wrong. */
bool arguments_read(int argc, char **argv, const struct argument_option *options,
                    size_t option_count, struct arguments *ret);

/* Adds a member as if an option had given it. False: its value is of another kind (as above). */
bool arguments_add(struct arguments *arguments, const char *name, enum argument_kind kind,
                   const char *value);

/* The value of a member that was given, or absent. */
struct slice arguments_get(const struct arguments *arguments, const char *name);

/* Appends the members as a JSON object, or as a query string with its question mark. */
void arguments_write_json(const struct arguments *arguments, struct buf *buf);
void arguments_write_query(const struct arguments *arguments, struct buf *buf);

/* Appends text for a path or a query string: what is not plain is escaped. */
void arguments_write_escaped(struct buf *buf, struct slice text);

#endif
