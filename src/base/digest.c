/* Digests. OpenSSL's algorithms are fetched once and contexts are reused, because fetching costs
 * more than digesting an ordinary message. */
#include "src/base/digest.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/base/block.h"

/* MD5 in parts has a context of its own, so that one-shot digests may be taken in between. */
struct digest {
    EVP_MD_CTX *context;
    bool open;
};

static _Thread_local struct digest md5_parts;
static _Thread_local EVP_MD_CTX *md5_whole;
static _Thread_local EVP_MD_CTX *sha256_whole;

static void require(bool ok)
{
    if (!ok) {
        fprintf(stderr, "ropeline: OpenSSL offers no MD5 or SHA-256\n");
        abort();
    }
}

/* Starts the digest in *context, which is made and bound to the algorithm at first use. */
static EVP_MD_CTX *start(EVP_MD_CTX **context, const char *name)
{
    if (*context == NULL) {
        EVP_MD *algorithm = EVP_MD_fetch(NULL, name, NULL);
        *context = EVP_MD_CTX_new();
        require(algorithm != NULL && *context != NULL);
        require(EVP_DigestInit_ex2(*context, algorithm, NULL) == 1);
        EVP_MD_free(algorithm); /* the context holds it */
    } else {
        require(EVP_DigestInit_ex2(*context, NULL, NULL) == 1);
    }
    return *context;
}

static void add(EVP_MD_CTX *context, const void *data, size_t len)
{
    require(len == 0 || EVP_DigestUpdate(context, data, len) == 1);
}

static void finish(EVP_MD_CTX *context, uint8_t *out)
{
    require(EVP_DigestFinal_ex(context, out, NULL) == 1);
}

void digest_md5(struct slice data, uint8_t out[static MD5_LEN])
{
    EVP_MD_CTX *context = start(&md5_whole, "MD5");
    add(context, data.at, data.len);
    finish(context, out);
}

/* SHA-256 of two parts one after the other. */
static void sha256_of_two(struct slice first, struct slice second, uint8_t *out)
{
    EVP_MD_CTX *context = start(&sha256_whole, "SHA256");
    add(context, first.at, first.len);
    add(context, second.at, second.len);
    finish(context, out);
}

void digest_sha256(struct slice data, uint8_t out[static SHA256_LEN])
{
    sha256_of_two(data, SLICE_NONE, out);
}

#define SHA256_BLOCK 64

/* RFC 2104 by hand: EVP_MAC costs several times as much for texts as short as ours. */
void digest_hmac_sha256(struct slice key, struct slice data, uint8_t out[static SHA256_LEN])
{
    uint8_t padded[SHA256_BLOCK] = {0};
    if (key.len > SHA256_BLOCK)
        digest_sha256(key, padded);
    else if (key.len > 0)
        memcpy(padded, key.at, key.len);
    uint8_t inner[SHA256_BLOCK], outer[SHA256_BLOCK];
    for (size_t i = 0; i < SHA256_BLOCK; i++) {
        inner[i] = padded[i] ^ 0x36;
        outer[i] = padded[i] ^ 0x5c;
    }
    uint8_t hash[SHA256_LEN];
    sha256_of_two(slice_make(inner, sizeof inner), data, hash);
    sha256_of_two(slice_make(outer, sizeof outer), slice_make(hash, sizeof hash), out);
}

struct digest *digest_md5_begin(void)
{
    assert(!md5_parts.open);
    start(&md5_parts.context, "MD5");
    md5_parts.open = true;
    return &md5_parts;
}

void digest_md5_add(struct digest *digest, const void *data, size_t len)
{
    assert(digest->open);
    add(digest->context, data, len);
}

void digest_md5_end(struct digest *digest, uint8_t out[static MD5_LEN])
{
    assert(digest->open);
    finish(digest->context, out);
    digest->open = false;
}

bool digest_equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

/* The digits of a block of values below 16. */
static block digits_of(block values)
{
    return values + '0' + ((block)(values > 9) & ('a' - '9' - 1));
}

static void hex_encode_block(block values, char *out)
{
    block high = digits_of(values >> 4), low = digits_of(values & 15);
    block first =
        __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    block second = __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                           14, 30, 15, 31);
    memcpy(out, &first, BLOCK_LEN);
    memcpy(out + BLOCK_LEN, &second, BLOCK_LEN);
}

void hex_encode(const void *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = data;
    for (; len >= BLOCK_LEN; len -= BLOCK_LEN, bytes += BLOCK_LEN, out += 2 * BLOCK_LEN)
        hex_encode_block(block_load((const char *)bytes), out);
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}
