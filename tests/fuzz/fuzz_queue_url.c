/* Queue URLs: what is read from one and written as a path is read again. */
#include "api/wire/wire.h"
#include "tests/fuzz/fuzz.h"

static const struct queue_ref fallback = {SLICE_INIT("us-east-1"), SLICE_INIT("000000000000"), {0}};

/* May the part stand in a path as it is? */
static bool is_plain(struct slice part)
{
    return slice_find(part, '%') < 0;
}

static void check_path(struct arena *arena, const struct queue_ref *ref)
{
    struct queue_ref again;
    struct slice path = arena_printf(arena, "/queue/%.*s/%.*s/%.*s", SLICE_ARG(ref->region),
                                     SLICE_ARG(ref->account), SLICE_ARG(ref->name));
    bool whole = memchr(ref->region.at, 0, ref->region.len) == NULL &&
                 memchr(ref->account.at, 0, ref->account.len) == NULL &&
                 memchr(ref->name.at, 0, ref->name.len) == NULL; /* printf stops there */
    if (!whole || !is_plain(ref->region) || !is_plain(ref->account) || !is_plain(ref->name))
        return;
    FUZZ_REQUIRE(wire_parse_queue_url(arena, path, &fallback, &again));
    FUZZ_REQUIRE(slice_equal(again.name, ref->name));
    FUZZ_REQUIRE(slice_equal(again.account, ref->account));
    FUZZ_REQUIRE(slice_equal(again.region, ref->region));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct queue_ref ref;
    if (wire_parse_queue_url(&arena, slice_make(data, size), &fallback, &ref)) {
        FUZZ_REQUIRE(ref.name.len > 0 && ref.account.len > 0 && ref.region.len > 0);
        FUZZ_REQUIRE(slice_find(ref.name, '/') < 0 && slice_find(ref.account, '/') < 0);
        check_path(&arena, &ref);
    }
    arena_release(&arena);
    return 0;
}
