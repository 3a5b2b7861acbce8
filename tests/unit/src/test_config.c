/* Options from the command line, from the environment, and their defaults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/config.h"
#include "src/options.h"

#define ARGUMENTS_MAX 40

static char error[512];

/* Reads the arguments, a NULL after the last one. */
static enum config_outcome read_list(struct config *ret, const char *const *arguments)
{
    static char memory[ARGUMENTS_MAX][128];
    char *argv[ARGUMENTS_MAX];
    int argc = 0;
    for (; arguments[argc]; argc++) {
        assert_true(argc < ARGUMENTS_MAX);
        snprintf(memory[argc], sizeof memory[argc], "%s", arguments[argc]);
        argv[argc] = memory[argc];
    }
    error[0] = '\0';
    return config_read(argc, argv, ret, error, sizeof error);
}

#define READ(config, ...) read_list((config), (const char *const[]){__VA_ARGS__, NULL})

static int clear_environment(void **state)
{
    (void)state;
    for (int i = 0; i < OPTION_COUNT; i++)
        unsetenv(options_all[i].environment);
    return 0;
}

static void test_defaults(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(read_list(&config, (const char *const[]){NULL}), CONFIG_RUN);
    assert_int_equal(config.host_count, 0);
    assert_int_equal(config.port_count, 1);
    assert_int_equal(config.ports[0], 9324);
    assert_null(config.db);
    assert_false(config.durability_full);
    assert_string_equal(config.account, "000000000000");
    assert_string_equal(config.region, "us-east-1");
    assert_int_equal(config.log_format, LOG_TEXT);
    assert_int_equal(config.log_level, LOG_INFO);
    assert_int_equal(config.max_memory, 1 << 30);
    assert_int_equal(config.max_request_memory, 512 << 20);
    assert_int_equal(config.request_timeout_ms, 65000);
    assert_false(config.strict_delete || config.strict_purge || config.test_mode);
    assert_false(config.strict_propagation || config.strict_hosts);
    assert_int_equal(config.endpoint_strategy, 0);
    assert_null(config.endpoint_host);
    assert_false(config.trust_forwarded || config.bench_noop);
}

static void test_every_option(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--host", "0.0.0.0", "--host=::", "--port", "0", "--port=4566",
                          "--db", "a b", "--durability", "full", "--account=123456789012",
                          "--region", "eu-west-1", "--log-format=json", "--log-level", "warn",
                          "--max-memory", "512m", "--max-request-memory", "64M", "--strict-delete",
                          "--strict-purge", "--test-mode", "--trust-forwarded",
                          "--allow-host=queue.test:1", "--auth=verify", "--access-keys", "keys",
                          "--policies", "enforce", "--allow-origin", "http://app.test:3000",
                          "--strict-propagation", "--strict-hosts", "--endpoint-strategy=path",
                          "--endpoint-host=h:1"),
                     CONFIG_RUN);
    assert_int_equal(config.host_count, 2);
    assert_string_equal(config.hosts[0], "0.0.0.0");
    assert_string_equal(config.hosts[1], "::");
    assert_int_equal(config.port_count, 2);
    assert_int_equal(config.ports[0], 0);
    assert_int_equal(config.ports[1], 4566);
    assert_string_equal(config.db, "a b");
    assert_true(config.durability_full);
    assert_string_equal(config.account, "123456789012");
    assert_string_equal(config.region, "eu-west-1");
    assert_int_equal(config.log_format, LOG_JSON);
    assert_int_equal(config.log_level, LOG_WARN);
    assert_int_equal(config.max_memory, 512 << 20);
    assert_int_equal(config.max_request_memory, 64 << 20);
    assert_true(config.strict_delete && config.strict_purge && config.test_mode);
    assert_true(config.trust_forwarded && config.strict_propagation && config.strict_hosts);
    assert_int_equal(config.endpoint_strategy, 2);
    assert_string_equal(config.endpoint_host, "h:1");
    assert_true(config.verify && config.enforce_policies);
    assert_string_equal(config.access_keys, "keys");
    assert_int_equal(config.allow_hosts.count, 1);
    assert_string_equal(config.allow_hosts.items[0], "queue.test:1");
    assert_int_equal(config.allow_origins.count, 1);
    assert_string_equal(config.allow_origins.items[0], "http://app.test:3000");
}

static void test_last_one_counts(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--db", "a", "--db", "b"), CONFIG_RUN);
    assert_string_equal(config.db, "b");
}

static void test_environment(void **state)
{
    (void)state;
    struct config config;
    setenv("ROPELINE_HOST", "127.0.0.1,::1", 1);
    setenv("ROPELINE_PORT", "1,2,3", 1);
    setenv("ROPELINE_DB", "file.db", 1);
    setenv("ROPELINE_TEST_MODE", "true", 1);
    setenv("ROPELINE_STRICT_PURGE", "0", 1);
    setenv("ROPELINE_REGION", "", 1);
    setenv("SQS_ENDPOINT_STRATEGY", "domain", 1);
    setenv("LOCALSTACK_HOST", "localstack:4566", 1);
    assert_int_equal(READ(&config, "--db", "other.db"), CONFIG_RUN);
    assert_int_equal(config.endpoint_strategy, 4);
    assert_string_equal(config.endpoint_host, "localstack:4566");
    assert_int_equal(config.host_count, 2);
    assert_string_equal(config.hosts[1], "::1");
    assert_int_equal(config.port_count, 3);
    assert_int_equal(config.ports[2], 3);
    assert_string_equal(config.db, "other.db");
    assert_true(config.test_mode);
    assert_false(config.strict_purge);
    assert_string_equal(config.region, "us-east-1");
}

static void test_every_option_has_its_variable(void **state)
{
    (void)state;
    assert_string_equal(options_all[OPTION_ENDPOINT_STRATEGY].environment, "SQS_ENDPOINT_STRATEGY");
    assert_string_equal(options_all[OPTION_ENDPOINT_HOST].environment, "LOCALSTACK_HOST");
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (!*options_all[i].name || i == OPTION_ENDPOINT_STRATEGY || i == OPTION_ENDPOINT_HOST)
            continue; /* for the environment only; what users of LocalStack have set already */
        char expected[64] = "ROPELINE_";
        size_t at = strlen(expected);
        for (const char *name = options_all[i].name; *name; name++)
            expected[at++] = *name == '-' ? '_' : (char)(*name - 'a' + 'A');
        assert_string_equal(options_all[i].environment, expected);
    }
}

static void test_command_line_replaces_list_of_environment(void **state)
{
    (void)state;
    struct config config;
    setenv("ROPELINE_PORT", "1,2", 1);
    assert_int_equal(READ(&config, "--port", "3"), CONFIG_RUN);
    assert_int_equal(config.port_count, 1);
    assert_int_equal(config.ports[0], 3);
}

static void test_service_link_is_no_port(void **state)
{
    (void)state;
    struct config config;
    setenv("ROPELINE_PORT", "tcp://10.0.0.1:9324", 1);
    assert_int_equal(read_list(&config, (const char *const[]){NULL}), CONFIG_RUN);
    assert_int_equal(config.ports[0], 9324);
}

static void test_sizes(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--max-memory", "0"), CONFIG_RUN);
    assert_int_equal(config.max_memory, 0);
    assert_int_equal(READ(&config, "--max-memory", "1000"), CONFIG_RUN);
    assert_int_equal(config.max_memory, 1000);
    assert_int_equal(READ(&config, "--max-memory", "3K"), CONFIG_RUN);
    assert_int_equal(config.max_memory, 3 << 10);
}

static void test_history(void **state)
{
    (void)state;
    struct config config;
    assert_int_equal(READ(&config, "--port", "0"), CONFIG_RUN);
    assert_int_equal(config.history, 0);
    assert_int_equal(READ(&config, "--test-mode"), CONFIG_RUN);
    assert_int_equal(config.history, 100000);
    assert_int_equal(READ(&config, "--test-mode", "--history", "0"), CONFIG_RUN);
    assert_int_equal(config.history, 0);
    assert_int_equal(READ(&config, "--history", "10"), CONFIG_RUN);
    assert_int_equal(config.history, 10);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[3];
        const char *said;
    } rows[] = {
        {{"--nonsense"}, "unknown option '--nonsense'"},
        {{"--history", "-1"}, "--history must be a number of events"},
        {{"--history", "10000001"}, "--history must be a number of events"},
        {{"--history", "many"}, "--history must be a number of events"},
        {{"--config", "x"}, "unknown option '--config'"},
        {{"-p"}, "unknown argument '-p'"},
        {{"serve"}, "unknown argument 'serve'"},
        {{"--port"}, "--port needs a value"},
        {{"--port", ""}, "--port needs a value"},
        {{"--db="}, "--db needs a value"},
        {{"--port", "65536"}, "'65536'"},
        {{"--port", "-1"}, "'-1'"},
        {{"--port", "http"}, "'http'"},
        {{"--durability", "none"}, "normal|full"},
        {{"--durability", "norm"}, "normal|full"},
        {{"--log-level", "INFO"}, "debug|info|warn|error"},
        {{"--endpoint-strategy", "region"}, "dynamic|off|path|standard|domain"},
        {{"--endpoint-host", "http://localhost"}, "'http://localhost'"},
        {{"--log-format", "xml"}, "text|json"},
        {{"--account", "12345678901"}, "12 digits"},
        {{"--account", "12345678901x"}, "12 digits"},
        {{"--region", "us east"}, "--region"},
        {{"--max-memory", "G"}, "--max-memory"},
        {{"--max-memory", "-1"}, "--max-memory"},
        {{"--max-memory", "1T"}, "--max-memory"},
        {{"--test-mode=true"}, "takes no value"},
        {{"--allow-origin", "app.test"}, "--allow-origin"},
        {{"--allow-origin", "http://app.test/"}, "--allow-origin"},
        {{"--allow-origin", "http://"}, "--allow-origin"},
        {{"--allow-origin", "/"}, "--allow-origin"},
        {{"--allow-host", "http://queue.test"}, "--allow-host"},
        {{"--auth", "verify"}, "--access-keys"},
        {{"--auth", "yes"}, "none|verify"},
        {{"--policies", "on"}, "off|enforce"},
        {{"--", "x"}, "unknown option '--'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config config;
        assert_int_equal(read_list(&config, rows[i].arguments), CONFIG_BAD);
        if (!strstr(error, rows[i].said))
            fail_msg("row %zu: '%s' does not say '%s'", i, error, rows[i].said);
    }
}

static void test_environment_is_refused_too(void **state)
{
    (void)state;
    struct config config;
    setenv("ROPELINE_STRICT_DELETE", "maybe", 1);
    assert_int_equal(read_list(&config, (const char *const[]){NULL}), CONFIG_BAD);
    assert_non_null(strstr(error, "ROPELINE_STRICT_DELETE must be true or false, not 'maybe'"));
    unsetenv("ROPELINE_STRICT_DELETE");
    setenv("ROPELINE_PORT", "1,2,3,4,5,6,7,8,9", 1);
    assert_int_equal(read_list(&config, (const char *const[]){NULL}), CONFIG_BAD);
}

static void test_too_many(void **state)
{
    (void)state;
    struct config config;
    const char *arguments[CONFIG_LIST_MAX + 2] = {0};
    for (int i = 0; i <= CONFIG_LIST_MAX; i++)
        arguments[i] = "--port=1";
    assert_int_equal(read_list(&config, arguments), CONFIG_BAD);
    arguments[CONFIG_LIST_MAX] = NULL;
    assert_int_equal(read_list(&config, arguments), CONFIG_RUN);
}

static void test_special_outcomes(void **state)
{
    (void)state;
    struct config config;
    setenv("ROPELINE_PORT", "wrong", 1);
    assert_int_equal(READ(&config, "--help"), CONFIG_HELP);
    assert_int_equal(READ(&config, "-h"), CONFIG_HELP);
    assert_int_equal(READ(&config, "--test-mode", "--version"), CONFIG_VERSION);
    assert_int_equal(READ(&config, "--help-markdown"), CONFIG_MARKDOWN);
}

static void test_help_names_every_option(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    config_print_help(out);
    fclose(out);
    for (int i = 0; i < OPTION_COUNT; i++) {
        bool shown = strstr(text, options_all[i].environment) != NULL;
        assert_int_equal(shown, options_all[i].help != NULL);
    }
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clear_environment, clear_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_defaults),
        TEST(test_every_option),
        TEST(test_last_one_counts),
        TEST(test_environment),
        TEST(test_every_option_has_its_variable),
        TEST(test_command_line_replaces_list_of_environment),
        TEST(test_service_link_is_no_port),
        TEST(test_sizes),
        TEST(test_history),
        TEST(test_what_is_refused),
        TEST(test_environment_is_refused_too),
        TEST(test_too_many),
        TEST(test_special_outcomes),
        TEST(test_help_names_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
