/* Damaged files: bytes that flipped, pages that were lost, an end that is missing. Each is refused
 * in one line, or served with every call answered; nothing crashes or hangs. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/base/random.h"
#include "tests/faults/walks.h"

#define PAGE         4096
#define WHOLE_MAX    (1 << 20)
#define HANG_SECONDS 60

static char whole[WHOLE_MAX];
static char damaged[WHOLE_MAX];
static size_t whole_size;

/* xorshift: the same damage for the same seed. */
static uint64_t state;

static size_t below(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % limit);
}

static int read_whole(void **unused)
{
    (void)unused;
    walk_content(STEPS);
    FILE *file = fopen(walk_keep(STEPS), "r");
    assert_non_null(file);
    whole_size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    return whole_size > 0 && whole_size < sizeof whole ? 0 : -1;
}

static size_t flip_bytes(size_t size)
{
    for (size_t i = 0, count = 1 + below(16); i < count; i++)
        damaged[below(size)] ^= (char)(1 + below(255));
    return size;
}

/* Inside one page: what stands together is damaged together. */
static size_t flip_page(size_t size)
{
    char *page = damaged + below(size / PAGE) * PAGE;
    for (size_t i = 0, count = 1 + below(200); i < count; i++)
        page[below(PAGE)] = (char)below(256);
    return size;
}

static size_t lose_page(size_t size)
{
    memset(damaged + below(size / PAGE) * PAGE, 0, PAGE);
    return size;
}

static size_t swap_pages(size_t size)
{
    char page[PAGE];
    char *a = damaged + below(size / PAGE) * PAGE, *b = damaged + below(size / PAGE) * PAGE;
    memcpy(page, a, PAGE);
    memmove(a, b, PAGE);
    memcpy(b, page, PAGE);
    return size;
}

static size_t lose_end(size_t size)
{
    return below(size);
}

static void write_damaged(const char *path)
{
    static size_t (*const ways[])(size_t) = {flip_bytes, flip_page, lose_page, swap_pages,
                                             lose_end};
    memcpy(damaged, whole, whole_size);
    size_t size = ways[below(sizeof ways / sizeof *ways)](whole_size);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(damaged, 1, size, file), size);
    fclose(file);
}

/* Exit codes of the child; a sanitizer's is 1. */
enum { SERVED = 0, REFUSED = 42, MUTE = 43 };

static int serve_damaged(const char *path)
{
    struct world world;
    char error[256];
    alarm(HANG_SECONDS);
    if (!world_open(&world, path, error))
        return strlen(error) > 0 && !strchr(error, '\n') ? REFUSED : MUTE;
    scenario_prod(&world);
    world_close(&world);
    return SERVED;
}

static void damaged_files_are_refused_or_served(void **unused)
{
    const char *text = getenv("ROPELINE_SEED");
    uint64_t seed;
    int tries = 20000 / walk_stride(200, 10), served = 0, refused = 0;
    (void)unused;
    random_bytes(&seed, sizeof seed);
    seed = text ? strtoull(text, NULL, 10) : seed % 1000000 + 1;
    printf("seed %llu\n", (unsigned long long)seed);
    state = seed;
    for (int i = 0; i < tries; i++) {
        int status;
        const char *path = walk_file();
        write_damaged(path);
        pid_t child = fork();
        if (child == 0)
            _exit(serve_damaged(path));
        assert_int_equal(waitpid(child, &status, 0), child);
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        if (code != SERVED && code != REFUSED)
            fail_msg("damage %d of ROPELINE_SEED=%llu: status %d", i, (unsigned long long)seed,
                     status);
        served += code == SERVED;
        refused += code == REFUSED;
    }
    printf("damaged files: %d, served %d, refused %d\n", tries, served, refused);
    assert_true(served > 0 && refused > 0);
}

int test_damage(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(damaged_files_are_refused_or_served)};
    return cmocka_run_group_tests_name("damage", tests, read_whole, NULL);
}
