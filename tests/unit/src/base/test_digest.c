/* Digests, by the examples of their RFCs. */
#include "tests/unit/unit.h"

#include "src/base/digest.h"

static struct slice hex(const uint8_t *bytes, size_t len)
{
    static char text[2 * SHA256_LEN];
    hex_encode(bytes, len, text);
    return slice_make(text, 2 * len);
}

static void md5_of_rfc_1321(void **state)
{
    (void)state;
    uint8_t out[MD5_LEN];
    for (int twice = 0; twice < 2; twice++) {
        digest_md5(SLICE(""), out);
        assert_slice(hex(out, MD5_LEN), "d41d8cd98f00b204e9800998ecf8427e");
        digest_md5(SLICE_NONE, out);
        assert_slice(hex(out, MD5_LEN), "d41d8cd98f00b204e9800998ecf8427e");
        digest_md5(SLICE("message digest"), out);
        assert_slice(hex(out, MD5_LEN), "f96b697d7cb7938d525a2f31aaf161d0");
    }
}

static void md5_in_parts_with_another_in_between(void **state)
{
    (void)state;
    uint8_t out[MD5_LEN], other[MD5_LEN];
    for (int twice = 0; twice < 2; twice++) {
        struct digest *digest = digest_md5_begin();
        digest_md5_add(digest, "message ", 8);
        digest_md5(SLICE("a"), other);
        digest_md5_add(digest, NULL, 0);
        digest_md5_add(digest, "digest", 6);
        digest_md5_end(digest, out);
        assert_slice(hex(out, MD5_LEN), "f96b697d7cb7938d525a2f31aaf161d0");
        assert_slice(hex(other, MD5_LEN), "0cc175b9c0f1b6a831c399e269772661");
    }
}

static void sha256_of_fips_180(void **state)
{
    (void)state;
    uint8_t out[SHA256_LEN];
    digest_sha256(SLICE("abc"), out);
    assert_slice(hex(out, SHA256_LEN),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256(SLICE(""), out);
    assert_slice(hex(out, SHA256_LEN),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Cases 2 and 6: a short key, and one longer than a block, which is digested first. */
static void hmac_of_rfc_4231(void **state)
{
    (void)state;
    uint8_t out[SHA256_LEN];
    digest_hmac_sha256(SLICE("Jefe"), SLICE("what do ya want for nothing?"), out);
    assert_slice(hex(out, SHA256_LEN),
                 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    uint8_t key[131];
    memset(key, 0xaa, sizeof key);
    digest_hmac_sha256(slice_make(key, sizeof key),
                       SLICE("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    assert_slice(hex(out, SHA256_LEN),
                 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* Signing keys are chained: the output of one call is the key of the next. */
static void hmac_may_write_over_its_key(void **state)
{
    (void)state;
    uint8_t key[SHA256_LEN], apart[SHA256_LEN];
    memset(key, 7, sizeof key);
    digest_hmac_sha256(slice_make(key, sizeof key), SLICE("data"), apart);
    digest_hmac_sha256(slice_make(key, sizeof key), SLICE("data"), key);
    assert_memory_equal(key, apart, sizeof key);
}

static void hex_is_lower_case(void **state)
{
    (void)state;
    char out[6];
    hex_encode("\x00\xab\xff", 3, out);
    assert_slice(slice_make(out, sizeof out), "00abff");
}

static void equal_bytes_are_equal(void **state)
{
    (void)state;
    assert_true(digest_equal("abc", "abc", 3));
    assert_false(digest_equal("abc", "abd", 3));
    assert_true(digest_equal("abc", "abd", 2));
}

TEST_MAIN(UNIT(equal_bytes_are_equal), UNIT(md5_of_rfc_1321),
          UNIT(md5_in_parts_with_another_in_between), UNIT(sha256_of_fips_180),
          UNIT(hmac_of_rfc_4231), UNIT(hmac_may_write_over_its_key), UNIT(hex_is_lower_case))
