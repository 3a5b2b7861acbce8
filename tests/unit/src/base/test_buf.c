/* Bounded buffers and binary records. */
#include "tests/unit/unit.h"

#include "src/base/buf.h"

static void appends_and_grows(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1 << 20);
    for (int i = 0; i < 10000; i++) {
        buf_byte(&buf, 'a');
        BUF_LITERAL(&buf, "bc");
    }
    assert_int_equal(buf.len, 30000);
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.at[i], "abc"[i % 3]);
    assert_false(buf.overflow);
    buf_release(&buf);
}

static void never_passes_its_maximum(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    BUF_LITERAL(&buf, "0123456789");
    assert_false(buf.overflow);
    assert_int_equal(buf.capacity, 10);
    buf_byte(&buf, 'x');
    assert_true(buf.overflow);
    assert_slice(buf_slice(&buf), "0123456789");
    buf_release(&buf);
}

static void overflow_stays_until_cleared(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    BUF_LITERAL(&buf, "01234567");
    BUF_LITERAL(&buf, "too long");
    assert_true(buf.overflow);
    buf_byte(&buf, '8'); /* would fit, but then the text had a hole */
    assert_slice(buf_slice(&buf), "01234567");
    assert_null(buf_reserve(&buf, 0));
    buf_clear(&buf);
    assert_false(buf.overflow);
    BUF_LITERAL(&buf, "new");
    assert_slice(buf_slice(&buf), "new");
    buf_release(&buf);
}

static void refuses_lengths_that_wrap(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, SIZE_MAX / 2);
    buf_byte(&buf, 'a');
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.overflow);
    buf_release(&buf);
}

static void reserves_room_to_write_in(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    memcpy(buf_reserve(&buf, 5), "hello", 5);
    buf_grow(&buf, 4);
    assert_slice(buf_slice(&buf), "hell");
    buf_release(&buf);
}

static void appending_nothing_is_fine(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    buf_append(&buf, SLICE_NONE);
    buf_append(&buf, SLICE(""));
    assert_false(buf.overflow);
    assert_int_equal(buf.len, 0);
    buf_byte(&buf, 'a');
    assert_true(buf.overflow);
    buf_release(&buf);
}

static void formats(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 2000);
    buf_printf(&buf, "%d%s", 12, "ab");
    buf_int64(&buf, INT64_MIN);
    assert_slice(buf_slice(&buf), "12ab-9223372036854775808");
    buf_clear(&buf);
    buf_printf(&buf, "%*d", 1999, 7); /* longer than the buffer on the stack */
    assert_int_equal(buf.len, 1999);
    assert_int_equal(buf.at[1998], '7');
    buf_printf(&buf, "%s", "xy");
    assert_true(buf.overflow);
    assert_int_equal(buf.len, 1999);
    buf_release(&buf);
}

static void records_come_back(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    buf_put_u8(&buf, 0xfe);
    buf_put_u32(&buf, 0xdeadbeef);
    buf_put_u64(&buf, UINT64_MAX - 1);
    buf_put_slice(&buf, SLICE("a\0b"));
    buf_put_slice(&buf, SLICE(""));
    buf_put_slice(&buf, SLICE_NONE);
    struct reader reader = {.rest = buf_slice(&buf)};
    assert_int_equal(reader_u8(&reader), 0xfe);
    assert_int_equal(reader_u32(&reader), 0xdeadbeef);
    assert_true(reader_u64(&reader) == UINT64_MAX - 1);
    assert_slice(reader_slice(&reader), "a\0b");
    assert_slice(reader_slice(&reader), "");
    assert_false(slice_present(reader_slice(&reader)));
    assert_false(reader.failed);
    assert_int_equal(reader.rest.len, 0);
    buf_release(&buf);
}

static void integers_are_little_endian(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_put_u32(&buf, 0x04030201);
    assert_slice(buf_slice(&buf), "\1\2\3\4");
    buf_release(&buf);
}

static void a_cut_record_fails_and_stays_failed(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_put_slice(&buf, SLICE("hello"));
    for (size_t len = 0; len < buf.len; len++) {
        struct reader reader = {.rest = slice_head(buf_slice(&buf), len)};
        assert_false(slice_present(reader_slice(&reader)));
        assert_true(reader.failed);
        assert_int_equal(reader_u8(&reader), 0);
        assert_true(reader.failed);
    }
    buf_release(&buf);
}

TEST_MAIN(UNIT(appends_and_grows), UNIT(never_passes_its_maximum),
          UNIT(overflow_stays_until_cleared), UNIT(refuses_lengths_that_wrap),
          UNIT(reserves_room_to_write_in), UNIT(appending_nothing_is_fine), UNIT(formats),
          UNIT(records_come_back), UNIT(integers_are_little_endian),
          UNIT(a_cut_record_fails_and_stays_failed))
