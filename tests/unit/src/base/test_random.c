/* Randomness and UUIDs. */
#include "tests/unit/unit.h"

#include "src/base/random.h"

static void bytes_differ_and_fill_all_sizes(void **state)
{
    (void)state;
    uint8_t a[3000], b[3000];
    static const size_t sizes[] = {16, 255, 256, 257, 1024, 3000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        random_bytes(a, sizes[i]);
        random_bytes(b, sizes[i]);
        assert_memory_not_equal(a, b, sizes[i]);
    }
    random_bytes(a, 0);
    bool seen[256] = {false};
    for (int i = 0; i < 3000; i++) {
        random_bytes(a, 7); /* across the buffer's end many times */
        seen[a[6]] = true;
    }
    for (size_t i = 0; i < 256; i++)
        assert_true(seen[i]);
}

static void uuids_are_of_version_4_and_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct uuid uuid, back;
        char text[UUID_TEXT_LEN];
        uuid_random(&uuid);
        uuid_format(&uuid, text);
        assert_int_equal(text[14], '4');
        assert_non_null(strchr("89ab", text[19]));
        assert_true(uuid_parse(slice_make(text, sizeof text), &back));
        assert_memory_equal(&uuid, &back, sizeof uuid);
    }
}

static void formats_a_known_uuid(void **state)
{
    (void)state;
    struct uuid uuid = {{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98,
                         0x76, 0x54, 0x32, 0x10}};
    char text[UUID_TEXT_LEN];
    uuid_format(&uuid, text);
    assert_slice(slice_make(text, sizeof text), "01234567-89ab-cdef-fedc-ba9876543210");
}

static void refuses_what_is_no_uuid(void **state)
{
    (void)state;
    static const char *const rows[] = {"",
                                       "01234567-89ab-cdef-fedc-ba987654321",
                                       "01234567-89ab-cdef-fedc-ba98765432100",
                                       "01234567089ab-cdef-fedc-ba9876543210",
                                       "01234567-89ab-cdef-fedc0ba9876543210",
                                       "g1234567-89ab-cdef-fedc-ba9876543210",
                                       "01234567-89ab-cdef-fedc-ba987654321 ",
                                       "{1234567-89ab-cdef-fedc-ba987654321}"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct uuid uuid;
        assert_false(uuid_parse(slice_of(rows[i]), &uuid));
    }
    struct uuid uuid;
    assert_true(uuid_parse(SLICE("01234567-89AB-cdef-fedc-ba9876543210"), &uuid));
}

/* The values of the reference implementations of splitmix64 and xoshiro256**. */
static void streams_repeat_for_a_seed(void **state)
{
    (void)state;
    struct random_stream a, b;
    random_stream_seed(&a, 0);
    assert_true(a.state[0] == 0xe220a8397b1dcdaf);
    assert_true(a.state[1] == 0x6e789e6aa1b965f4);
    assert_true(random_stream_next(&a) == 0x99ec5f36cb75f2b4);
    a = (struct random_stream){{1, 2, 3, 4}};
    static const uint64_t reference[] = {11520, 0, 1509978240, 1215971899390074240,
                                         1216172134540287360};
    for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++)
        assert_true(random_stream_next(&a) == reference[i]);
    random_stream_seed(&a, 7);
    random_stream_seed(&b, 7);
    for (int i = 0; i < 100; i++)
        assert_true(random_stream_next(&a) == random_stream_next(&b));
    random_stream_seed(&b, 8);
    assert_true(random_stream_next(&a) != random_stream_next(&b));
}

static void below_is_below_and_even(void **state)
{
    (void)state;
    struct random_stream stream;
    random_stream_seed(&stream, 3);
    int counts[5] = {0};
    for (int i = 0; i < 50000; i++)
        counts[random_stream_below(&stream, 5)]++;
    for (size_t i = 0; i < 5; i++)
        assert_in_range(counts[i], 9500, 10500);
    for (int i = 0; i < 100; i++) {
        assert_true(random_stream_below(&stream, 1) == 0);
        assert_true(random_stream_below(&stream, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
    }
}

TEST_MAIN(UNIT(bytes_differ_and_fill_all_sizes), UNIT(uuids_are_of_version_4_and_round_trip),
          UNIT(formats_a_known_uuid), UNIT(refuses_what_is_no_uuid),
          UNIT(streams_repeat_for_a_seed), UNIT(below_is_below_and_even))
