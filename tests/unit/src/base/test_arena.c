/* Arenas: alignment, growth, reuse, copies. */
#include "tests/unit/unit.h"

#include "src/base/arena.h"

static void aligns_for_any_type(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t size = 0; size < 3000; size += 7)
        assert_int_equal((uintptr_t)arena_alloc(&arena, size) % ARENA_ALIGN, 0);
    arena_release(&arena);
}

/* Small and large pieces in turn, each filled: none may touch another. */
static void keeps_pieces_apart(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    struct arena arena;
    arena_init(&arena);
    unsigned char *pieces[COUNT];
    size_t sizes[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = i % 10 == 0 ? 1000 * i : i + 1;
        pieces[i] = arena_alloc(&arena, sizes[i]);
        memset(pieces[i], (int)(i & 255), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], i & 255);
    }
    arena_release(&arena);
}

static void nothing_is_a_piece_too(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_non_null(arena_alloc(&arena, 0));
    assert_ptr_not_equal(arena_alloc(&arena, 0), arena_alloc(&arena, 0));
    arena_release(&arena);
}

static void zeroes_on_request(void **state)
{
    (void)state;
    struct arena arena = {0};
    memset(arena_alloc(&arena, 500), 0xff, 500);
    arena_reset(&arena);
    const char *zeroed = arena_zalloc(&arena, 500);
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(zeroed[i], 0);
    const uint64_t *items = arena_array(&arena, 20, sizeof *items);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(items[i], 0);
    arena_release(&arena);
}

static void copies_and_keeps_absence(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct slice copy = arena_copy(&arena, SLICE("a\0b"));
    assert_slice(copy, "a\0b");
    assert_int_equal(copy.at[3], '\0');
    assert_slice(arena_copy(&arena, SLICE("")), "");
    assert_false(slice_present(arena_copy(&arena, SLICE_NONE)));
    arena_release(&arena);
}

static void formats(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct slice text = arena_printf(&arena, "%s-%d", "x", 12);
    assert_slice(text, "x-12");
    assert_int_equal(text.at[text.len], '\0');
    assert_int_equal(arena_printf(&arena, "%*d", 20000, 1).len, 20000);
    assert_slice(arena_int64(&arena, INT64_MIN), "-9223372036854775808");
    assert_slice(arena_int64(&arena, 0), "0");
    arena_release(&arena);
}

static void counts_what_it_handed_out(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_int_equal(arena_used(&arena), 0);
    arena_alloc(&arena, 16);
    arena_alloc(&arena, 100000);
    arena_alloc(&arena, 1);
    assert_int_equal(arena_used(&arena), 16 + 100000 + 16);
    for (int i = 0; i < 1000; i++)
        arena_alloc(&arena, 32);
    assert_int_equal(arena_used(&arena), 16 + 100000 + 16 + 32000);
    arena_release(&arena);
    assert_int_equal(arena_used(&arena), 0);
}

static void a_reset_arena_is_empty_and_reuses_its_chunk(void **state)
{
    (void)state;
    struct arena arena = {0};
    arena_reset(&arena);
    void *first = arena_alloc(&arena, 100);
    arena_reset(&arena);
    assert_int_equal(arena_used(&arena), 0);
    assert_ptr_equal(arena_alloc(&arena, 100), first);
    arena_alloc(&arena, 1000000);
    arena_reset(&arena);
    assert_int_equal(arena_used(&arena), 0);
    arena_release(&arena);

    memset(arena_alloc(&arena, 50000), 1, 50000); /* the first piece is a large one */
    arena_alloc(&arena, 10);
    arena_reset(&arena);
    assert_int_equal(arena_used(&arena), 0);
    arena_release(&arena);
}

TEST_MAIN(UNIT(aligns_for_any_type), UNIT(keeps_pieces_apart), UNIT(nothing_is_a_piece_too),
          UNIT(zeroes_on_request), UNIT(copies_and_keeps_absence), UNIT(formats),
          UNIT(counts_what_it_handed_out), UNIT(a_reset_arena_is_empty_and_reuses_its_chunk))
