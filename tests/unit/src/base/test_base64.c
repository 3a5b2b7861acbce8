/* Base64, by the examples of RFC 4648 and by what it must refuse. */
#include "tests/unit/unit.h"

#include "src/base/base64.h"

static const struct {
    const char *plain, *encoded;
} examples[] = {{"", ""},
                {"f", "Zg=="},
                {"fo", "Zm8="},
                {"foo", "Zm9v"},
                {"foob", "Zm9vYg=="},
                {"fooba", "Zm9vYmE="},
                {"foobar", "Zm9vYmFy"}};

static void encodes_and_decodes_the_examples(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct slice encoded = base64_encode_arena(&arena, slice_of(examples[i].plain));
        assert_true(slice_is(encoded, examples[i].encoded));
        struct slice back;
        assert_true(base64_decode(&arena, encoded, &back));
        assert_true(slice_present(back));
        assert_true(slice_is(back, examples[i].plain));
    }
    arena_release(&arena);
}

static void every_length_and_byte_comes_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    uint8_t bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 167 + 13);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct slice plain = slice_make(bytes, len), back;
        struct slice encoded = base64_encode_arena(&arena, plain);
        assert_int_equal(encoded.len, base64_encoded_len(len));
        assert_true(base64_decode(&arena, encoded, &back));
        assert_true(slice_equal(back, plain));
    }
    arena_release(&arena);
}

static void refuses_what_is_not_strict(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "Z",    "Zg",   "Zg=",        "Zm9vYg",   "====",     "=",      "Z===",
        "Zh==", "Zm9=", "Zm8=Zm8=",   "Zg==Zg==", "Zm 9v",    "Zm9v\n", "Zm9-",
        "Zm9_", "Zm=v", "\xc3\xa4==", "Zm9v====", "Zm9*Zm9v", " Zm9v"};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct slice back = SLICE("untouched");
        assert_false(base64_decode(&arena, slice_of(rows[i]), &back));
        assert_slice(back, "untouched");
    }
    struct slice back;
    assert_false(base64_decode(&arena, SLICE("Zm\0v"), &back));
    arena_release(&arena);
}

TEST_MAIN(UNIT(encodes_and_decodes_the_examples), UNIT(every_length_and_byte_comes_back),
          UNIT(refuses_what_is_not_strict))
