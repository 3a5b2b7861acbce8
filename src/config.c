/* Configuration: see config.h. */
#include "src/config.h"

#include <stdlib.h>

#include "src/base/text.h"
#include "src/options.h"

/* What was given for one option, before it is understood. */
struct given {
    const char *values[CONFIG_LIST_MAX];
    size_t count;
};

struct reading {
    struct given given[OPTION_COUNT];
    char *error;
    size_t error_size;
};

#define HISTORY_DEFAULT 100000
#define HISTORY_MAX     10000000

#define bad(reading, ...) (snprintf((reading)->error, (reading)->error_size, __VA_ARGS__), false)

static bool add_value(struct reading *reading, int option, const char *value)
{
    struct given *given = &reading->given[option];
    if (!*value)
        return bad(reading, "--%s needs a value", options_all[option].name);
    if (options_all[option].kind != KIND_TEXTS)
        given->count = 0; /* the last one counts */
    if (given->count == CONFIG_LIST_MAX)
        return bad(reading, "--%s is given too often", options_all[option].name);
    given->values[given->count++] = value;
    return true;
}

static int find_option(struct slice name)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (*options_all[i].name && slice_is(name, options_all[i].name))
            return i;
    return -1;
}

/* "--name value", "--name=value" or "--flag"; *at is advanced over what was used. */
static bool read_argument(struct reading *reading, int argc, char **argv, int *at)
{
    const char *argument = argv[*at];
    struct slice text = slice_of(argument);
    if (!slice_starts(text, SLICE("--")))
        return bad(reading, "unknown argument '%s' (see --help)", argument);
    text = slice_from(text, 2);
    ptrdiff_t equals = slice_find(text, '=');
    int option = find_option(equals < 0 ? text : slice_head(text, (size_t)equals));
    if (option < 0)
        return bad(reading, "unknown option '%s' (see --help)", argument);
    if (options_all[option].kind == KIND_FLAG) {
        if (equals >= 0)
            return bad(reading, "--%s takes no value", options_all[option].name);
        return add_value(reading, option, "true");
    }
    if (equals >= 0)
        return add_value(reading, option, argument + 2 + equals + 1);
    if (*at + 1 == argc)
        return bad(reading, "--%s needs a value", options_all[option].name);
    return add_value(reading, option, argv[++*at]);
}

/* Environment values split at commas live for the whole process. */
static bool add_list(struct reading *reading, int option, const char *text)
{
    static char memory[OPTION_COUNT][256];
    char *rest = memory[option];
    char *item;
    size_t size = strlen(text) + 1;
    if (size > sizeof memory[option])
        return bad(reading, "%s is too long", options_all[option].environment);
    memcpy(rest, text, size);
    while ((item = strsep(&rest, ",")))
        if (*item && !add_value(reading, option, item))
            return false;
    return true;
}

/* Kubernetes sets this for a service that is named ropeline. */
static bool is_service_link(int option, const char *value)
{
    return option == OPTION_PORT && slice_starts(slice_of(value), SLICE("tcp://"));
}

/* The environment speaks where the command line is silent. */
static bool read_environment(struct reading *reading)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *value = getenv(options_all[i].environment);
        if (!value || !*value || reading->given[i].count > 0 || is_service_link(i, value))
            continue;
        if (options_all[i].kind == KIND_TEXTS ? !add_list(reading, i, value)
                                              : !add_value(reading, i, value))
            return false;
    }
    return true;
}

static const char *text_of(const struct reading *reading, int option)
{
    const struct given *given = &reading->given[option];
    return given->count > 0 ? given->values[given->count - 1] : options_all[option].fallback;
}

static bool read_flag(struct reading *reading, int option, bool *ret)
{
    struct slice text = slice_of(text_of(reading, option));
    *ret = slice_equal_nocase(text, SLICE("true")) || slice_is(text, "1");
    if (*ret || !slice_present(text) || slice_equal_nocase(text, SLICE("false")) ||
        slice_is(text, "0"))
        return true;
    return bad(reading, "%s must be true or false, not '%s'", options_all[option].environment,
               text_of(reading, option));
}

/* Index of the value among the words of the placeholder, "one|two". */
static bool read_choice(struct reading *reading, int option, int *ret)
{
    const char *value = text_of(reading, option);
    struct slice words = slice_of(options_all[option].value);
    for (*ret = 0; words.len > 0; ++*ret)
        if (slice_is(slice_cut(&words, '|'), value))
            return true;
    return bad(reading, "--%s must be one of %s, not '%s'", options_all[option].name,
               options_all[option].value, value);
}

static bool read_ports(struct reading *reading, struct config *ret)
{
    const struct given *given = &reading->given[OPTION_PORT];
    ret->port_count = given->count > 0 ? given->count : 1;
    for (size_t i = 0; i < ret->port_count; i++) {
        const char *text = given->count > 0 ? given->values[i] : options_all[OPTION_PORT].fallback;
        int64_t port;
        if (!slice_to_int64(slice_of(text), &port) || port < 0 || port > 65535)
            return bad(reading, "--port must be a number from 0 to 65535, not '%s'", text);
        ret->ports[i] = (uint16_t)port;
    }
    return true;
}

/* Tests look at what happened; others pay for it only when they ask. */
static bool read_history(struct reading *reading, bool test_mode, size_t *ret)
{
    const char *text = text_of(reading, OPTION_HISTORY);
    int64_t events = test_mode ? HISTORY_DEFAULT : 0;
    if (text && (!slice_to_int64(slice_of(text), &events) || events < 0 || events > HISTORY_MAX))
        return bad(reading, "--history must be a number of events up to 10000000, not '%s'", text);
    *ret = (size_t)events;
    return true;
}

static bool read_size(struct reading *reading, int option, size_t *ret)
{
    struct slice text = slice_of(text_of(reading, option));
    struct slice digits = text;
    int64_t number, unit = 1;
    if (text.len > 1) {
        char last = char_lower(text.at[text.len - 1]);
        unit = last == 'k' ? 1 << 10 : last == 'm' ? 1 << 20 : last == 'g' ? 1 << 30 : 1;
        digits.len -= unit > 1;
    }
    if (!slice_to_int64(digits, &number) || number < 0 || number > (INT64_C(1) << 40) / unit)
        return bad(reading, "--%s must be a size such as 512M or 2G, not '%s'",
                   options_all[option].name, text.at);
    *ret = (size_t)(number * unit);
    return true;
}

/* For tests: what passes in reality while nothing is sent. */
static bool read_timeout(struct reading *reading, int64_t *ret)
{
    const char *text = text_of(reading, OPTION_REQUEST_TIMEOUT_MS);
    if (!slice_to_int64(slice_of(text), ret) || *ret < 1 || *ret > INT32_MAX)
        return bad(reading, "--request-timeout-ms must be a number of milliseconds, not '%s'",
                   text);
    return true;
}

static bool read_account(struct reading *reading, const char **ret)
{
    struct slice text = slice_of(text_of(reading, OPTION_ACCOUNT));
    if (!text_is_digits(text, 12))
        return bad(reading, "--account must be 12 digits, not '%s'", text.at);
    *ret = text.at;
    return true;
}

static bool read_region(struct reading *reading, const char **ret)
{
    struct slice text = slice_of(text_of(reading, OPTION_REGION));
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_alnum(text.at[i]) && text.at[i] != '-')
            return bad(reading, "--region must be letters, digits and hyphens, not '%s'", text.at);
    *ret = text.at;
    return true;
}

/* "http://app.test:3000": what browsers write into Origin, so without a path. */
static bool check_origin(struct reading *reading, const char *text)
{
    struct slice rest = slice_of(text);
    bool all = slice_is(rest, "*");
    ptrdiff_t slashes = slice_find(rest, '/');
    bool good = slashes > 1 && text[slashes - 1] == ':' && text[slashes + 1] == '/';
    rest = slice_from(rest, (size_t)slashes + 2);
    if (all || (good && rest.len > 0 && slice_find(rest, '/') < 0))
        return true;
    return bad(reading, "--allow-origin must be like http://app.test:3000, not '%s'", text);
}

static bool check_host(struct reading *reading, const char *text)
{
    if (!strchr(text, '/') && !strchr(text, '*'))
        return true;
    return bad(reading, "--allow-host must be like queue.test or queue.test:9324, not '%s'", text);
}

static bool read_list(struct reading *reading, int option,
                      bool check(struct reading *reading, const char *text),
                      struct config_list *ret)
{
    const struct given *given = &reading->given[option];
    for (size_t i = 0; i < given->count; i++)
        if (!check(reading, given->values[i]))
            return false;
    ret->count = given->count;
    memcpy(ret->items, given->values, sizeof ret->items);
    return true;
}

/* It goes into URLs. */
static bool read_endpoint_host(struct reading *reading, const char **ret)
{
    *ret = text_of(reading, OPTION_ENDPOINT_HOST);
    for (const char *at = *ret; at && *at; at++)
        if (!char_is_alnum(*at) && !strchr("-._:[]", *at))
            return bad(reading, "--endpoint-host must be a host with or without port, not '%s'",
                       *ret);
    return true;
}

static bool read_access(struct reading *reading, struct config *ret)
{
    int auth, policies;
    ret->access_keys = text_of(reading, OPTION_ACCESS_KEYS);
    ret->access_keys_text = text_of(reading, OPTION_ACCESS_KEYS_TEXT);
    if (!read_choice(reading, OPTION_AUTH, &auth) ||
        !read_choice(reading, OPTION_POLICIES, &policies))
        return false;
    ret->verify = auth == 1;
    ret->enforce_policies = policies == 1;
    if (ret->verify && !ret->access_keys && !ret->access_keys_text)
        return bad(reading, "--auth verify needs --access-keys FILE or ROPELINE_ACCESS_KEYS_TEXT");
    return true;
}

static bool understand(struct reading *reading, struct config *ret)
{
    int durability, format, level;
    if (!read_ports(reading, ret) || !read_choice(reading, OPTION_DURABILITY, &durability) ||
        !read_choice(reading, OPTION_LOG_FORMAT, &format) ||
        !read_choice(reading, OPTION_LOG_LEVEL, &level) ||
        !read_size(reading, OPTION_MAX_MEMORY, &ret->max_memory) ||
        !read_size(reading, OPTION_MAX_REQUEST_MEMORY, &ret->max_request_memory) ||
        !read_timeout(reading, &ret->request_timeout_ms) || !read_account(reading, &ret->account) ||
        !read_region(reading, &ret->region) ||
        !read_choice(reading, OPTION_ENDPOINT_STRATEGY, &ret->endpoint_strategy) ||
        !read_endpoint_host(reading, &ret->endpoint_host) ||
        !read_flag(reading, OPTION_STRICT_DELETE, &ret->strict_delete) ||
        !read_flag(reading, OPTION_STRICT_PURGE, &ret->strict_purge) ||
        !read_flag(reading, OPTION_STRICT_PROPAGATION, &ret->strict_propagation) ||
        !read_flag(reading, OPTION_STRICT_HOSTS, &ret->strict_hosts) ||
        !read_flag(reading, OPTION_TRUST_FORWARDED, &ret->trust_forwarded) ||
        !read_access(reading, ret) ||
        !read_list(reading, OPTION_ALLOW_HOST, check_host, &ret->allow_hosts) ||
        !read_list(reading, OPTION_ALLOW_ORIGIN, check_origin, &ret->allow_origins) ||
        !read_flag(reading, OPTION_TEST_MODE, &ret->test_mode) ||
        !read_flag(reading, OPTION_BENCH_NOOP, &ret->bench_noop) ||
        !read_history(reading, ret->test_mode, &ret->history))
        return false;
    ret->durability_full = durability == 1;
    ret->log_format = (enum log_format)format;
    ret->log_level = (enum log_level)level;
    ret->db = text_of(reading, OPTION_DB);
    ret->host_count = reading->given[OPTION_HOST].count;
    memcpy(ret->hosts, reading->given[OPTION_HOST].values, sizeof ret->hosts);
    return true;
}

static enum config_outcome special(const char *argument)
{
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        return CONFIG_HELP;
    if (strcmp(argument, "--version") == 0)
        return CONFIG_VERSION;
    return strcmp(argument, "--help-markdown") == 0 ? CONFIG_MARKDOWN : CONFIG_RUN;
}

enum config_outcome config_read(int argc, char **argv, struct config *ret, char *error,
                                size_t error_size)
{
    struct reading reading = {.error = error, .error_size = error_size};
    *ret = (struct config){0};
    for (int i = 0; i < argc; i++) {
        enum config_outcome outcome = special(argv[i]);
        if (outcome != CONFIG_RUN)
            return outcome;
        if (!read_argument(&reading, argc, argv, &i))
            return CONFIG_BAD;
    }
    return read_environment(&reading) && understand(&reading, ret) ? CONFIG_RUN : CONFIG_BAD;
}
