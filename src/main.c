/* The composition root: configuration, clock, store, engine, HTTP, in this order, and down again.
 */
#include <signal.h>
#include <unistd.h>

#include "api/http/http.h"
#include "src/announce.h"
#include "src/backup.h"
#include "src/base/memory.h"
#include "src/cli/cli.h"
#include "src/cli/healthcheck.h"
#include "src/config.h"
#include "src/key_file.h"
#include "src/lab/lab.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"

#define EXIT_USAGE 2
#define ERROR_SIZE 1024

/* What the history may take, whatever the number of its events. */
#define HISTORY_BYTES ((size_t)64 << 20)

static int fail(int code, const char *error)
{
    fprintf(stderr, "ropeline: %s\n", error);
    return code;
}

static struct store *open_store(const struct config *config, char *error, size_t error_size)
{
    const struct sqlite_store_options options = {
        .path = config->db,
        .durability = config->durability_full ? SQLITE_DURABILITY_FULL : SQLITE_DURABILITY_NORMAL,
    };
    return config->db ? sqlite_store_open(&options, error, error_size)
                      : memory_store_open(config->max_memory);
}

/* Every host with every port. Without hosts: the loopback in both families, since "localhost" may
 * mean either; a system without IPv6 does without the second. */
static size_t list_addresses(const struct config *config, struct http_address *out)
{
    static const char *const loopback[] = {"127.0.0.1", "::1"};
    const char *const *hosts = config->host_count > 0 ? config->hosts : loopback;
    size_t host_count = config->host_count > 0 ? config->host_count : 2;
    size_t count = 0;
    for (size_t p = 0; p < config->port_count; p++)
        for (size_t h = 0; h < host_count; h++)
            out[count++] =
                (struct http_address){hosts[h], config->ports[p], config->host_count == 0 && h > 0};
    return count;
}

static int serve(const struct config *config, struct engine *engine, struct lab *lab,
                 const struct keys *keys, const struct clock *clock)
{
    char error[ERROR_SIZE];
    struct http_address addresses[CONFIG_LIST_MAX * CONFIG_LIST_MAX];
    const struct http_options options = {
        .addresses = addresses,
        .address_count = list_addresses(config, addresses),
        .account = slice_of(config->account),
        .region = slice_of(config->region),
        .url_strategy = (enum http_url_strategy)config->endpoint_strategy,
        .url_host = slice_of(config->endpoint_host),
        .verify = config->verify,
        .enforce_policies = config->enforce_policies,
        .keys = keys,
        .strict_hosts = config->strict_hosts,
        .max_request_memory = config->max_request_memory,
        .request_timeout_ms = config->request_timeout_ms,
        .trust_forwarded = config->trust_forwarded,
        .browsers = {config->allow_hosts.items, config->allow_hosts.count,
                     config->allow_origins.items, config->allow_origins.count},
        .test_mode = config->test_mode,
        .lab = lab,
        .noop = config->bench_noop,
    };
    struct http_server *server = http_server_create(&options, engine, clock, error, sizeof error);
    if (!server)
        return fail(EXIT_FAILURE, error);
    announce(config, keys, server);
    bool served = http_server_run(server);
    http_server_destroy(server);
    if (!served)
        return fail(EXIT_FAILURE, "the event loop failed");
    log_printf(LOG_INFO, "stopped");
    return EXIT_SUCCESS;
}

/* Without test mode and history there is no laboratory, and nobody pays for it. */
static struct lab *open_lab(const struct config *config, struct engine *engine,
                            const struct clock *clock)
{
    const struct lab_options options = {config->history, HISTORY_BYTES};
    return config->test_mode || config->history > 0 ? lab_create(&options, engine, clock) : NULL;
}

static int run(const struct config *config, const struct keys *keys)
{
    static struct clock clock; /* outlives all logging */
    char error[ERROR_SIZE];
    const struct engine_options options = {
        .strict_delete = config->strict_delete,
        .strict_purge = config->strict_purge,
        .strict_propagation = config->strict_propagation,
        .enforce_policies = config->enforce_policies,
    };
    http_block_signals();     /* before a store starts threads */
    signal(SIGXFSZ, SIG_IGN); /* past a limit on the size of files a write fails */
    clock_init_real(&clock);
    log_setup(&clock, config->log_format, config->log_level, STDERR_FILENO);
    struct store *store = open_store(config, error, sizeof error);
    if (!store)
        return fail(EXIT_FAILURE, error);
    struct engine *engine = engine_create(&options, store, &clock);
    struct lab *lab = engine ? open_lab(config, engine, &clock) : NULL;
    int code = engine ? serve(config, engine, lab, keys, &clock)
                      : fail(EXIT_FAILURE, "the store cannot be read");
    engine_destroy(engine);
    lab_destroy(lab);
    store_close(store);
    return code;
}

/* Keys first: a wrong line of theirs leaves no file behind. */
static int run_with_keys(const struct config *config)
{
    struct keys keys;
    char error[ERROR_SIZE];
    bool given = config->access_keys || config->access_keys_text;
    int code = key_file_read(config, &keys, error, sizeof error) ? run(config, given ? &keys : NULL)
                                                                 : fail(EXIT_USAGE, error);
    keys_release(&keys);
    return code;
}

int main(int argc, char **argv)
{
    struct config config;
    char error[ERROR_SIZE];
    bool check = argc > 1 && strcmp(argv[1], "healthcheck") == 0;
    const struct cli_verb *verb = argc > 1 ? cli_find(argv[1]) : NULL;
    int skip = check ? 2 : 1;
    if (argc > 1 && strcmp(argv[1], "backup") == 0)
        return backup(argc - 2, argv + 2);
    if (verb)
        return cli_run(verb, argc - 2, argv + 2);
    switch (config_read(argc - skip, argv + skip, &config, error, sizeof error)) {
    case CONFIG_RUN:
        return check ? healthcheck(config.hosts[0], config.ports[0]) : run_with_keys(&config);
    case CONFIG_HELP:
        config_print_help(stdout);
        cli_print_verbs(stdout);
        return EXIT_SUCCESS;
    case CONFIG_VERSION:
        puts("ropeline " ROPELINE_VERSION);
        return EXIT_SUCCESS;
    case CONFIG_MARKDOWN:
        config_print_markdown(stdout);
        return EXIT_SUCCESS;
    case CONFIG_BAD:
        break;
    }
    return fail(EXIT_USAGE, error);
}
