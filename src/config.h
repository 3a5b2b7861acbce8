/* Configuration: command line over environment over defaults, from the rows of options.def. */
#ifndef ROPELINE_CONFIG_H
#define ROPELINE_CONFIG_H

#include <stdio.h>

#include "src/base/log.h"

#define CONFIG_LIST_MAX 8

struct config_list {
    const char *items[CONFIG_LIST_MAX];
    size_t count;
};

struct config {
    const char *hosts[CONFIG_LIST_MAX]; /* none: the default addresses */
    size_t host_count;
    uint16_t ports[CONFIG_LIST_MAX];
    size_t port_count;
    const char *db; /* NULL: in memory */
    bool durability_full;
    const char *account;
    const char *region;
    enum log_format log_format;
    enum log_level log_level;
    size_t max_memory;         /* bytes, 0 = no ceiling */
    size_t max_request_memory; /* bytes, 0 = no ceiling */
    int64_t request_timeout_ms;
    bool strict_delete;
    bool strict_purge;
    bool strict_propagation;
    bool strict_hosts;
    int endpoint_strategy;     /* index among the words of the option */
    const char *endpoint_host; /* NULL: none */
    bool verify;               /* signatures */
    const char *access_keys;   /* a file; NULL: none */
    const char *access_keys_text;
    bool enforce_policies;
    bool trust_forwarded;
    struct config_list allow_hosts;
    struct config_list allow_origins;
    bool test_mode;
    size_t history; /* events, 0 = off */
    bool bench_noop;
};

enum config_outcome {
    CONFIG_RUN,
    CONFIG_HELP,     /* --help was given */
    CONFIG_VERSION,  /* --version was given */
    CONFIG_MARKDOWN, /* --help-markdown was given */
    CONFIG_BAD,      /* `error` says why, in one line */
};

/* Reads the arguments after the program's name and the environment. Texts in `ret` point into argv
 * or the environment. */
enum config_outcome config_read(int argc, char **argv, struct config *ret, char *error,
                                size_t error_size);

/* The options as help for a terminal, and as docs/config.md. */
void config_print_help(FILE *out);
void config_print_markdown(FILE *out);

#endif
