/* The command line and the environment: the input's lines are arguments; a line "NAME=value" whose
 * name is that of an option's variable goes into the environment instead. */
#include "src/config.h"

#include <stdlib.h>

#include "src/base/arena.h"
#include "src/options.h"
#include "tests/fuzz/fuzz.h"

#define ARGUMENTS_MAX 64
#define ERROR_SIZE    512

static bool put_into_environment(char *line)
{
    char *equals = strchr(line, '=');
    for (int i = 0; equals && i < OPTION_COUNT; i++) {
        const char *name = options_all[i].environment;
        if (!slice_is(slice_make(line, (size_t)(equals - line)), name))
            continue;
        setenv(name, equals + 1, 1);
        return true;
    }
    return false;
}

/* Returns how many arguments there are; they point into `text`. */
static int split(char *text, char **arguments)
{
    int count = 0;
    for (char *line; (line = strsep(&text, "\n")) && count < ARGUMENTS_MAX;)
        if (!put_into_environment(line))
            arguments[count++] = line;
    return count;
}

/* What main relies on. */
static void check_good(const struct config *config)
{
    FUZZ_REQUIRE(config->port_count >= 1 && config->port_count <= CONFIG_LIST_MAX);
    FUZZ_REQUIRE(config->host_count <= CONFIG_LIST_MAX);
    for (size_t i = 0; i < config->host_count; i++)
        FUZZ_REQUIRE(config->hosts[i] != NULL && *config->hosts[i]);
    FUZZ_REQUIRE(strlen(config->account) == 12 && *config->region);
    FUZZ_REQUIRE(config->log_format <= LOG_JSON && config->log_level <= LOG_ERROR);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *arguments[ARGUMENTS_MAX];
    char error[ERROR_SIZE] = "";
    struct config config;
    for (int i = 0; i < OPTION_COUNT; i++)
        unsetenv(options_all[i].environment);
    struct arena arena = {0};
    char *text = arena_zalloc(&arena, size + 1);
    memcpy(text, data, size);
    int count = split(text, arguments);
    enum config_outcome outcome = config_read(count, arguments, &config, error, sizeof error);
    if (outcome == CONFIG_RUN)
        check_good(&config);
    else
        FUZZ_REQUIRE((outcome == CONFIG_BAD) == (error[0] != '\0'));
    arena_release(&arena);
    return 0;
}
